"""Signing in and out, and the own password."""

from typing import Any

from django.contrib.auth import views
from django.forms import Form
from django.http import HttpResponse

from p2wkss import audit


class SignIn(views.LoginView):
    """Sign in; whoever is signed in already goes home."""

    redirect_authenticated_user = True


class SignOut(views.LogoutView):
    """Sign out, by POST only."""


class PasswordChange(views.PasswordChangeView):
    """Change the own password, with the old one at hand."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it and leave a trace, without the password."""
        response = super().form_valid(form)
        audit.record(by=form.user, action="user.change_password", target=form.user)
        return response

    def form_invalid(self, form: Form) -> HttpResponse:
        """Say that it came back because something was refused."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


class PasswordChanged(views.PasswordChangeDoneView):
    """Say that it is done."""
