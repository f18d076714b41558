"""Forms for accounts and roles."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.forms import ActionForm
from p2wkss.models import Region, RegionLevel, User
from p2wkss.roles import Role

PASSWORD_HELP = gettext_lazy("Paling sedikit 10 huruf, bukan kata sandi umum, dan tidak hanya angka.")


class RegionCodeField(forms.CharField):
    """A region by its code; the browser suggests codes while a name is typed."""

    def __init__(self, **kwargs: Any) -> None:
        options = {
            "list": "region-options",
            "autocomplete": "off",
            "hx-get": reverse_lazy("region_options"),
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "#region-options",
        }
        super().__init__(max_length=80, widget=forms.TextInput(attrs=options), **kwargs)

    def clean(self, value: Any) -> Any:
        """Give the region of the code, or of "36.04 Kabupaten Serang"; None for an empty field."""
        text = super().clean(value)
        if not text:
            return None
        region = Region.objects.filter(code=text.split()[0]).first()
        if region is None:
            raise ValidationError(_("Kode wilayah ini tidak dikenal. Contoh: 36.04."))
        return region

    def prepare_value(self, value: Any) -> Any:
        """Show a region as its code."""
        return value.code if isinstance(value, Region) else value


class SignInForm(AuthenticationForm):
    """Sign-in name and password; a refusal never says which of the two was wrong."""

    error_messages = {
        "invalid_login": gettext_lazy("Nama masuk atau kata sandi salah. Periksa huruf besar dan kecil kata sandi."),
        "inactive": gettext_lazy("Akun ini ditutup."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Kata sandi")


class UserForm(ActionForm, forms.ModelForm):  # type: ignore[type-arg]
    """Who a person is; what they may do comes from their roles."""

    home_region = RegionCodeField(
        label=gettext_lazy("Kode kabupaten/kota asal"),
        required=False,
        help_text=gettext_lazy("Untuk penilai: ia tidak pernah menilai desa dari daerah asalnya."),
    )

    class Meta:
        model = User
        fields = ("full_name", "username", "email", "home_region", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.home_region_id:
            self.initial["home_region"] = self.instance.home_region
        if self.instance.pk is None:
            del self.fields["is_active"]

    def clean_home_region(self) -> Region | None:
        """Take a regency, a city or a district, as conflicts of interest are judged by these."""
        region: Region | None = self.cleaned_data["home_region"]
        if region is not None and region.level not in {RegionLevel.REGENCY, RegionLevel.DISTRICT}:
            raise ValidationError(_("Isi kabupaten, kota atau kecamatan."))
        return region


class NewUserForm(UserForm):
    """An account that is opened, with its first password."""

    password = forms.CharField(
        label=gettext_lazy("Kata sandi pertama"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HELP,
    )


class PasswordForm(ActionForm, forms.Form):
    """A new password for somebody who lost theirs."""

    password = forms.CharField(
        label=gettext_lazy("Kata sandi baru"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HELP,
    )


class RoleForm(ActionForm, forms.Form):
    """A role for a region."""

    # Nothing is chosen beforehand: an administrator of the whole country is not made by pressing Enter.
    role = forms.ChoiceField(label=gettext_lazy("Peran"), choices=[("", "---------"), *Role.choices])
    region = RegionCodeField(
        label=gettext_lazy("Kode wilayah"),
        required=False,
        help_text=gettext_lazy("Peran berlaku untuk wilayah ini dan semua di bawahnya. Contoh: 36.04."),
    )
