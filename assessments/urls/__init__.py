"""The addresses of judging."""

from assessments.urls import core, instruments, objections, plenary, scoring, trust

app_name = "assessments"

urlpatterns = [
    *core.urlpatterns,
    *instruments.urlpatterns,
    *scoring.urlpatterns,
    *plenary.urlpatterns,
    *objections.urlpatterns,
    *trust.urlpatterns,
]
