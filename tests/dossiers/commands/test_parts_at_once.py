"""Two people give the same money back at once, with real commits: it goes back once."""

from functools import partial

import pytest

from dossiers import acts
from dossiers.commands import Fee
from dossiers.models import Dossier, Payment
from dossiers.proof import audit
from dossiers.refusals.money import payment
from portal.demo import story
from tests.dossiers.commands.test_concurrency import at_once
from tests.dossiers.commands.test_parts_given_back import MORE, OWED, overpaid
from tests.dossiers.lifecycle import local

pytestmark = pytest.mark.usefixtures("committed_db")


def test_what_is_too_much_goes_back_once_however_many_press() -> None:
    walk, row = overpaid()

    def press(reference: str) -> str:
        fee = Fee(MORE, "transfer", reference)
        given = {"reverses": row.event.sequence, "fee": fee, "reason": "Nộp thừa."}
        try:
            story.take(
                Dossier.objects.get(pk=walk.dossier.pk), acts.GIVE_BACK, "lan", at=local("2026-01-06 10:00"), **given
            )
        except payment.NotTooMuch:
            return "refused"
        return "done"

    found = at_once([partial(press, f"UNC-{n}") for n in range(4)], 4)

    assert sorted(found) == ["done", "refused", "refused", "refused"]
    assert Payment.objects.filter(part_of=row).count() == 1
    assert Dossier.objects.get(pk=walk.dossier.pk).paid == OWED
    assert audit.check_all().differences == []
