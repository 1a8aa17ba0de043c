"""Second factors are kept encrypted: a copy of the database alone gives nobody a code.

The key comes from SECRET_KEY (:mod:`access.boxes`): without the old one in SECRET_KEY_FALLBACKS, after a change everybody
sets up their second factor anew.
"""

from allauth.mfa.adapter import DefaultMFAAdapter

from access.boxes import box

PURPOSE = b"accord second factor\n"


class EncryptedFactors(DefaultMFAAdapter):
    """What allauth stores of authenticator apps and recovery codes, through Fernet."""

    def encrypt(self, text):
        """Encrypt with the present key."""
        return box(PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """Decrypt with the present key or one of the fallbacks; raises InvalidToken for anything else."""
        return box(PURPOSE).decrypt(encrypted_text.encode()).decode()
