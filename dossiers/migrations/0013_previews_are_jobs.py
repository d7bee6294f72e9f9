"""Each preview of the calendar that is kept gets a job: who looks, and how far it is. And back."""

from django.db import migrations

KIND = "calendar-preview"
MANAGERS = ("manager", "department_leader")


def to_jobs(apps, schema_editor):
    CalendarPreview = apps.get_model("dossiers", "CalendarPreview")
    Job = apps.get_model("dossiers", "Job")
    JobOutcome = apps.get_model("dossiers", "JobOutcome")
    Membership = apps.get_model("accounts", "Membership")
    for preview in CalendarPreview.objects.filter(job=None):
        seat = Membership.objects.filter(user=preview.by_id, role__in=MANAGERS).select_related("unit").first()
        rows = list(preview.rows.values_list("dossier", "effect", "told"))
        failed = sum(effect == "uncounted" for _dossier, effect, _told in rows)
        preview.job = Job.objects.create(
            kind=KIND,
            arguments={"decision": preview.typed.get("decision", "")},
            by_id=preview.by_id,
            role=seat.role if seat else "",
            unit=seat.unit if seat else None,
            agency_id=(seat.unit.parent_id or seat.unit_id) if seat else None,
            state="done" if preview.finished_at else "waiting",
            created_at=preview.created_at,
            finished_at=preview.finished_at,
            total=preview.done,
            done=preview.done - failed,
            failed=failed,
            cursor=preview.cursor,
        )
        preview.save(update_fields=["job"])
        JobOutcome.objects.bulk_create(
            JobOutcome(
                job=preview.job,
                item=dossier,
                outcome="failed" if effect == "uncounted" else "done",
                why=told if effect == "uncounted" else None,
            )
            for dossier, effect, told in rows
        )


def from_jobs(apps, schema_editor):
    CalendarPreview = apps.get_model("dossiers", "CalendarPreview")
    Job = apps.get_model("dossiers", "Job")
    for preview in CalendarPreview.objects.exclude(job=None).select_related("job"):
        job, preview.job = preview.job, None
        preview.by_id, preview.created_at, preview.cursor = job.by_id, job.created_at, job.cursor
        preview.finished_at, preview.done = job.finished_at, job.done + job.skipped + job.failed
        preview.save()
    Job.objects.filter(kind=KIND).delete()


class Migration(migrations.Migration):
    """Previews last a month and are few."""

    dependencies = [("dossiers", "0012_jobs")]

    operations = [migrations.RunPython(to_jobs, from_jobs)]
