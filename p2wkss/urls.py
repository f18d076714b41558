"""The addresses of the site."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from assessments.views import home
from p2wkss.views import account, audit, letterheads, regions, reports, users

urlpatterns = [
    path("", home.home, name="home"),
    path("masuk/", account.SignIn.as_view(), name="login"),
    path("keluar/", account.SignOut.as_view(), name="logout"),
    path("kata-sandi/", account.PasswordChange.as_view(), name="password_change"),
    path("kata-sandi/selesai/", account.PasswordChanged.as_view(), name="password_change_done"),
    path("bahasa/", login_not_required(set_language), name="set_language"),
    path("pengguna/", users.user_list, name="user_list"),
    path("pengguna/baru/", users.user_create, name="user_create"),
    path("pengguna/<int:pk>/", users.user_detail, name="user_detail"),
    path("pengguna/<int:pk>/ubah/", users.user_update, name="user_update"),
    path("pengguna/<int:pk>/kata-sandi/", users.user_password, name="user_password"),
    path("pengguna/<int:pk>/peran/", users.role_grant, name="role_grant"),
    path("peran/<int:pk>/cabut/", users.role_revoke, name="role_revoke"),
    path("jejak-audit/", audit.audit_list, name="audit_list"),
    path("wilayah/pilihan/", regions.region_options, name="region_options"),
    path("laporan/", reports.report_list, name="report_list"),
    path("laporan/kabar/", reports.report_mail, name="report_mail"),
    path("laporan/berkas/<uuid:pk>/", reports.report_detail, name="report_detail"),
    path("laporan/berkas/<uuid:pk>/ambil/", reports.report_take, name="report_take"),
    path("laporan/berkas/<uuid:pk>/unduh/", reports.report_file, name="report_file"),
    path("laporan/kop/", letterheads.letterhead_list, name="letterhead_list"),
    path("laporan/kop/<str:region>/baru/", letterheads.letterhead_create, name="letterhead_create"),
    path("laporan/kop/<int:pk>/", letterheads.letterhead_detail, name="letterhead_detail"),
    path("laporan/kop/<int:pk>/ubah/", letterheads.letterhead_update, name="letterhead_update"),
    path("laporan/kop/<int:pk>/lambang/", letterheads.letterhead_logo, name="letterhead_logo"),
    path("laporan/kop/<int:pk>/pakai/", letterheads.letterhead_activate, name="letterhead_activate"),
    path("laporan/kop/<int:pk>/buang/", letterheads.letterhead_discard, name="letterhead_discard"),
    path("laporan/<slug:kind>/<str:subject>/", reports.report_offer, name="report_offer"),
    path("", include("villages.urls")),
    path("", include("assessments.urls")),
]
