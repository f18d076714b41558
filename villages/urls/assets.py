"""The addresses of assets, innovations and the hand-over."""

from django.urls import path

from villages.views import assets, handovers, innovations

urlpatterns = [
    path("desa/<int:pk>/aset/", assets.asset_list, name="asset_list"),
    path("desa/<int:pk>/aset/baru/", assets.asset_create, name="asset_create"),
    path("aset/<uuid:pk>/", assets.asset_detail, name="asset_detail"),
    path("aset/<uuid:pk>/ubah/", assets.asset_update, name="asset_update"),
    path("aset/<uuid:pk>/serah-terima/", assets.asset_hand_over, name="asset_hand_over"),
    path("aset/<uuid:pk>/periksa/", assets.asset_check, name="asset_check"),
    path("desa/<int:pk>/inovasi/", innovations.innovation_list, name="innovation_list"),
    path("desa/<int:pk>/inovasi/baru/", innovations.innovation_create, name="innovation_create"),
    path("inovasi/<uuid:pk>/", innovations.innovation_detail, name="innovation_detail"),
    path("inovasi/<uuid:pk>/ubah/", innovations.innovation_update, name="innovation_update"),
    path("inovasi/<uuid:pk>/pemakai/", innovations.innovation_uses, name="innovation_uses"),
    path("inovasi/<uuid:pk>/pemakai/<int:use>/hapus/", innovations.innovation_use_remove, name="innovation_use_remove"),
    path("inovasi/<uuid:pk>/replikasi/", innovations.replication_create, name="replication_create"),
    path("desa/<int:pk>/serah-terima/", handovers.handover, name="handover"),
    path("desa/<int:pk>/serah-terima/catat/", handovers.handover_record, name="handover_record"),
]
