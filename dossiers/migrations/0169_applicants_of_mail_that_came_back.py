"""Whose dossiers the mail was about that came back before."""

from django.db import migrations

FILL = """
UPDATE dossiers_returnedmail AS mail SET applicant_id = dossier.applicant_id
FROM dossiers_notice AS notice JOIN dossiers_dossier AS dossier ON dossier.id = notice.dossier_id
WHERE notice.id = mail.notice_id AND mail.applicant_id IS NULL
"""


class Migration(migrations.Migration):
    """What is kept for half a year, a small part of the mail: in one statement."""

    dependencies = [("dossiers", "0168_mail_that_comes_back_names_its_applicant")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
