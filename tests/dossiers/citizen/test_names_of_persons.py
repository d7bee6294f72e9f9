"""A person's name that looks mistyped: asked about at its question, written as it is meant by one press, filed as it stands too."""

import re
from datetime import datetime

import pytest
from django.http import HttpResponse

from dossiers.models import Dossier, Draft
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act

SLUG = "dk-co-so-in"
FORM = f"/ho-so/nop/{SLUG}/"
CHECK = f"{FORM}kiem-tra/"
NAME = "representative_name"
ASKED = "Tên người chưa viết hoa đúng chỗ. Viết: “Đỗ Mai Ly”?"
BUTTON = re.compile(r'<button[^>]* value="as-meant:([\w.]+)">([^<]*)</button>')
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def offered(page: HttpResponse) -> dict[str, str]:
    """Return the words of the buttons that write a name as it is meant, by question."""
    return dict(BUTTON.findall(page.content.decode()))


def typed(alice: Visitor, name: str, do: str = "save") -> HttpResponse:
    """Begin a complete draft and type a representative's name; return the page that comes of it."""
    story.draft_of("alice", NOW, slug=SLUG)
    return alice.send(alice.get(FORM), FORM, {NAME: name, "do": do}, follow=True)


def test_one_press_writes_it_as_it_is_meant_and_leads_back_to_it() -> None:
    alice = Visitor("alice", language="vi")

    page = typed(alice, "đỗ mai ly")

    assert offered(page) == {NAME: "Ghi “Đỗ Mai Ly”"}
    assert ASKED in read(page).words()
    pressed = alice.send(page, FORM, {"do": f"as-meant:{NAME}"})
    assert pressed["Location"].endswith(f"#div_id_{NAME}")
    assert Draft.objects.get().answers[NAME] == "Đỗ Mai Ly"
    assert offered(alice.get(FORM)) == {}


def test_it_is_asked_about_at_the_check_and_filed_as_it_was_agreed_to() -> None:
    alice = Visitor("alice", language="vi")

    check = typed(alice, "đỗ mai ly", do="check")

    assert check.redirect_chain == [(CHECK, 302)]
    assert ASKED in read(check).words()
    alice.send(check, CHECK, follow=True)
    assert Dossier.objects.get().events.get(sequence=1).payload.content["answers"][NAME] == "đỗ mai ly"


@pytest.mark.parametrize("name", ["ĐỖ MAI LY", "Đỗ Mai Ly"])
def test_capitals_throughout_are_taken_without_a_word(name: str) -> None:
    page = typed(Visitor("alice", language="vi"), name)

    assert offered(page) == {}
    assert "viết hoa đúng chỗ" not in read(page).words()


def test_an_organisation_s_name_for_which_capitals_are_asked_has_the_button_too() -> None:
    alice = Visitor("alice", language="vi")
    story.draft_of("alice", NOW, slug=SLUG)

    page = alice.send(alice.get(FORM), FORM, {"business_name": "hộ kinh doanh in mai ly", "do": "save"}, follow=True)

    assert offered(page) == {"business_name": "Ghi “HỘ KINH DOANH IN MAI LY”"}
    alice.send(page, FORM, {"do": "as-meant:business_name"})
    assert Draft.objects.get().answers["business_name"] == "HỘ KINH DOANH IN MAI LY"


def test_a_name_that_is_asked_for_only_by_an_answer_before_it_has_the_button_too() -> None:
    alice, form = Visitor("alice", language="vi"), "/ho-so/nop/gp-buu-chinh/"
    story.draft_of("alice", NOW, slug="gp-buu-chinh")
    another = {"contact_is_applicant": "no", "contact_name": "Lê thị B"}

    page = alice.send(alice.get(form), form, {**another, "do": "save"}, follow=True)

    assert offered(page) == {"contact_name": "Ghi “Lê Thị B”"}
    assert alice.send(page, form, {"do": "as-meant:contact_name"})["Location"].endswith("#div_id_contact_name")
    assert Draft.objects.get().answers["contact_name"] == "Lê Thị B"
    assert offered(alice.get(form)) == {}


def test_a_name_that_is_not_asked_for_any_more_is_left_alone() -> None:
    alice, form = Visitor("alice", language="vi"), "/ho-so/nop/gp-buu-chinh/"
    story.draft_of("alice", NOW, slug="gp-buu-chinh")
    alone = {"contact_is_applicant": "yes", "contact_name": "Lê thị B"}

    alice.send(alice.get(form), form, {**alone, "do": "as-meant:contact_name"})

    assert Draft.objects.get().answers["contact_name"] == "Lê thị B"


