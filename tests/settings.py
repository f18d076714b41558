"""The site's settings with what makes tests quick and strict."""

import os

from p2wkss.settings import *  # noqa: F403
from p2wkss.settings import BASE_DIR, TEMPLATES, env

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Never written: tests/conftest.py puts uploaded files into a temporary directory.
MEDIA_ROOT = BASE_DIR / "var" / "test-files"
STATIC_ROOT = BASE_DIR / "var" / "test-static"
# A task runs where it is put in the queue; the worker has tests of its own.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
AXES_ENABLED = False
WHITENOISE_AUTOREFRESH = True
DATABASES = {"default": env.db_url_config(os.environ.get("P2WKSS_TEST_DATABASE", "sqlite://:memory:"))}
TEMPLATES[0]["DIRS"].append(BASE_DIR / "tests" / "factories" / "templates")
