"""A second address that is that of the head office is had by one press, without a script too."""

import pytest
from django.utils import timezone

from dossiers.filing import drafts
from dossiers.filing.known.head_office import head_office_of
from dossiers.models import Draft
from portal.demo import story
from procedures.models import ProcedureVersion
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.lifecycle import local

NOW, BEFORE = local("2026-12-01 09:00"), local("2026-12-01 08:30")
SLUG = "gp-hoat-dong-in"
FORM = f"/ho-so/nop/{SLUG}/"
BUTTON = ("do", "take-head-office:factory_address")
HEAD = {
    "business_address.province": "01",
    "business_address.commune": "00004",
    "business_address.line": "12 Quán Thánh",
}
EMPTY = {"factory_address.province": "01", "factory_address.commune": "", "factory_address.line": ""}

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_one_press_keeps_what_is_typed_and_takes_the_address_over() -> None:
    story.draft_of("alice", NOW, slug=SLUG)
    alice = Visitor("alice")
    emptied = alice.send(alice.get(FORM), FORM, {**EMPTY, "do": "save"}, follow=True)
    assert BUTTON in form_of(emptied, FORM).buttons

    page = alice.send(emptied, FORM, {**HEAD, "do": BUTTON[1], "factory_area": "77"}, follow=True)

    found = form_of(page, FORM)
    assert page.redirect_chain[-1][0].endswith("#div_id_factory_address")
    for field, text in HEAD.items():
        assert found.values[field] == found.values[field.replace("business", "factory")] == text
    assert found.values["factory_area"] == "77"
    assert BUTTON not in found.buttons, "it is there, and nobody writes over it by a press"
    draft = Draft.objects.get()
    assert not [name for name in drafts.check(draft.version.machine, draft.answers, [], at=NOW)[1] if "factory" in name]


def test_while_the_head_office_is_empty_the_press_leads_there() -> None:
    story.draft_of("alice", NOW, slug=SLUG)
    alice = Visitor("alice")
    empty = dict.fromkeys(HEAD, "") | EMPTY

    page = alice.send(alice.get(FORM), FORM, {**empty, "do": BUTTON[1]}, follow=True)

    assert page.redirect_chain[-1][0].endswith("#div_id_business_address")
    assert form_of(page, FORM).values["factory_address.line"] == ""
    assert "The address of the head office is not complete yet" in read(page).words()


@pytest.mark.parametrize("name", ["", "business_address", "factory_area", "nothing"])
def test_a_press_that_means_no_such_address_changes_nothing(name: str) -> None:
    story.draft_of("alice", NOW, slug=SLUG)
    alice = Visitor("alice")
    before = form_of(alice.get(FORM), FORM).values

    page = alice.send(alice.get(FORM), FORM, {"do": f"take-head-office:{name}"}, follow=True)

    after = form_of(page, FORM).values
    assert {field: after[field] for field in (*HEAD, *EMPTY)} == {field: before[field] for field in (*HEAD, *EMPTY)}


def test_it_is_offered_where_another_address_may_be_that_of_the_head_office_alone() -> None:
    current = ProcedureVersion.objects.current(on=timezone.localdate()).select_related("procedure")

    offered = {
        f"{each.procedure.slug}.{question.name}"
        for each in current
        for question in each.machine.questions
        if head_office_of(each.machine.questions, question)
    }

    assert offered == {
        "cap-lai-gp-hoat-dong-in-xbp.licensed_address",
        "dk-may-photocopy-mau.placed_at",
        "gp-hoat-dong-in-xbp.workshop_address",
        "gp-hoat-dong-in.factory_address",
        "trang-ttdt-tong-hop.server_address",
        "trung-bay-tranh-anh.display_address",
        "vbxn-buu-chinh.sorting_place",
    }


def test_in_an_answer_to_a_request_it_is_not_offered() -> None:
    dossier = story.file("alice", at=BEFORE, slug=SLUG)
    story.take(dossier, "ask-supplement", "bob", at=BEFORE, components={}, questions={"factory_address": "Ghi lại."})
    alice, form = Visitor("alice"), f"/ho-so/{dossier.code}/bo-sung/"
    page = alice.send(alice.get(form), form, {**EMPTY, "do": "save"}, follow=True).content.decode()

    assert 'name="factory_address.line"' in page
    assert BUTTON[1] not in page
