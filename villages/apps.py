"""The place, its people and the programme year."""

from django.apps import AppConfig


class VillagesConfig(AppConfig):
    """Target villages, their families and surveys."""

    name = "villages"
    verbose_name = "Desa binaan"
    default_auto_field = "django.db.models.BigAutoField"
