"""Behind TLS, with a database server, a broker and a secret that the installation gives."""

from .base import *  # noqa: F403
from .base import ACCORD_BASE_URL, SILENCED_SYSTEM_CHECKS, env

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DATABASE_URL = env.str("DATABASE_URL")  # refuses to start without one
REDIS_URL = env.str("REDIS_URL")
CACHE_URL = env.str("CACHE_URL")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[ACCORD_BASE_URL])

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
# How many proxies stand in front decides which address a failed sign-in is counted against.
AXES_IPWARE_PROXY_COUNT = env.int("PROXY_COUNT", default=1)

ACCORD_DEMO = False
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="smtp://localhost:25")
vars().update(EMAIL_CONFIG)

SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS]
