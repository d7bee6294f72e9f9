"""A supplement holds a paper or a word: the applicant's round is not used up by nothing, and the form says for what."""

from datetime import timedelta

import pytest

from dossiers import commands, files, refusals
from dossiers.commands import Given
from dossiers.models import Dossier, EventPayload, payload_digest
from dossiers.proof import audit
from portal.demo import story
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import MONDAY, dossier_at
from tests.dossiers.proof.records import change, forge, nothing_written, triggers_off

pytestmark = pytest.mark.django_db


def answered(dossier: Dossier, given: Given) -> None:
    who = story.actor("alice", dossier, "answer-supplement", MONDAY)
    # Once the request has gone out.
    at = dossier.changed_at + timedelta(minutes=1)
    commands.advance(dossier, "answer-supplement", actor=who, given=given, seen=dossier.sequence, at=at)


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


def test_words_that_were_erased_leave_the_paper_to_be_sent_without_a_remark():
    walk = dossier_at("tham-dinh.supplement-asked")
    EventPayload.objects.filter(event__dossier=walk.dossier, event__sequence__gt=1).erase(at=MONDAY)

    page = Visitor("alice", language="en").get(f"/ho-so/{walk.dossier.code}/bo-sung/").content.decode()

    assert 'name="component-ban-thao"' in page
    assert "The office says" not in page
