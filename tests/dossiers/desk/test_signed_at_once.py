"""Two clerks whose signed papers bear the same number enter them in the same moment: one gets it, the other is told."""

from dataclasses import replace
from functools import partial

import pytest

from dossiers import files
from dossiers.commands.deciding import scanned
from dossiers.log.facts import facts_of
from dossiers.models import Event, OfferedScan, Result
from dossiers.refusals import Refusal, decision
from portal.demo import story
from portal.demo.story import Walk, pdf, upload
from procedures.time.calendar import local
from tests.dossiers.commands.test_concurrency import at_once
from tests.dossiers.desk.deciding import walk_to

pytestmark = pytest.mark.usefixtures("committed_db")


def entered(walk: Walk, scan: files.StoredFile, number: str) -> Event | Refusal:
    try:
        return story.take(walk.dossier, "number", "tam", at=walk.at, scan=(scan,), expected=number)
    except Refusal as refusal:
        return refusal


@pytest.mark.parametrize("has_code", [True, False])
def test_one_number_that_stands_on_two_papers_is_given_once(has_code: bool) -> None:
    walks = [walk_to("van-thu"), walk_to("van-thu")]
    number = f"01/GP-STTTT, {local(walks[0].at):%d/%m/%Y}"
    doing = []
    for pages, walk in enumerate(walks, start=2):
        content = facts_of(walk.dossier.events.get(action="decide")).content
        sheet = scanned.sheet_of(walk.dossier, number, content, at=walk.at)
        scan = replace(files.store(upload("qd.pdf", pdf(pages))), codes=(sheet.token,) if has_code else ())
        doing.append(partial(entered, walk, scan, number))

    found = at_once(doing, threads=2)

    [refusal] = [one for one in found if isinstance(one, Refusal)]
    assert isinstance(refusal, decision.SheetOfAnother if has_code else decision.NumberMoved)
    assert Result.objects.get().number == "01/GP-STTTT"
    assert OfferedScan.objects.count() == (0 if has_code else 1)
