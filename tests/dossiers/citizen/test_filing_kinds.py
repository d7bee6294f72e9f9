"""Each kind of question through the form: typed, kept, checked, filed as a typed answer, and read by everybody."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from dossiers.models import Dossier, Draft
from dossiers.pages.answers import fees_due
from portal.demo import story
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL
from tests.dossiers import every_kind
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.every_kind import ANSWERS, CHECK, FORM, with_answers

TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
IN_FORCE = datetime(2026, 12, 1, 15, 0, tzinfo=LOCAL)
"""When every shipped version has taken effect."""
MOST_QUERIES = 15
MOST_BYTES, MOST_OF_A_FORM = 60_000, 58_200
"""Of any page of a citizen; of the form of a shipped procedure in either language, filled in."""

VALUES: Mapping[str, object] = {
    "result_way": "in_person",
    "place": "hanoi",
    "title": "Triển lãm ảnh",
    "summary": "Một.\nHai.",
    "form": "print",
    "pages": 120,
    "cost": 1_000_000,
    "signed_on": "2026-01-05",
    "held_at": "2026-11-24T16:30+07:00",
    "aims": ["announce", "other"],
    "other_aim": "Gặp mặt",
    "is_agent": False,
    "born_on": "1985-09-02",
    "sex": "female",
    "person_id": "001185012345",
    "firm_code": "0100109106",
    "hotline": "+84912345678",
    "mailbox": "lien-he@example.vn",
    "venue": {
        "province": "01",
        "commune": "00004",
        "line": "Số 2 Hùng Vương",
        "text": "Số 2 Hùng Vương, Phường Ba Đình, Thành phố Hà Nội",
    },
    "earlier": {"number": "15/GP-STTTT", "dated": "2014-03-12"},
    "machines": [
        {"model": "SM-74", "number": 2, "price": 1_500_000_000, "origin": "imported"},
        {"model": "Bizhub", "number": 1},
    ],
}
SHOWN = (
    "Venue Số 2 Hùng Vương, Phường Ba Đình, Thành phố Hà Nội",
    "When it is held 16:30 24/11/2026",
    "Date of the decision 05/01/2026",
    "Cost 1.000.000 đ",
    "Aims To announce; Other",
    "Filed for somebody else? No",
    "Hotline 0912 345 678",
    "A licence from before 15/GP-STTTT of 12/03/2014",
    "Model Number Price Origin SM-74 2 1.500.000.000 đ Imported Bizhub 1 – –",
)


pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


@pytest.fixture(autouse=True)
def _published(clock: object, tmp_path: Path) -> None:
    every_kind.published(tmp_path)


def sent(visitor: Visitor, typed: Mapping[str, Any] = ANSWERS, **more: Any) -> HttpResponse:
    """Send the form filled in with its files, and follow to the page that comes next."""
    return visitor.send(visitor.get(FORM), FORM, {**typed, **every_kind.files(), "do": "check", **more}, follow=True)


def test_every_kind_is_typed_checked_filed_and_read() -> None:
    alice = Visitor("alice")

    page = sent(alice)
    assert page.redirect_chain == [(CHECK, 302)]
    words = read(page).words()
    for text in SHOWN:
        assert text in words
    page = alice.send(page, CHECK, {"do": "submit"}, follow=True)

    dossier = Dossier.objects.get()
    filed = dossier.events.get().payload.content["answers"]
    assert {name: value for name, value in filed.items() if not name.startswith("applicant")} == VALUES
    own = read(Visitor("alice").get(f"/ho-so/{dossier.code}/")).words()
    assert [text for text in SHOWN if text not in own] == []
    # Beside each of them an officer has a tick and a place for a remark.
    page = Visitor("bob").get(f"/mot-cua/{dossier.code}/")
    items = [item.row for part in page.context["review"].parts for item in part.items if item.row]
    shown = [read(page).words(), *(" ".join(f"{row.label} {row.value}".split()) for row in items)]
    assert [text for text in SHOWN if not any(text in one for one in shown)] == []


def test_a_form_that_is_sent_unchanged_stays_as_it_was() -> None:
    alice = Visitor("alice")
    sent(alice)
    before = Draft.objects.get().answers

    alice.send(alice.get(FORM), FORM, {"do": "save"})

    after = Draft.objects.get().answers
    assert after == {name: value for name, value in before.items() if name in after}
    assert set(before) - set(after) == set()
    assert {name: after[name] for name in ANSWERS} == dict(ANSWERS)


def test_each_part_of_the_form_stands_under_its_heading() -> None:
    page = Visitor("alice").get(FORM)

    assert [section.title for section in page.context["sections"]] == [
        "Who applies",
        "Content of the application",
        "Form",
        "Who asks",
        "Equipment and papers",
    ]


def test_every_field_has_a_label_a_hint_and_an_error_that_are_tied_to_it() -> None:
    page = sent(Visitor("alice"), {"do": "check", "machines.rows": "1", "machines.0.model": "x" * 41})
    html = " ".join(page.content.decode().split())

    errors = read(page).errors
    assert page.status_code == 422
    for field in ("title", "cost", "held_at", "venue.commune", "venue.line", "machines.0.model", "machines.0.number"):
        assert f"id_{field}" in errors
        assert f'<label class="form-label" for="id_{field}">' in html
        described = html.partition(f'id="id_{field}"')[0].rpartition("<")[2] + html.partition(f'id="id_{field}"')[2]
        assert f"id_{field}_error" in described.partition(">")[0], field
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="div_id_aims" class="field has-error" aria-describedby="id_aims_error"' in html


def test_faults_of_a_group_are_named_with_their_group_in_the_summary() -> None:
    page = sent(Visitor("alice"), with_answers(venue__commune="", machines__1__number="0"))

    assert read(page).summary.split("\n") != []
    summary = " ".join(read(page).summary.split())
    assert "Venue – Ward, commune or special zone: Please choose a ward" in summary
    assert "List of machines, row 2 – Number: The number must be between 1" in summary


def test_a_box_that_is_unticked_is_not_ticked_any_more() -> None:
    alice = Visitor("alice")
    sent(alice)
    page = alice.get(FORM)
    typed = dict(form_of(page, FORM).values)
    assert (typed["aims"], typed["aims.announce"], typed["aims.other"]) == ("", "on", "on")
    del typed["aims.announce"], typed["aims.other"]

    alice.post(FORM, {**typed, "aims.explain": "on", "do": "save"})

    again = form_of(alice.get(FORM), FORM).values
    assert {name for name in again if name.startswith("aims.")} == {"aims.explain"}


def test_boxes_that_a_form_did_not_show_stay_as_they_were() -> None:
    alice = Visitor("alice")
    sent(alice)

    alice.post(FORM, {"title": "Khác", "do": "autosave"})

    answers = Draft.objects.get().answers
    assert (answers["title"], answers["aims.announce"], answers["machines.1.model"]) == ("Khác", "on", "Bizhub")


def test_what_is_not_asked_is_neither_wrong_nor_filed_and_comes_back_with_its_question() -> None:
    alice = Visitor("alice")
    hidden = with_answers(form="electronic", pages="nhiều", is_agent="no")
    page = sent(alice, hidden, licence=story.upload("giấy phép cũ.pdf"))
    assert "Pages" not in read(page).words()
    assert "giấy phép cũ.pdf" in read(page).words()

    page = sent(alice, with_answers(pages="7"))
    words = read(page).words()
    assert "Pages 7" in words
    assert "giấy phép cũ.pdf" not in words, "the licence is asked of electronic material only"
    alice.send(page, CHECK, {"do": "submit"})

    dossier = Dossier.objects.get()
    assert sorted(dossier.attachments.values_list("component", flat=True)) == ["ban-do"]
    assert [file["component"] for file in dossier.events.get().payload.content["files"]] == ["ban-do"]


def test_a_condition_is_told_in_a_sentence_that_belongs_to_its_field() -> None:
    html = Visitor("alice").get(FORM).content.decode()

    assert "Only if “Form of the material” is “Print”." in html
    assert 'aria-describedby="id_pages_condition"' in html
    assert 'data-when="aims" data-is="other"' in html
    assert "Needed only if “Filed for somebody else?” is “Yes”." in html


def test_a_question_that_asks_for_a_file_is_answered_with_one() -> None:
    alice = Visitor("alice")
    typed = with_answers(form="electronic")

    page = sent(alice, typed)
    assert read(page).errors == {"id_licence": "This file must be attached."}
    page = sent(alice, typed, licence=story.upload("x.exe", b"MZ"))
    assert "is of a kind that is not taken" in read(page).errors["id_licence"]
    page = sent(alice, typed, licence=[story.upload("a.pdf"), story.upload("b.pdf")])

    assert page.redirect_chain == [(CHECK, 302)]
    words = read(page).words().partition("Old licence")[2]
    assert "a.pdf" in words
    assert "b.pdf" in words


def test_the_form_is_a_paper_for_which_no_file_is_asked_or_taken() -> None:
    page = sent(Visitor("alice"), **{"component-don": story.upload("đơn.pdf")})

    assert page.redirect_chain == [(CHECK, 302)]
    assert b"component-don" not in Visitor("alice").get(FORM).content
    words = read(page).words()
    assert "Application form Filled in online: the answers are this document." in words
    assert "đơn.pdf" not in words


def test_a_paper_is_asked_for_by_the_answers() -> None:
    alice = Visitor("alice")

    page = sent(alice, with_answers(is_agent="yes"))
    assert read(page).errors == {"id_component-uy-quyen": "This paper must be attached."}
    page = sent(alice, with_answers(is_agent="yes"), **{"component-uy-quyen": story.upload("uỷ quyền.pdf")})

    assert page.redirect_chain == [(CHECK, 302)]
    assert "Power of attorney uỷ quyền.pdf" in read(page).words()


def test_a_case_that_is_decided_elsewhere_is_told_at_its_question() -> None:
    told = "What is held abroad is decided by the Ministry; please apply there."
    alice = Visitor("alice")

    page = sent(alice, with_answers(place="abroad"))
    assert read(page).errors == {"id_place": told}
    assert read(page).words().count(told) == 2, "in the summary and at the field"
    alice.send(page, FORM, {"do": "save"})

    assert read(alice.get(FORM)).words().count(told) == 1
    assert alice.get(CHECK).status_code == 422


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ({}, ["Appraisal of print 1.800.000 đ 15.000 đ × 120 standard pages = 1.800.000 đ", "In all 1.850.000 đ"]),
        ({"pages": "1"}, ["Appraisal of print 15.000 đ 15.000 đ × 1 standard page = 15.000 đ", "In all 65.000 đ"]),
        ({"form": "electronic"}, ["Appraisal of electronic material 6.000 đ per minute", "Licence fee 50.000 đ"]),
    ],
)
def test_what_is_to_be_paid_is_worked_out_from_the_answers(typed: dict[str, str], lines: list[str]) -> None:
    alice = Visitor("alice")

    page = sent(alice, with_answers(**typed), licence=story.upload())
    words = read(page).words().replace("\xa0", " ")
    alice.send(page, CHECK, {"do": "submit"})
    desk = read(Visitor("bob").get(f"/mot-cua/{Dossier.objects.get().code}/")).words().replace("\xa0", " ")

    for line in lines:
        assert line in words
        assert line in desk
    assert ("In all" in words) == (typed.get("form") != "electronic")


def test_tariffs_of_which_no_answer_decides_any_are_not_said_to_be_due() -> None:
    machine, values = every_kind.machine(), {"form": "print", "pages": 12}
    tariffs = tuple(replace(fee, when=None, quantity=None) for fee in machine.fees[:2])

    assert fees_due(replace(machine, fees=()), values) is None
    assert fees_due(replace(machine, fees=tariffs), values) is None
    for decided in (replace(tariffs[0], quantity="pages"), replace(tariffs[0], when=machine.fees[0].when)):
        assert fees_due(replace(machine, fees=(decided, tariffs[1])), values) is not None
    assert fees_due(replace(machine, fees=(*tariffs, machine.fees[2])), values) is not None, "a flat fee is always due"


def test_the_three_tariffs_of_the_first_shipped_version_are_due_only_under_the_second() -> None:
    first, second = ProcedureVersion.objects.filter(procedure__slug=story.SLUG).order_by("version")[:2]

    assert len(first.machine.fees) == 3
    assert fees_due(first.machine, {"material_form": "printed"}) is None
    assert fees_due(second.machine, {"material_form": "printed"}) is not None


def test_a_doubt_is_told_to_whoever_files_and_to_the_desk_and_stops_nobody() -> None:
    alice = Visitor("alice")
    typed = with_answers(sex="male", born_on="02/09/1990", held_at="08:59 07/01/2026")

    page = sent(alice, typed)
    doubts = [doubt.label for doubt in page.context["warnings"]]
    shown = page.content.decode()
    assert all(f'href="#answer-{doubt.name}"' in shown for doubt in page.context["warnings"])
    assert all(f'id="answer-{doubt.name}"' in shown for doubt in page.context["warnings"])
    assert doubts == ["When it is held", "Personal ID"]
    assert "at least 24 hours before" in read(page).words()
    alice.send(page, CHECK, {"do": "submit"})

    desk = Visitor("bob").get(f"/mot-cua/{Dossier.objects.get().code}/")
    unchecked = "A licence from before"
    assert [label for label, _sentence in desk.context["answer_warnings"]] == [*doubts, unchecked]
    assert "at least 24 hours before" in read(desk).words()


@pytest.mark.parametrize("held_at", ["09:00 07/01/2026", "16:30 24/11/2026"])
def test_an_event_that_is_far_enough_is_no_doubt(held_at: str) -> None:
    page = sent(Visitor("alice"), with_answers(held_at=held_at))

    assert page.context["warnings"] == []


def test_the_communes_of_a_province_are_given_to_a_script() -> None:
    page = Visitor().get("/ho-so/dia-chi/xa/?tinh=79")

    assert page.status_code == 200
    assert '<option value="26740">Phường Sài Gòn</option>' in page.content.decode()
    assert "Ba Đình" not in page.content.decode()
    assert "public" in page["Cache-Control"]
    for unknown in ("", "?tinh=", "?tinh=00", "?tinh=%00", "?tinh=1e9"):
        assert Visitor().get(f"/ho-so/dia-chi/xa/{unknown}").content.decode().count("<option") == 0


def test_an_old_name_is_answered_by_the_communes_of_today_that_it_belongs_to() -> None:
    page = Visitor().get("/ho-so/dia-chi/xa/", {"tinh": "01", "truoc": "p. thanh xuân bắc"}).content.decode()

    assert (
        '<optgroup label="Phường Thanh Xuân Bắc, Quận Thanh Xuân"><option value="00367">Phường Thanh Xuân</option>'
        in page
    )
    assert page.count("<option ") == 2
    for unknown in ("?tinh=01&truoc=khong%20co", "?truoc=lang", "?tinh=01&truoc=%00", "?tinh=01&truoc=l"):
        assert "<option" not in Visitor().get(f"/ho-so/dia-chi/xa/{unknown}").content.decode()


def test_the_communes_that_any_cache_may_keep_hold_no_word_of_one_language() -> None:
    pages = {Visitor(language=language).get("/ho-so/dia-chi/xa/?tinh=79").content for language in ("vi", "en")}

    assert len(pages) == 1


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_form_and_its_check_ask_little_and_are_small(language: str) -> None:
    alice = Visitor("alice", language=language)
    sent(alice)
    alice.get("/ho-so/")

    for address in (FORM, CHECK):
        with CaptureQueriesContext(connection) as queries:
            page = alice.get(address)
        assert page.status_code == 200
        assert f'<html lang="{language}">'.encode() in page.content
        assert len(queries) <= MOST_QUERIES, (address, len(queries))
        assert len(page.content) <= MOST_BYTES, (address, len(page.content))


@pytest.mark.parametrize("language", ["vi", "en"])
@time_machine.travel(IN_FORCE, tick=False)
def test_the_form_of_every_procedure_asks_little_and_is_small(language: str) -> None:
    alice, too_much = Visitor("alice", language=language), {}
    alice.get("/ho-so/")

    for version in ProcedureVersion.objects.current().select_related("procedure"):
        form = f"/ho-so/nop/{version.procedure.slug}/"
        empty = len(alice.get(form).content)
        if empty > MOST_OF_A_FORM:
            too_much[f"{form} (empty)"] = empty
        draft = story.draft_of("alice", IN_FORCE, slug=version.procedure.slug)
        for address in (form, f"{form}kiem-tra/", f"{form}tien-do/?draft={draft.key}"):
            with CaptureQueriesContext(connection) as queries:
                page = alice.get(address)
            if len(queries) > MOST_QUERIES or len(page.content) > MOST_OF_A_FORM or page.status_code != 200:
                too_much[address] = (page.status_code, len(queries), len(page.content))

    assert too_much == {}
