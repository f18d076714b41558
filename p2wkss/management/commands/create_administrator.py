"""Open the first account, from which all others are opened in the browser."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from p2wkss.actions.users import create_user, grant_role
from p2wkss.models import User
from p2wkss.roles import Role


class Command(BaseCommand):
    """`manage.py create_administrator NAME "FULL NAME"`: an administrator of the whole country."""

    help = "Membuka akun administrator; kata sandi ditanyakan, atau dibaca dari masukan dengan --stdin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask who it is."""
        parser.add_argument("username")
        parser.add_argument("full_name")
        parser.add_argument("--stdin", action="store_true", help="baca kata sandi dari masukan standar")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open the account with its role, or say what is wrong with name or password."""
        password = input() if options["stdin"] else getpass("Kata sandi: ")
        user = User(username=options["username"], full_name=options["full_name"])
        try:
            with transaction.atomic():
                create_user(by=None, user=user, password=password)
                grant_role(by=None, user=user, role=Role.ADMINISTRATOR, region=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Administrator {user.username} dibuka.")
