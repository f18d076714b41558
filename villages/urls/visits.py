"""The addresses of coaching visits, follow-ups and the calendar."""

from django.urls import path

from villages.views import calendar, follow_ups, visits

urlpatterns = [
    path("desa/<int:pk>/pembinaan/", visits.visit_list, name="visit_list"),
    path("desa/<int:pk>/pembinaan/baru/", visits.visit_create, name="visit_create"),
    path("desa/<int:pk>/pembinaan/seri/", visits.visit_series, name="visit_series"),
    path("pembinaan/<uuid:pk>/", visits.visit_detail, name="visit_detail"),
    path("pembinaan/<uuid:pk>/ubah/", visits.visit_update, name="visit_update"),
    path("pembinaan/<uuid:pk>/tindak-lanjut/", follow_ups.follow_up_create, name="follow_up_create"),
    path("tindak-lanjut/", follow_ups.follow_up_list, name="follow_up_list"),
    path("tindak-lanjut/<int:pk>/", follow_ups.follow_up_close, name="follow_up_close"),
    path("kalender/", calendar.calendar, name="calendar"),
    path("kalender/langganan/", calendar.calendar_key, name="calendar_key"),
    path("kalender/<str:secret>.ics", calendar.calendar_feed, name="calendar_feed"),
]
