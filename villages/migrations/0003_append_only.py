"""Let the database refuse any change to what happened to families and surveys; hand in the surveys that are whole."""

from django.db import migrations

from p2wkss.database import AppendOnly


def hand_in(apps, schema_editor):
    apps.get_model("villages", "Survey").objects.filter(is_complete=True, state="draft").update(state="submitted")


class Migration(migrations.Migration):
    dependencies = [("villages", "0002_survey_work")]

    operations = [
        AppendOnly("villages_familystatusevent"),
        AppendOnly("villages_surveyevent"),
        AppendOnly("villages_duplicatedecision"),
        migrations.RunPython(hand_in, migrations.RunPython.noop),
    ]
