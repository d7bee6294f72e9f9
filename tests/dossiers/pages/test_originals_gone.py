"""Once originals are handed back the file says so at each paper, to the office and to whoever reads it on line."""

from datetime import datetime

import pytest

from dossiers import commands
from dossiers.commands.given import Given, Handover
from dossiers.log.effective import effective
from dossiers.models import Dossier, EventPayload
from dossiers.pages.logged import intake
from portal.demo.story import Walk
from procedures.results import Originals, Way
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
MANUSCRIPT, OPINION = "ban-thao", "y-kien-xac-nhan"
COPIED = {f"brought-{MANUSCRIPT}.original": "2", f"brought-{MANUSCRIPT}.copy": "1"}
LIES = "Bản giấy, lưu tại Bộ phận Một cửa"
AT = "09:00 01/12/2026"

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def returned(originals: Originals = Originals.GIVEN_BACK, **more: object) -> Dossier:
    dossier = Walk(counter.entered(at=MONDAY, more=COPIED).dossier, MONDAY).until("result-ready").dossier
    handover = Handover(counter.NAME, Way.IN_PERSON, "CCCD 4321", originals=originals, **more)
    given = Given(handover=handover)
    commands.advance(dossier, "return", actor=counter.at_desk(LATER), given=given, seen=dossier.sequence, at=LATER)
    return Dossier.objects.get(pk=dossier.pk)


def came(dossier: Dossier) -> dict[str, tuple[str, str]]:
    log = list(dossier.events.select_related("payload").order_by("sequence"))
    return {name: (one.there, one.gone) for name, one in intake.came_of(dossier.machine, effective(log)).items()}


def test_what_went_back_lies_there_no_more_and_says_to_whom_and_when() -> None:
    dossier = returned()

    words = read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")).words()

    assert f"{LIES}: Bản sao: 1" in words
    assert f"Bản chính: 2 – Đã trả lại cho {counter.NAME}, {AT}" in words
    assert f"{LIES}: Bản chính: 2" not in words


def test_the_application_stays_and_so_does_what_is_kept() -> None:
    dossier = returned(kept_here=(OPINION,))
    form = next(one.name for one in dossier.machine.components if one.eform)

    found = came(dossier)

    assert found[form] == ("Bản chính: 1", "")
    assert found[MANUSCRIPT] == ("Bản sao: 1", f"Bản chính: 2 – Đã trả lại cho {counter.NAME}, {AT}")
    assert found[OPINION] == ("", f"Bản chính: 1 – Cơ quan thu lại, {AT}")


def test_what_is_all_kept_is_told_once_and_the_copy_lies_there_still() -> None:
    there, gone = came(returned(Originals.SURRENDERED))[MANUSCRIPT]

    assert (there, gone) == ("Bản sao: 1", f"Bản chính: 2 – Cơ quan thu lại, {AT}")


def test_before_the_result_is_handed_over_all_of_it_lies_there() -> None:
    dossier = Walk(counter.entered(at=MONDAY, more=COPIED).dossier, MONDAY).until("result-ready").dossier

    assert came(dossier)[MANUSCRIPT] == ("Bản chính: 2, Bản sao: 1", "")


def test_once_the_words_are_erased_nobody_is_named_and_it_is_still_gone() -> None:
    dossier = returned()
    EventPayload.objects.filter(event__dossier=dossier).erase(at=LATER)

    assert came(dossier)[MANUSCRIPT] == ("Bản sao: 1", f"Bản chính: 2 – Đã trả lại cho người nhận, {AT}")
