"""Tasks: what workers are woken for. Nobody imports them; they are called by name."""

from celery import shared_task
from django.utils import timezone

from dossiers import relay as outbox_relay


@shared_task(name="dossiers.tasks.relay")
def relay() -> None:
    """Do what committed events have left to be done."""
    outbox_relay.run(timezone.now())
