"""Let the database refuse any change to the audit trail."""

from django.db import migrations

from p2wkss.database import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("p2wkss", "0001_initial")]

    operations = [AppendOnly("p2wkss_auditevent")]
