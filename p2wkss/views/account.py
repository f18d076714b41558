"""Signing in and out, and the own password."""

import unicodedata
from typing import Any

from django.contrib.auth import update_session_auth_hash, views
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from p2wkss.account_forms import SignInForm
from p2wkss.actions.users import change_password


def sign_in_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Give the name under which guesses are counted: one account has one count, however its name is spelt."""
    name = (credentials or request.POST).get("username") or ""
    return unicodedata.normalize("NFKC", str(name)).lower()


class SignIn(views.LoginView):
    """Sign in; whoever is signed in already goes home."""

    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(views.LogoutView):
    """Sign out, by POST only."""


class PasswordChange(views.PasswordChangeView):
    """Change the own password, with the old one at hand."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it with its trace, and stay signed in here while other devices are signed out."""
        change_password(by=form.user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, form.user)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: Form) -> HttpResponse:
        """Say that it came back because something was refused."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


class PasswordChanged(views.PasswordChangeDoneView):
    """Say that it is done."""
