"""The site's own app: users, roles, regions and audit."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """What both other apps stand on."""

    name = "p2wkss"
    verbose_name = "P2WKSS"
    default_auto_field = "django.db.models.BigAutoField"
