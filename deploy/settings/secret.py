"""A secret that is made once and kept, for an installation that was given none."""

import os
import secrets
from pathlib import Path


def kept_in(path: Path) -> str:
    """Return the secret in the file, making it (mode 600) when there is none. Two processes starting at once get the same one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        found = path.read_text().strip()
        if found:
            return found
        handle = os.open(path, os.O_WRONLY | os.O_TRUNC)
    made = secrets.token_urlsafe(64)
    with os.fdopen(handle, "w") as file:
        file.write(made)
    return made
