"""The addresses of the site."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from assessments.views import home
from p2wkss.views import account, audit, regions, users

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
    path("", include("villages.urls")),
    path("", include("assessments.urls")),
]
