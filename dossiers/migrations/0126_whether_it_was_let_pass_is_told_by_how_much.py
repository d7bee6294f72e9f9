"""How much was let pass says whether anything was."""

from django.db import migrations


class Migration(migrations.Migration):
    """A column goes that nothing reads any more."""

    dependencies = [("dossiers", "0125_what_the_desk_lets_go_on_is_found")]

    operations = [migrations.RemoveField("dossier", "let_pass")]
