"""Let the database refuse any change to what was noted about stages and assets."""

from django.db import migrations

from p2wkss.database import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("villages", "0006_programme")]

    operations = [AppendOnly("villages_stageevent"), AppendOnly("villages_assetevent")]
