"""The web server. One process with threads serves a pilot; WEB_CONCURRENCY adds processes, which share nothing but the database."""

import os

bind = os.environ.get("BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
control_socket_disable = True  # gunicorn would keep one in the home folder
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = int(os.environ.get("WEB_MAX_REQUESTS", "0"))
limit_request_line = 4094
accesslog = os.environ.get("ACCESS_LOG") or None
# No query string: only filters stand in addresses, and even those stay out of the log.
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms'
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
