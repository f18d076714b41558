"""A summary keeps its figures once, as a row; `manage.py refresh_summaries` counts them anew, a page does until then."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def empty(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("villages", "VillageSummary").objects.update(figures=[])


class Migration(migrations.Migration):
    dependencies = [("villages", "0008_follow_up_round")]

    operations = [
        migrations.AlterField("villagesummary", "figures", models.JSONField(default=list, verbose_name="angka")),
        migrations.RunPython(empty, migrations.RunPython.noop),
    ]
