"""What is the same everywhere. Each deployment adds only what it must; every value it may change comes from the environment."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF

from .addresses import cache_beside

ROOT = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

VAR = Path(env.str("ACCORD_VAR", default=str(ROOT / "var")))
ACCORD_DEMO = env.bool("ACCORD_DEMO", default=False)
ACCORD_DEMO_PEOPLE = VAR / "demo_people.json"  # written by load_demo: whom the sign-in page offers to look around as
ACCORD_MAX_ATTACHMENT_MB = env.int("ACCORD_MAX_ATTACHMENT_MB", default=10)
# A class with name, words and scan(bytes) -> domains.scanning.Verdict. Whatever does not answer opens no file.
ACCORD_SCANNER = env.str("ACCORD_SCANNER", default="domains.scanning.Sniffer")
ACCORD_MAX_UPLOAD_MB = env.int("ACCORD_MAX_UPLOAD_MB", default=100)
# Folders with assessment frameworks of this partnership's own, beside the shipped ones (docs/frameworks.md).
ACCORD_FRAMEWORKS = env.list("ACCORD_FRAMEWORKS", default=[])
# How often a review is held where a framework leaves that to the partnership: review.cmhf=6 (docs/frameworks.md).
ACCORD_REVIEW_MONTHS = env.dict("ACCORD_REVIEW_MONTHS", cast={"value": int}, default={})
# A crisis plan that was written more months ago than these is marked as old: the partnership's default, no rule of law.
ACCORD_CRISIS_PLAN_MONTHS = env.int("ACCORD_CRISIS_PLAN_MONTHS", default=12)
# For how many days what somebody typed and did not save is kept for them (docs/adr, unsaved words).
ACCORD_UNSAVED_DAYS = env.int("ACCORD_UNSAVED_DAYS", default=7)
# A folder with questionnaires and scales of this partnership's own, beside the shipped ones (docs/instruments.md).
ACCORD_INSTRUMENTS_DIR = env.str("ACCORD_INSTRUMENTS_DIR", default="")
# Whether a contact on the day of the discharge itself counts for the 72-hour measure. What is owed is counted in hours.
ACCORD_COUNT_SAME_DAY = env.bool("ACCORD_COUNT_SAME_DAY", default=False)
ACCORD_BASE_URL = env.str("ACCORD_BASE_URL", default="http://127.0.0.1:8000")

DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
ROOT_URLCONF = "deploy.urls"
WSGI_APPLICATION = "deploy.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOMS = [
    # From the ground up: a room may import what stands before it here, never what comes after.
    "design",
    "calendars",
    "access",
    "audit",
    "partners",
    "notifications",
    "agreements",
    "cases",
    "domains",
    "instruments",
    "assessments",
    "complaints",
    "merging",
    "desks",
    "deploy",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    *ROOMS,  # before the packages, whose templates the design replaces
    "django_linear_migrations",
    "guardian",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "deploy.middleware.KeptNowhere",
    "deploy.middleware.UploadLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cases.middleware.WordsNotLost",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "access.middleware.WorkerMoment",
    "audit.middleware.ReadAudit",
    "partners.middleware.StandingNeeded",
    "cases.middleware.AskHere",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "NAME": "django",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "desks.context.frame",
            ],
        },
    },
    {
        # Only the components of the design system are written in Jinja; pages are Django templates.
        "NAME": "jinja2",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "design.components.environment"},
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- Database. Every read-modify-write takes the write lock at once on SQLite; without it one transaction in seven fails.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
}
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'accord.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = dict(SQLITE_OPTIONS)
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Our statements are short: compiling one took PostgreSQL 670 ms where running it took 50.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
    # The lists are walks along an index, cut at the page. On solid-state disks the planner must know that such a walk is
    # cheap, and that compiling a plan never pays here. Empty for a pooler that refuses start-up options: set them there.
    if options := env.str("DATABASE_START_OPTIONS", default="-c random_page_cost=1.1 -c jit=off"):
        DATABASES["default"].setdefault("OPTIONS", {})["options"] = options

# --- Cache and broker: two databases, because clearing the cache must not empty the queue.
REDIS_URL = env.str("REDIS_URL", default="")
CACHE_URL = env.str("CACHE_URL", default="") or cache_beside(REDIS_URL)
if CACHE_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- Celery: messages carry keys and may be lost or doubled without harm.
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_ENABLE_UTC = True
CELERY_TIMEZONE = "Europe/London"

# --- Who is asking
AUTH_USER_MODEL = "partners.Worker"
AUTHENTICATION_BACKENDS = [
    # First, so that it answers for every object before anybody else may; it raises for a no.
    "access.backend.PolicyBackend",
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
SILENCED_SYSTEM_CHECKS = [
    # guardian.W001 asks for guardian's own backend. It is left out on purpose: with it present, proxies, unregistered
    # models and get_all_permissions answer from grants alone, and a grant is necessary but never sufficient here.
    "guardian.W001",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "deploy.signin.AccountAdapter"
ACCOUNT_FORMS = {"login": "deploy.signin_forms.SignInForm", "reset_password": "deploy.signin_forms.ForgottenForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# Axes slows guessing down and keeps the record of it; two clocks for one failure would contradict each other.
ACCOUNT_RATE_LIMITS = {"login_failed": False}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "partners.second_factor.EncryptedFactors"
MFA_TOTP_ISSUER = "Accord"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off; a code that was used is refused the second time

AXES_USERNAME_CALLABLE = "deploy.signin.axes_username"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(
    minutes=2
)  # a delay, not a lock: nobody is kept out of their cases by somebody else's guessing
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_TEMPLATE = "design/errors/slow_down.html"
AXES_SENSITIVE_PARAMETERS = ["password", "login"]

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cases.middleware.csrf_failure"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # names of people stay out of cookies
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Forms and uploads. The limit by Content-Length stands in deploy.middleware, before any of the body is read.
# How long a record that somebody opened in an emergency stays open to them. Domain facts 5.4: "4 h", a design choice.
BREAK_GLASS_HOURS = env.int("BREAK_GLASS_HOURS", default=4)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = env.str("ACCORD_UPLOAD_DIR", default=None)

# --- Language and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

# --- Static files. "/assets/" is the path the design system's templates use.
STATIC_URL = "/assets/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "build" / "assets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files" / "attachments", "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- E-mail says only that something waits, and links to it.
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="accord@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "partners.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "600/min"},
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "EXCEPTION_HANDLER": "access.api.exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Accord",
    "DESCRIPTION": "One record, one plan, every partner. The same rules decide here as on the pages.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- Logs: to the standard streams, and never a name, a number or a search term.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "axes": {"level": "WARNING"},
        # Not CELERY_LOG_LEVEL: celery itself puts a number there for its children.
        "celery": {"level": env.str("ACCORD_CELERY_LOG_LEVEL", default="WARNING")},
    },
}
