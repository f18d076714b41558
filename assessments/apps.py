"""Judging the villages on an instrument."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Instruments, rounds, score sheets and results."""

    name = "assessments"
    verbose_name = "Penilaian"
    default_auto_field = "django.db.models.BigAutoField"
