"""Let the database refuse any change to what was frozen, declared, decided or objected."""

from django.db import migrations

from p2wkss.database import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_defended")]

    operations = [
        AppendOnly("assessments_result"),
        AppendOnly("assessments_resultplace"),
        AppendOnly("assessments_instrumentversion", when="OLD.locked_at IS NOT NULL"),
        AppendOnly("assessments_sheetreturn"),
        AppendOnly("assessments_conflictdeclaration"),
        AppendOnly("assessments_moderatedmark"),
        AppendOnly("assessments_tiedecision"),
        AppendOnly("assessments_plenaryminutes"),
        AppendOnly("assessments_objection"),
        AppendOnly("assessments_objectionevidence"),
        AppendOnly("assessments_objectiondecision"),
    ]
