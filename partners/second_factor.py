"""Second factors are kept encrypted: a copy of the database alone gives nobody a code.

The key comes from SECRET_KEY. When that is changed, the old one goes into SECRET_KEY_FALLBACKS, and what it encrypted
is still read; without it everybody sets up their second factor anew.
"""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

PURPOSE = b"accord second factor\n"


class EncryptedFactors(DefaultMFAAdapter):
    """What allauth stores of authenticator apps and recovery codes, through Fernet."""

    def encrypt(self, text):
        """Encrypt with the present key."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """Decrypt with the present key or one of the fallbacks; raises InvalidToken for anything else."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(PURPOSE + k.encode()).digest())) for k in keys])
