"""Drafts that nobody can send any more go with their files, once what ended the dossier cannot be taken back."""

from datetime import timedelta
from pathlib import Path

import pytest

from dossiers import commands, turns
from dossiers.background import tidying
from dossiers.filing import arriving, corrections, opening
from dossiers.models import Attachment, CounterPerson, Draft, UnsentWords
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers import counter
from tests.dossiers.lifecycle import act, dossier_at, local

NOW = local("2026-01-07 09:00")

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def drafted() -> tuple[Walk, Draft]:
    """Return a dossier that is asked for a supplement, with a draft of the answer that has a file."""
    walk = dossier_at("tham-dinh.supplement-asked")
    asked = commands.asked_in(walk.dossier, list(walk.dossier.events.order_by("sequence")))
    draft = corrections.open_draft(walk.dossier, asked, at=NOW)
    arriving.add_file(draft, "ban-thao", story.upload("moi.pdf"), by=story.person("alice"), at=NOW)
    return walk, draft


def tidy(at=NOW) -> None:
    turns.take(tidying.RUN, tidying.Tidying(at))


def test_the_draft_of_an_answer_stays_while_the_dossier_is_open(django_capture_on_commit_callbacks) -> None:
    _walk, draft = drafted()

    with django_capture_on_commit_callbacks(execute=True):
        tidy(NOW + timedelta(days=365))

    assert Draft.objects.get() == draft
    assert draft.attachments.count() == 1


def test_it_goes_with_its_file_a_day_after_the_dossier_has_ended(django_capture_on_commit_callbacks) -> None:
    walk, draft = drafted()
    path = Path(draft.attachments.get().file.path)
    act(walk, "ask-withdrawal", "alice", "2026-01-07 09:00")
    act(walk, "confirm-withdrawal", "bob", "2026-01-07 09:00")
    filed = Attachment.objects.filter(dossier=walk.dossier).count()

    tidy(NOW + timedelta(hours=23))
    assert Draft.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        tidy(NOW + timedelta(days=1))

    assert not Draft.objects.exists()
    assert not path.exists()
    assert Attachment.objects.filter(dossier=walk.dossier).count() == filed


def test_drafts_that_are_not_filed_yet_are_none_of_its_business() -> None:
    story.draft_of("alice", NOW)

    tidy(NOW + timedelta(days=365))

    assert Draft.objects.count() == 1


def test_a_draft_that_was_thrown_away_goes_with_its_files_after_thirty_days(django_capture_on_commit_callbacks) -> None:
    draft, kept = story.draft_of("alice", NOW), story.draft_of("viet-an", NOW)
    path = Path(draft.attachments.first().file.path)
    opening.throw_away(draft.owner, draft.key, at=NOW)

    tidy(NOW + timedelta(days=30, seconds=-1))
    assert Draft.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        tidy(NOW + timedelta(days=30))

    assert Draft.objects.get() == kept
    assert not path.exists()
    assert {attachment.draft for attachment in Attachment.objects.all()} == {kept}


def test_one_that_was_taken_back_in_the_meantime_stays() -> None:
    draft = story.draft_of("alice", NOW)
    opening.throw_away(draft.owner, draft.key, at=NOW)
    run = tidying.Tidying(NOW + timedelta(days=30))
    (found,) = run.batch(10)
    opening.take_back(draft.owner, draft.key)

    run.turn(found)

    assert Draft.objects.get() == draft


def test_what_an_officer_has_not_sent_goes_with_the_dossier_or_when_it_is_old() -> None:
    walk, person = dossier_at("filed"), story.person("bob")
    kept = {"person": person, "dossier": walk.dossier, "state": "filed", "fields": {"reason": "x"}}
    UnsentWords.objects.create(**kept, action="accept", saved_at=NOW - timedelta(days=90))
    UnsentWords.objects.create(**kept, action="reject", saved_at=NOW - timedelta(days=89))

    tidy()
    assert [row.action for row in UnsentWords.objects.all()] == ["reject"]
    act(walk, "reject", "bob", "2026-01-07 09:00", reason="x")
    tidy(NOW + timedelta(days=1))

    assert not UnsentWords.objects.exists()


@pytest.mark.parametrize(("days", "stays"), [(29, 1), (31, 0)])
def test_what_the_counter_began_and_never_filed_goes_with_whom_it_was_for(days: int, stays: int) -> None:
    draft = counter.begun(at=NOW)
    filed = counter.entered(at=NOW, person=counter.mai(NOW, number="001188009999", name="Lê Thị Hoa"))

    tidy(NOW + timedelta(days=days))
    tidy(NOW + timedelta(days=days))

    assert Draft.objects.filter(pk=draft.pk).count() == stays
    people = {*CounterPerson.objects.values_list("pk", flat=True)}
    assert people == {filed.dossier.applicant_id} | ({draft.owner_id} if stays else set())
