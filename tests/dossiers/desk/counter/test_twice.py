"""Two counters with the same person on one day: it is told before the filing, at the press at the latest, and the next press goes on."""

from datetime import datetime, timedelta

import pytest

from accounts.roles import Role
from dossiers import commands
from dossiers.filing.counter import entries
from dossiers.models import Channel, Dossier, Draft
from portal.demo import story
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Form, Visitor, read
from tests.dossiers.officers import officer

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
GOES_ON, GOES_BESIDE = "cứ bấm nút lần nữa", "cứ làm tiếp: hồ sơ được nhận riêng"
SECOND = "phuc"
"""Another officer of the same desk."""

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture(autouse=True)
def _second() -> None:
    officer(SECOND, Role.ONE_STOP_OFFICER, "mot-cua")


def begun(by: str, *, at: datetime = MONDAY, slug: str = story.SLUG, **shown: object) -> Draft:
    """Return a complete application for the same person, entered by an officer of the desk."""
    version = ProcedureVersion.objects.current(on=at.date()).select_related("procedure").get(procedure__slug=slug)
    draft = entries.begin(counter.mai(at, **shown), version, Channel.DESK, by=story.person(by), at=at)
    entries.save(draft, counter.pressed(draft, at), at=at)
    return draft


def filed(draft: Draft, by: str, at: datetime = MONDAY) -> Dossier:
    return commands.enter(draft.key, actor=counter.at_desk(at, by), at=at, accept=True).dossier


def page(draft: Draft, who: str = "bob") -> tuple[Form, str]:
    shown = read(Visitor(who, language="vi").get(f"/mot-cua/quay/{draft.key}/"))
    return next(one for one in shown.forms if ("do", "accept") in one.buttons), shown.words()


def test_what_another_counter_filed_today_is_named_above_the_page_and_a_press_goes_on() -> None:
    mine = begun("bob")
    other = filed(begun(SECOND), SECOND)

    form, words = page(mine)
    done = Visitor("bob").post(form.action, {**form.values, "do": "accept"})

    name = story.person(SECOND).full_name
    assert f"{name} đã nộp thủ tục này cho người này hôm nay lúc 08:30: {other.code}" in words
    assert GOES_BESIDE in words, "the first press files: nothing is to be pressed again"
    assert GOES_ON not in words
    assert done.status_code == 302
    assert Dossier.objects.count() == 2


def test_what_came_up_since_the_page_was_made_is_asked_about_once_and_nothing_typed_is_lost() -> None:
    mine = begun("bob")
    form, before = page(mine)
    other = filed(begun(SECOND), SECOND)
    bob = Visitor("bob", language="vi")

    asked = bob.post(form.action, {**form.values, "extent": "77", "do": "accept"})
    assert list(Dossier.objects.all()) == [other]
    again = next(one for one in read(asked).forms if ("do", "accept") in one.buttons)
    done = bob.post(form.action, {**again.values, "do": "accept"})

    assert "hôm nay lúc" not in before
    assert (asked.status_code, other.code in read(asked).words(), GOES_ON in read(asked).words()) == (409, True, True)
    assert again.values["extent"] == "77"
    assert done.status_code == 302
    assert Dossier.objects.filter(draft_key=mine.pk).exists()


def test_a_draft_of_another_counter_is_named_and_asked_about_anew_once_it_is_filed() -> None:
    mine, theirs = begun("bob"), begun(SECOND)
    form, words = page(mine)
    filed(theirs, SECOND)

    answer = Visitor("bob").post(form.action, {**form.values, "do": "record"})

    assert f"{story.person(SECOND).full_name} cũng đang nhập thủ tục này cho người này" in words
    assert answer.status_code == 409


def test_the_same_title_is_asked_about_of_the_same_officer_too_and_a_press_goes_on() -> None:
    own, mine = filed(begun("bob"), "bob"), begun("bob")
    bob = Visitor("bob", language="vi")

    asked = bob.post(f"/mot-cua/quay/{mine.pk}/", {**counter.pressed(mine, MONDAY), "do": "accept"})
    again = next(one for one in read(asked).forms if ("do", "accept") in one.buttons)
    assert Dossier.objects.count() == 1
    done = bob.post(again.action, {**again.values, "do": "accept"})

    assert asked.status_code == 409
    assert (
        f"Hôm nay lúc 08:30 chính bạn đã nộp thủ tục này, cùng tên gọi, cho người này: {own.code}"
        in read(asked).words()
    )
    assert (done.status_code, Dossier.objects.count()) == (302, 2)


def test_what_the_officer_has_filed_is_asked_about_at_the_press_and_not_before_a_title_is_typed() -> None:
    filed(begun("bob"), "bob")
    mine = begun("bob")
    bob = Visitor("bob", language="vi")

    form, words = page(mine)
    asked = bob.post(form.action, {**form.values, "do": "accept"})
    again = next(one for one in read(asked).forms if ("do", "accept") in one.buttons)
    another = bob.post(again.action, {**again.values, "material_name": "Lịch tay Láng Hạ", "do": "accept"})

    assert "chính bạn đã nộp" not in words
    assert (asked.status_code, GOES_ON in read(asked).words()) == (409, True)
    assert another.status_code == 302, "another title is no surprise"


@pytest.mark.parametrize("other", ["own of another title", "yesterday", "another procedure", "another person"])
def test_what_is_no_surprise_is_not_told(other: str) -> None:
    mine = begun("bob")
    match other:
        case "own of another title":
            first = begun("bob")
            entries.save(first, {"material_name": "Lịch tay Láng Hạ"}, at=MONDAY)
            filed(first, "bob")
        case "yesterday":
            past = MONDAY - timedelta(days=3)
            filed(begun(SECOND, at=past), SECOND, past)
        case "another procedure":
            begun(SECOND, slug="gp-buu-chinh")
        case _:
            filed(begun(SECOND, number="001190009999", name="Lê Thị Lan"), SECOND)

    assert "hôm nay lúc" not in page(mine)[1].lower()
    assert "cũng đang nhập" not in page(mine)[1]


def test_the_same_number_under_another_name_is_the_same_person() -> None:
    mine = begun("bob")
    person = counter.people.note(
        counter.Shown(number=counter.NUMBER, name="Trần Thị Mài Hai"),
        by=story.person(SECOND),
        at=MONDAY,
        is_another=True,
    )
    version = mine.version
    entries.begin(person, version, Channel.DESK, by=story.person(SECOND), at=MONDAY)

    assert "cũng đang nhập" in page(mine)[1]
