"""What a request read is written when it ends, whatever its end was, before the answer leaves."""

import uuid

from audit import services


class ReadAudit:
    """Give each request its own trail, and write it with one INSERT at the end.

    A page that fails still shows in the audit what it had read. When the audit cannot be written the answer does not
    leave: the error goes up and becomes a 500, because a reading that leaves no trace must not happen.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        trail = services.Trail(str(uuid.uuid4()))
        token = services.current.set(trail)
        try:
            return self.get_response(request)
        finally:
            services.current.reset(token)
            services.write_reads(trail)
