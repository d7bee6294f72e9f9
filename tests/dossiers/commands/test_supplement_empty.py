"""A supplement holds a paper or a word: the applicant's round is not used up by nothing, and the form says for what."""

import html
import re

import pytest
from django.http import HttpResponse

from dossiers import commands, files, refusals
from dossiers.commands import Given
from dossiers.models import Dossier, EventPayload, payload_digest
from dossiers.proof import audit
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY, act, dossier_at
from tests.dossiers.proof.records import change, forge, nothing_written, triggers_off

pytestmark = pytest.mark.django_db


def answered(dossier: Dossier, given: Given) -> None:
    who = story.actor("alice", dossier, "answer-supplement", MONDAY)
    commands.advance(dossier, "answer-supplement", actor=who, given=given, seen=dossier.sequence, at=dossier.changed_at)


@pytest.mark.parametrize("state", ["filed.supplement-asked", "tham-dinh.supplement-asked"])
@pytest.mark.parametrize("given", [Given(), Given(note=" \n"), Given(component_files={"ban-thao": ()})])
def test_a_supplement_of_nothing_is_refused_by_the_command(state, given):
    walk = dossier_at(state)

    with nothing_written(), pytest.raises(refusals.NothingSupplied):
        answered(walk.dossier, given)


def test_a_file_alone_or_a_word_alone_is_a_supplement():
    paper = files.store(story.upload("b.pdf"))
    for given in (Given(component_files={"ban-thao": (paper,)}), Given(note="Bản gốc đã mất, xin xem công văn kèm.")):
        walk = dossier_at("tham-dinh.supplement-asked")

        answered(walk.dossier, given)

        assert Dossier.objects.get(pk=walk.dossier.pk).state == "tham-dinh.supplement-answered"


def test_a_log_from_before_with_an_empty_supplement_verifies():
    walk = dossier_at("tham-dinh.supplement-answered")
    last = walk.dossier.events.get(action="answer-supplement")
    with triggers_off():
        EventPayload.objects.filter(event=last).update(content={})
    change(last, payload_digest=payload_digest(last.payload.salt, {}))
    forge(walk.dossier)

    assert audit.check_all().differences == []


def field_of(page: HttpResponse, name: str) -> tuple[str, str]:
    """Return the label and the hint of a field of the supplement, as they are read."""
    said, field_id = " ".join(page.content.decode().split()), f"id_answer-supplement_{name}"
    label = re.search(rf'<label[^>]*for="{field_id}">(.*?)</label>', said)
    hint = re.search(rf'id="{field_id}_helptext"[^>]*>(.*?)</div>', said)
    assert label
    assert not hint or f'aria-describedby="{field_id}_helptext"' in said
    return html.unescape(re.sub("<.*?>", "", label[1])), html.unescape(hint[1]) if hint else ""


@pytest.mark.parametrize(
    ("language", "mark", "optional", "remark"),
    [
        ("en", "asked for", "optional", "The office says: "),
        ("vi", "được yêu cầu", "không bắt buộc", "Cơ quan yêu cầu: "),
    ],
)
def test_the_form_says_which_papers_were_asked_for_and_why(language, mark, optional, remark):
    walk = dossier_at("tham-dinh.supplement-proposed")
    wishes = {"don-de-nghi": "Thiếu <b>chữ ký</b>.", "ban-thao": "Trang 12 mờ."}
    act(walk, "issue-supplement", "bob", "2026-01-06 10:00", components=wishes)

    page = Visitor("alice", language=language).get(f"/ho-so/{walk.dossier.code}/")

    titles = {component.name: component.title.of(language) for component in walk.dossier.machine.components}
    for name, wish in wishes.items():
        assert field_of(page, f"component-{name}") == (f"{titles[name]} ({mark})", remark + wish)
    assert "<b>chữ ký</b>" not in page.content.decode()
    label, _hint = field_of(page, "note")
    assert label.endswith(f"({optional})")


def test_words_that_were_erased_leave_the_paper_marked_without_a_remark():
    walk = dossier_at("tham-dinh.supplement-asked")
    EventPayload.objects.filter(event__dossier=walk.dossier).erase(at=MONDAY)

    page = Visitor("alice", language="en").get(f"/ho-so/{walk.dossier.code}/")

    label, hint = field_of(page, "component-ban-thao")
    assert label.endswith("(asked for)")
    assert hint == ""


def test_an_empty_supplement_that_is_sent_comes_back_at_its_place_and_the_round_is_still_open():
    walk = dossier_at("tham-dinh.supplement-asked")
    alice, address = Visitor("alice", language="en"), f"/ho-so/{walk.dossier.code}/"

    with nothing_written():
        answer = alice.send(alice.get(address), "/answer-supplement/")

    assert answer.status_code == 422
    told = "Send at least one file, or say in the note why there is none."
    assert read(answer).errors == {"id_answer-supplement_component-ban-thao": told}
    sent = alice.send(answer, "/answer-supplement/", {"note": "Bản gốc đã mất."})
    assert (sent.status_code, Dossier.objects.get().state) == (302, "tham-dinh.supplement-answered")
