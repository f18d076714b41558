"""The addresses of the twelve stages and the board."""

from django.urls import URLPattern, path

from villages.views import stages

urlpatterns: list[URLPattern] = [
    path("desa/<int:pk>/tahap/", stages.stage_list, name="stage_list"),
    path("desa/<int:pk>/tahap/rencana/", stages.stage_plan, name="stage_plan"),
    path("desa/<int:pk>/tahap/<int:stage>/", stages.stage_detail, name="stage_detail"),
    path("papan/", stages.stage_board, name="stage_board"),
]
