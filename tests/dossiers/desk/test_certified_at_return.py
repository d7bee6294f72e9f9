"""With a result each certified copy stays in the dossier, or goes back: form, file and register say the same."""

from datetime import datetime

import pytest
from msgspec.structs import replace

from dossiers import commands
from dossiers.commands.given import Given, Handover
from dossiers.log.facts import facts_of, to_json
from dossiers.models import Dossier
from dossiers.proof import audit
from dossiers.refusals import InvalidAnswer
from portal.demo.story import Walk
from procedures.results import Originals, Way
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Form, Visitor, form_of, read
from tests.dossiers.proof.records import change, forge, nothing_written

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
MANUSCRIPT, OPINION = "ban-thao", "y-kien-xac-nhan"
LIES = "Bản giấy, lưu tại Bộ phận Một cửa"
CERTIFIED = f"handover_certified-{MANUSCRIPT}.2", f"handover_certified-{OPINION}.1"
REGISTER = "/mot-cua/so-tra-ket-qua/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def ready() -> Dossier:
    """Return what came as certified copies alone, but for its application."""
    draft = counter.begun(at=MONDAY)
    alone = {f"brought-{one.name}.original": "" for one in draft.version.machine.components if not one.eform}
    papers = {**alone, f"brought-{MANUSCRIPT}.certified": "2", f"brought-{OPINION}.certified": "1"}
    return Walk(counter.entered(at=MONDAY, more=papers).dossier, MONDAY).until("result-ready").dossier


def file_of(dossier: Dossier) -> str:
    return read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")).words()


def form(dossier: Dossier) -> Form:
    return form_of(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/"), "/return/")


def sent(dossier: Dossier, **typed: str) -> int:
    bob = Visitor("bob", language="vi")
    given = {"handover_identity": "CCCD 4321", **typed}
    return bob.send(bob.get(f"/mot-cua/{dossier.code}/"), "/return/", given).status_code


def test_the_form_names_each_and_has_it_stay_beforehand() -> None:
    dossier = ready()

    shown = form(dossier)

    assert [shown.values[name] for name in CERTIFIED] == ["stays", "stays"]
    assert shown.values["handover_originals"] == "filed", "the application is an original"
    said = file_of(dossier)
    assert "Bản sao chứng thực của: Bản thảo" in said
    assert "lưu trong hồ sơ" in said


def test_what_stays_and_what_went_back_is_the_same_in_file_register_and_record() -> None:
    dossier = ready()

    assert sent(dossier, **{CERTIFIED[1]: "goes"}) == 302
    told, register = file_of(dossier), read(Visitor("bob", language="vi").get(REGISTER)).words()

    assert facts_of(dossier.events.get(action="return")).certified == {MANUSCRIPT: (2, 0), OPINION: (0, 1)}
    opinion, manuscript = (_title(dossier, name) for name in (OPINION, MANUSCRIPT))
    for shown in (told, register):
        assert f"bản sao chứng thực đã trả lại: {opinion} (1)" in shown
        assert f"bản sao chứng thực lưu trong hồ sơ: {manuscript} (2)" in shown
    assert told.count(LIES) == 2  # of the application and of the manuscript
    assert f"Bản sao chứng thực: 1 – Đã trả lại cho {counter.NAME}" in told
    assert audit.check_all().differences == []


def test_what_nobody_names_stays_and_no_more_goes_back_than_came() -> None:
    dossier, actor = ready(), counter.at_desk(LATER)

    def hand_over(**certified: tuple[int, int]) -> None:
        names = {name.replace("_", "-"): counts for name, counts in certified.items()}
        handover = Handover(counter.NAME, Way.IN_PERSON, "CCCD 4321", originals=Originals.NONE, certified=names)
        given = Given(handover=handover)
        commands.advance(dossier, "return", actor=actor, given=given, seen=dossier.sequence, at=LATER)

    for wrong in ({"ban_thao": (0, 3)}, {"ban_thao": (3, -1)}, {"ban_dich": (0, 1)}):
        with nothing_written(), pytest.raises(InvalidAnswer):
            hand_over(**wrong)
    hand_over()

    assert facts_of(dossier.events.get(action="return")).certified == {MANUSCRIPT: (2, 0), OPINION: (1, 0)}


def test_the_check_of_the_record_names_copies_that_never_came() -> None:
    dossier = ready()
    sent(dossier)
    event = dossier.events.get(action="return")

    change(event, facts=to_json(replace(facts_of(event), certified={MANUSCRIPT: (3, 0), OPINION: (1, 0)})))
    forge(dossier)

    assert any("certified" in one.what for one in audit.check_all().differences)


def _title(dossier: Dossier, name: str) -> str:
    component = dossier.machine.component(name)
    assert component is not None
    return component.title.vi
