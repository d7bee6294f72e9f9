"""Who is reminded, on the page before: what nobody has is left out there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.timezone import localdate

from accounts.models import User
from dossiers.bulk.judging import Judged
from dossiers.notices.recipients import reminded_of
from dossiers.refusals.bulk import NobodyHolds


def with_recipients(found: Sequence[Judged], now: datetime) -> tuple[list[Judged], Mapping[str, tuple[User, ...]]]:
    """Return what can be reminded of, and by number whom the mail goes to."""
    people = reminded_of([one.dossier for one in found if one.ready and one.dossier], localdate(now))
    named = {one.code: people[one.dossier.pk] for one in found if one.ready and one.dossier}
    unheld = [code for code, who in named.items() if not who]
    left = [replace(one, ready=None, refusal=NobodyHolds()) if one.code in unheld else one for one in found]
    return left, named
