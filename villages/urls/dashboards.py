"""The addresses of dashboards."""

from django.urls import path

from villages.views import dashboards

urlpatterns = [
    path("dasbor/", dashboards.dashboard, name="dashboard"),
    path("desa/<int:pk>/dasbor/", dashboards.village_dashboard, name="village_dashboard"),
]
