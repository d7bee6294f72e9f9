"""When what runs by the clock is woken: each task by its name, and until when a waking that came late is worth it (seconds)."""

from typing import Any

from celery.schedules import crontab, schedule

TIMETABLE: dict[str, dict[str, Any]] = {
    # The promise is the outbox; the relay's waking on commit only makes it quick (ADR-0005).
    "relay": {"task": "dossiers.tasks.relay", "schedule": schedule(10), "options": {"expires": 10}},
    # Deadlines that have passed; a missed run loses nothing, the next one finds them (ADR-0023).
    "sweep": {"task": "dossiers.tasks.sweep", "schedule": schedule(60), "options": {"expires": 60}},
    # Changes of the calendar and jobs whose worker was killed; what is left of them goes on here (ADR-0029).
    "recount": {"task": "dossiers.tasks.recount", "schedule": schedule(60), "options": {"expires": 60}},
    "job": {"task": "dossiers.tasks.job", "schedule": schedule(60), "options": {"expires": 60}},
    # Files that have come: who sends one wakes it (ADR-0057).
    "look": {"task": "dossiers.tasks.look", "schedule": schedule(60), "options": {"expires": 60}},
    # A message that could not be recorded at once, and orders that no message came about (ADR 0068).
    "gateway": {"task": "dossiers.tasks.gateway", "schedule": schedule(60), "options": {"expires": 60}},
    # A reader adds what waits; the less there is, the faster (ADR-0061).
    "sum": {"task": "dossiers.tasks.sum", "schedule": schedule(60), "options": {"expires": 60}},
    # It has something to do in one hour of the night.
    "compare": {"task": "dossiers.tasks.compare", "schedule": crontab(minute=20), "options": {"expires": 3600}},
    # What has gone out is not sent again; every hour, so that a morning in which nothing ran is late by an hour only.
    "alert": {"task": "dossiers.tasks.alert", "schedule": crontab(minute=5), "options": {"expires": 3600}},
    # Who was told today is not told again; the hour is each agency's own.
    "morning": {"task": "dossiers.tasks.morning", "schedule": schedule(600), "options": {"expires": 600}},
    # The same: each rung once for a deadline.
    "climb": {"task": "dossiers.tasks.climb", "schedule": schedule(600), "options": {"expires": 600}},
    # The same: each step once for a return date.
    "outlook": {"task": "dossiers.tasks.outlook", "schedule": schedule(600), "options": {"expires": 600}},
    # The same: an applicant once in so many days, in the office's hours.
    "collect": {"task": "dossiers.tasks.collect", "schedule": crontab(minute=15), "options": {"expires": 3600}},
    "daily": {"task": "dossiers.tasks.daily", "schedule": schedule(600), "options": {"expires": 600}},
    # A row that is put right at once is told as it stands then; who has been told is not told again.
    "place": {"task": "dossiers.tasks.place", "schedule": schedule(600), "options": {"expires": 600}},
    # A mail server gives up after hours or days.
    "returns": {"task": "dossiers.tasks.returns", "schedule": schedule(300), "options": {"expires": 300}},
    "text": {"task": "dossiers.tasks.text", "schedule": schedule(10), "options": {"expires": 10}},
    # Once would do; every hour, so that a night in which nothing ran leaves a day unsealed for an hour only.
    "seal": {"task": "dossiers.tasks.seal", "schedule": crontab(minute=10), "options": {"expires": 3600}},
    # Nobody waits for it.
    "tidy": {"task": "dossiers.tasks.tidy", "schedule": crontab(minute=40), "options": {"expires": 3600}},
    "leftovers": {
        "task": "dossiers.tasks.leftovers",
        "schedule": crontab(minute=50),
        "options": {"expires": 3600},
    },
}