def test_each_name_in_a_table_has_its_own_button() -> None:
    alice, form = Visitor("alice", language="vi"), "/ho-so/nop/hop-bao-trong-nuoc/"
    story.draft_of("alice", NOW, slug="hop-bao-trong-nuoc")
    others = {"speakers.0.speaker_name": "", "speakers.1.speaker_name": "Trần văn C", "speakers.rows": "3"}
    others |= {"speakers.2.speaker_name": "lê thị d", "speakers.1.speaker_position": "phóng viên"}

    page = alice.send(alice.get(form), form, {**others, "do": "save"}, follow=True)

    names = {"speakers.1.speaker_name": "Ghi “Trần Văn C”", "speakers.2.speaker_name": "Ghi “Lê Thị D”"}
    assert offered(page) == names
    pressed = alice.send(page, form, {"do": "as-meant:speakers.2.speaker_name"})
    assert pressed["Location"].endswith("#row_speakers.2")
    answers = Draft.objects.get().answers
    assert answers["speakers.2.speaker_name"] == "Lê Thị D"
    assert answers["speakers.1.speaker_name"] == "Trần văn C"
    assert list(offered(alice.get(form))) == ["speakers.1.speaker_name"]


def test_the_button_writes_nothing_else() -> None:
    alice = Visitor("alice", language="vi")
    page = typed(alice, "đỗ mai ly")
    before = Draft.objects.get().answers

    for name in ("workshop_at_head_office", "nobody", "machines", "machines.0.machine_name", ""):
        assert alice.send(page, FORM, {"do": f"as-meant:{name}"}).status_code == 302

    assert Draft.objects.get().answers == before


def test_an_organisation_and_a_place_of_print_in_small_letters_have_it_and_are_filed_as_typed() -> None:
    alice, form = Visitor("alice", language="vi"), f"/ho-so/nop/{story.SLUG}/"
    small = {"organisation_name": "trường tiểu học nguyễn trãi", "printing_house_name": "xưởng in mai ly"}
    draft = story.draft_of("alice", NOW, {**story.ANSWERS, **small, "applicant_organisation": "viettel"})

    page = alice.get(form)

    assert offered(page) == {
        "organisation_name": "Ghi “Trường Tiểu học Nguyễn Trãi”",
        "printing_house_name": "Ghi “Xưởng in Mai Ly”",
    }
    assert "Ở đây chỉ có chữ thường. Viết: “Trường Tiểu học Nguyễn Trãi”?" in read(page).words()
    alice.send(page, form, {"do": "as-meant:organisation_name"})
    draft.refresh_from_db()
    assert draft.answers["organisation_name"] == "Trường Tiểu học Nguyễn Trãi"
    assert draft.answers["printing_house_name"] == small["printing_house_name"], "never changed by itself"


def test_an_answer_to_a_request_has_the_same_button() -> None:
    alice, filed_at = Visitor("alice", language="vi"), datetime(2026, 12, 1, 8, 0, tzinfo=LOCAL)
    walk = Walk(story.file("alice", at=filed_at, slug=SLUG), filed_at)
    act(walk, "ask-supplement", "bob", "2026-12-01 08:30", components={}, questions={NAME: "Xin xem lại tên."})
    form = f"/ho-so/{walk.dossier.code}/bo-sung/"

    page = alice.send(alice.get(form), form, {NAME: "đỗ mai ly", "do": "save"}, follow=True)

    assert offered(page) == {NAME: "Ghi “Đỗ Mai Ly”"}
    assert alice.send(page, form, {"do": f"as-meant:{NAME}"})["Location"] == f"{form}#div_id_{NAME}"
    assert Draft.objects.get().answers[NAME] == "Đỗ Mai Ly"


def test_the_line_of_an_address_is_written_as_it_is_meant_and_the_rest_of_it_stays() -> None:
    alice, form = Visitor("alice", language="vi"), "/ho-so/nop/hop-bao-trong-nuoc/"
    before = story.draft_of("alice", NOW, slug="hop-bao-trong-nuoc").answers
    venue = {"venue_address.line": "số 5 ngõ 3 phố vọng", "venue_name": "nhà văn hoá quận"}

    page = alice.send(alice.get(form), form, venue | {"do": "save"}, follow=True)

    assert (
        offered(page).items()
        >= {
            "venue_address": "Ghi “Số 5 ngõ 3 phố Vọng”",
            "venue_name": "Ghi “Nhà văn hoá quận”",
        }.items()
    )
    pressed = alice.send(page, form, {"do": "as-meant:venue_address"})
    after = Draft.objects.get().answers
    assert pressed["Location"].endswith("#div_id_venue_address")
    assert after["venue_address.line"] == "Số 5 ngõ 3 phố Vọng"
    assert after["venue_address.commune"] == before["venue_address.commune"]
    assert "venue_address" not in offered(alice.get(form))
