"""Objections, decisions, and what they changed."""

from django.urls import path

from assessments.views import after, objections

urlpatterns = [
    path("penilaian/<int:pk>/sanggahan/", objections.objection_list, name="objection_list"),
    path("peserta/<int:pk>/sanggahan/", objections.objection_choose, name="objection_choose"),
    path("peserta/<int:pk>/sanggahan/<str:indicator>/", objections.objection_create, name="objection_create"),
    path("sanggahan/<int:pk>/", objections.objection_detail, name="objection_detail"),
    path("sanggahan/<int:pk>/putusan/", objections.objection_decide, name="objection_decide"),
    path("penilaian/<int:pk>/perubahan-peringkat/", after.result_diff, name="result_diff"),
]
