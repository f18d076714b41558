"""Let the database refuse any change to a locked instrument or to a frozen result."""

from django.db import migrations

from p2wkss.database import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]

    operations = [
        AppendOnly("assessments_result"),
        AppendOnly("assessments_instrumentversion", when="OLD.locked_at IS NOT NULL"),
    ]
