"""Boxes that only this installation opens: what lies in one says nothing to whoever holds a copy of the database alone.

The key comes from SECRET_KEY and the purpose, so that what was put in for one purpose is not opened for another. When
SECRET_KEY is changed, the old one goes into SECRET_KEY_FALLBACKS, and what it closed is still opened.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

__all__ = ["InvalidToken", "box"]


def box(purpose):
    """The box of a purpose, given in bytes. Opening raises :class:`InvalidToken` for what was not closed here for it."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(purpose + k.encode()).digest())) for k in keys])
