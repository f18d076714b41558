"""The site's settings with what makes tests quick and strict."""

import os
import tempfile
from pathlib import Path

from p2wkss.settings import *  # noqa: F403
from p2wkss.settings import TEMPLATES, env

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="p2wkss-test-"))
STATIC_ROOT = MEDIA_ROOT / "static"
AXES_ENABLED = False
WHITENOISE_AUTOREFRESH = True
DATABASES = {"default": env.db_url_config(os.environ.get("P2WKSS_TEST_DATABASE", "sqlite://:memory:"))}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNDEFINED:%s"
