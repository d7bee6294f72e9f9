"""One supplement that is open at two desks: each learns what the other typed and by whom, and nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.roles import Role
from dossiers.filing.counter import intake
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Dossier, Draft
from portal.demo import story
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.commands.test_for_applicant import MONDAY, asked, requested, typed
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import differences_of

NOW = MONDAY + timedelta(hours=1)
SECOND = "phuc"
NOTE = "Lời của người nộp"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


@pytest.fixture
def phuc() -> Visitor:
    officer(SECOND, Role.ONE_STOP_OFFICER, "mot-cua")
    return Visitor(SECOND, language="vi")


@pytest.fixture
def dossier() -> Dossier:
    return asked().dossier


def page_of(dossier: Dossier) -> str:
    return f"/mot-cua/quay/{dossier.code}/bo-sung/"


def form_of(page: Any) -> Any:
    return next(one for one in read(page).forms if "kept_version" in one.values)


def opened(desk: Visitor, dossier: Dossier) -> dict[str, Any]:
    values: dict[str, Any] = form_of(desk.get(page_of(dossier))).values
    return values


def send(desk: Visitor, dossier: Dossier, values: dict[str, Any], do: str = "save", **more: str) -> Any:
    return desk.post(page_of(dossier), {**values, **more, "do": do})


def name_of(username: str) -> str:
    return story.person(username).get_full_name()


def test_what_the_other_typed_stays_is_said_with_the_name_and_recorded_by_the_next_press(
    bob: Visitor, phuc: Visitor, dossier: Dossier
) -> None:
    mine, theirs = opened(bob, dossier), opened(phuc, dossier)
    send(bob, dossier, mine, note="EMS 29/11")

    asked_first = send(phuc, dossier, theirs, "record", **typed(dossier))

    assert asked_first.status_code == 409
    assert f"Lúc 09:10 {name_of('bob')} đã ghi ở “{NOTE}”: EMS 29/11." in read(asked_first).words()
    assert not dossier.events.filter(action="answer-supplement").exists()
    form = form_of(asked_first)
    assert form.values["note"] == "EMS 29/11"
    assert send(phuc, dossier, form.values, "record").status_code == 302
    event = dossier.events.get(action="answer-supplement")
    assert words_of(event.payload).note == "EMS 29/11"
    assert facts_of(event).brought == {one.name: (0, 1, 0) for one in requested(dossier).components}
    assert differences_of(dossier) == []


@pytest.mark.parametrize(("button", "kept"), [("take-mine", "Mai mang bản chính"), ("take-saved", "EMS 29/11")])
def test_where_both_typed_each_is_shown_and_one_chooses(
    bob: Visitor, phuc: Visitor, dossier: Dossier, button: str, kept: str
) -> None:
    mine, theirs = opened(bob, dossier), opened(phuc, dossier)
    send(bob, dossier, mine, note="EMS 29/11")

    page = send(phuc, dossier, theirs, "record", **typed(dossier), note="Mai mang bản chính")

    shown, form = read(page), form_of(page)
    assert page.status_code == 409
    assert f"{name_of('bob')} đã ghi nội dung khác ở đây lúc 09:10" in shown.errors["id_note"]
    assert f"{name_of('bob')} đã lưu: EMS 29/11" in shown.words()
    assert form.values["note"] == "Mai mang bản chính", "what was typed here is here still"
    assert Draft.objects.get(correcting=dossier).answers["note"] == "EMS 29/11"
    again = send(phuc, dossier, form.values, "record")
    assert again.status_code == 409, "nothing is recorded before one of them is chosen"
    choice = next(value for name, value in form.buttons if name == "do" and value.startswith(f"{button}:note"))
    chosen = send(phuc, dossier, form.values, choice)
    assert chosen.status_code == 200
    assert send(phuc, dossier, form_of(chosen).values, "record").status_code == 302
    assert words_of(dossier.events.get(action="answer-supplement").payload).note == kept


def test_the_numbers_of_copies_are_chosen_between_as_well(bob: Visitor, phuc: Visitor, dossier: Dossier) -> None:
    place = intake.count_field(requested(dossier).components[0].name, intake.CERTIFIED)
    mine, theirs = opened(bob, dossier), opened(phuc, dossier)
    send(bob, dossier, mine, **{place: "2"})

    page = send(phuc, dossier, theirs, **{place: "3"})

    form = form_of(page)
    assert (page.status_code, form.values[place]) == (409, "3")
    assert f"{name_of('bob')} đã lưu: 2" in read(page).words()
    mine_stays = next(value for _do, value in form.buttons if value.startswith(f"take-mine:{place}"))
    send(phuc, dossier, form.values, mine_stays)
    assert Draft.objects.get(correcting=dossier).counter[place] == "3"


def test_an_answer_is_chosen_between_as_well(bob: Visitor, phuc: Visitor) -> None:
    dossier = counter.entered(at=MONDAY, accept=False).dossier
    story.take(dossier, "ask-supplement", "bob", at=MONDAY, questions={"material_name": "Ghi tên đầy đủ."})
    mine, theirs = opened(bob, dossier), opened(phuc, dossier)
    send(bob, dossier, mine, material_name="Kỷ yếu hội thảo năm 2026")

    page = send(phuc, dossier, theirs, material_name="Kỷ yếu năm 2026")

    assert f"{name_of('bob')} đã lưu: Kỷ yếu hội thảo năm 2026" in read(page).words()
    assert form_of(page).values["material_name"] == "Kỷ yếu năm 2026"


def test_two_windows_of_one_officer_are_not_told_of_somebody(bob: Visitor, dossier: Dossier) -> None:
    first, second = opened(bob, dossier), opened(bob, dossier)
    send(bob, dossier, first, note="EMS 29/11")

    page = send(bob, dossier, second, note="Mai mang bản chính")

    assert "một cửa sổ khác của bạn đã lưu nội dung khác" in read(page).errors["id_note"]
    assert f"{name_of('bob')} đã" not in read(page).words()


def test_what_only_one_has_typed_asks_nobody(bob: Visitor, phuc: Visitor, dossier: Dossier) -> None:
    theirs = opened(phuc, dossier)
    send(bob, dossier, opened(bob, dossier))

    done = send(phuc, dossier, theirs, "record", **typed(dossier), note="EMS 29/11")

    assert done.status_code == 302


def test_what_could_not_be_saved_is_shown_to_whoever_opens_the_page_until_one_is_chosen(
    bob: Visitor, phuc: Visitor, dossier: Dossier
) -> None:
    mine, theirs = opened(bob, dossier), opened(phuc, dossier)
    send(bob, dossier, mine, note="EMS 29/11")
    # As a page sends what was typed when it is left by a link: nobody reads the answer.
    left = phuc.post(page_of(dossier), {**theirs, "note": "Mai mang bản chính"})

    shown, own = read(bob.get(page_of(dossier))).words(), read(phuc.get(page_of(dossier))).words()
    choice = next(value for _do, value in form_of(left).buttons if value.startswith("take-saved:note"))
    chosen = read(send(phuc, dossier, form_of(left).values, choice)).words()

    assert f"{name_of(SECOND)} đã gõ ở “{NOTE}” mà chưa lưu được: Mai mang bản chính." in shown
    assert f"bạn đã gõ ở “{NOTE}” mà chưa lưu được: Mai mang bản chính." in own
    assert "mà chưa lưu được" not in chosen
    assert "mà chưa lưu được" not in read(bob.get(page_of(dossier))).words()
