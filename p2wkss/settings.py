"""Settings of the site, read from the environment and from `var/secrets.env`.

With nothing set, the site runs for one machine: SQLite in `var/`, plain HTTP on loopback. `P2WKSS_HTTPS=1`
turns on everything a public server needs; it then refuses to start without its own keys.
"""

from importlib.util import find_spec
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
env.read_env(VAR_DIR / "secrets.env")
VAR_DIR = Path(env.str("P2WKSS_VAR", default=str(VAR_DIR)))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# Keys ---------------------------------------------------------------------------------------------------------
# The defaults are public. They serve tests and type checks; `make setup` writes real keys to var/secrets.env.
PUBLIC_SECRET = "public-key-for-tests-only-" + "0" * 40
PUBLIC_FIELD_KEY = "cHVibGljLWtleS1mb3ItdGVzdHMtb25seS0wMDAwMDA="

HTTPS = env.bool("P2WKSS_HTTPS", default=False)
DEBUG = env.bool("P2WKSS_DEBUG", default=False)
SECRET_KEY = env.str("DJANGO_SECRET_KEY", default=PUBLIC_SECRET)
# Fernet keys, newest first: the first encrypts, all decrypt, so that a key can be rotated.
FIELD_KEYS = env.list("P2WKSS_FIELD_KEYS", default=[PUBLIC_FIELD_KEY])
# Key of the look-up hash of NIK and No. KK. It cannot be rotated without rehashing every family.
HASH_KEY = env.str("P2WKSS_HASH_KEY", default="00" * 32)
if HTTPS and (SECRET_KEY == PUBLIC_SECRET or PUBLIC_FIELD_KEY in FIELD_KEYS or HASH_KEY == "00" * 32):
    raise ImproperlyConfigured("P2WKSS_HTTPS=1 needs DJANGO_SECRET_KEY, P2WKSS_FIELD_KEYS and P2WKSS_HASH_KEY.")

# Hosts and transport ------------------------------------------------------------------------------------------
ALLOWED_HOSTS = env.list("P2WKSS_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("P2WKSS_ORIGINS", default=[])
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 12
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Parts --------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "p2wkss",
    "villages",
    "assessments",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "p2wkss.middleware.speak_as_switched",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "p2wkss.middleware.keep_private",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "p2wkss.urls"
WSGI_APPLICATION = "p2wkss.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "p2wkss.templatetags.frame",
                "p2wkss.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "p2wkss.context.navigation",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Data ---------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'p2wkss.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "files"  # never served by address: only through a view that checks the right
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
_bootstrap = find_spec("bootstrap")
if _bootstrap is None or not _bootstrap.submodule_search_locations:
    raise ImproperlyConfigured("The package bootstrap-wrapper is missing: run `make setup`.")
STATICFILES_DIRS: list[Path | tuple[str, str]] = [
    BASE_DIR / "static",
    ("bootstrap", _bootstrap.submodule_search_locations[0]),
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# The largest decree or other document that may be uploaded, in bytes.
UPLOAD_LIMIT = env.int("P2WKSS_UPLOAD_LIMIT", default=10 * 1024 * 1024)

# The largest workbook of families, in bytes.
IMPORT_LIMIT = env.int("P2WKSS_IMPORT_LIMIT", default=25 * 1024 * 1024)
# The largest photo or document that proves something, in bytes.
EVIDENCE_LIMIT = env.int("P2WKSS_EVIDENCE_LIMIT", default=25 * 1024 * 1024)
# Long work waits in the database for `manage.py worker`.
TASKS = {"default": {"BACKEND": env.str("P2WKSS_TASKS", default="django_tasks_db.DatabaseBackend")}}

# Mail: reminders go out by it where somebody has an address; unless told, they are printed or dropped.
vars().update(env.email("EMAIL_URL", default="consolemail://" if DEBUG else "dummymail://"))
DEFAULT_FROM_EMAIL = env.str("P2WKSS_FROM", default="p2wkss@localhost")

# People -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "p2wkss.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 8
AXES_CLIENT_IP_CALLABLE = "p2wkss.middleware.client_address"
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "p2wkss.views.account.sign_in_name"
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_RESET_ON_SUCCESS = True

# Language -----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "p2wkss" / "locale"]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True

# Reports: name and lines of the letterhead, place and signer, in a TOML file of the office's own.
REPORT_KINDS = ("p2wkss.report_kinds", "villages.reports.kinds", "assessments.reports.kinds")
# What counts where no office has set its own letterhead on the site.
LETTERHEAD = Path(env.str("P2WKSS_LETTERHEAD", default=str(BASE_DIR / "p2wkss" / "letterhead.toml")))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"calendar_keys": {"()": "p2wkss.logs.HideCalendarKeys"}},
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        "axes": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"filters": ["calendar_keys"]},
        "django.server": {
            "handlers": ["console"],
            "level": "INFO",
            "propagate": False,
            "filters": ["calendar_keys"],
        },
    },
}
