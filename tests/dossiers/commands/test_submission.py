"""Filing: a draft in order becomes a dossier with its first event; anything else leaves it as it was."""

from datetime import UTC, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from dossiers import commands, refusals
from dossiers.filing import drafts
from dossiers.log import columns
from dossiers.models import Attachment, Counter, Dossier, Draft, OutboxEntry
from portal.demo import story
from procedures.models import ProcedureVersion
from tests.dossiers.lifecycle import MONDAY, local
from tests.dossiers.proof.records import nothing_written
from tests.dossiers.variants import definition, next_version, publish_text

pytestmark = pytest.mark.django_db


def test_a_draft_becomes_a_dossier_with_number_first_event_and_papers() -> None:
    draft = story.draft_of("alice", MONDAY)
    papers = {paper.component: paper for paper in draft.attachments.all()}

    dossier = commands.submit(draft.key, owner=draft.owner, at=MONDAY)

    dossier = Dossier.objects.get(pk=dossier.pk)
    assert (dossier.code, dossier.draft_key) == ("H26.NN-260105-0001", draft.key)
    assert (dossier.applicant, dossier.applicant_name) == (draft.owner, "Nguyễn Thị An")
    assert (dossier.procedure, dossier.version) == (draft.procedure, draft.version)
    assert (dossier.agency.slug, dossier.sector) == ("so-tttt", "xuat-ban-in-phat-hanh")
    assert (dossier.filed_at, dossier.state, dossier.sequence) == (MONDAY, "filed", 1)
    event = dossier.events.get()
    assert (event.action, event.source, event.target) == ("submit", "", "filed")
    assert (event.actor, event.role, event.unit, event.on_behalf_of) == (draft.owner, "citizen", None, None)
    assert event.payload.content is not None
    assert event.payload.content["answers"]["extent"] == 120
    assert [paper["component"] for paper in event.payload.content["files"]] == [*papers]
    kept = Attachment.objects.filter(dossier=dossier, event=event, draft=None)
    assert {paper.component: paper.sha256 for paper in kept} == {name: p.sha256 for name, p in papers.items()}
    assert not Draft.objects.exists()
    assert list(OutboxEntry.objects.order_by("pk").values_list("kind", flat=True)) == ["filed", "letter-filing"]
    assert columns.project([event], dossier.machine) == columns.columns_of(dossier)


def test_the_applicant_of_the_answers_is_the_one_of_the_dossier_not_the_account() -> None:
    dossier = story.file("alice", at=MONDAY, answers={**story.ANSWERS, "applicant_name": "  Trần   Thị Bê "})

    assert dossier.applicant_name == "Trần   Thị Bê"


@pytest.mark.parametrize(
    ("when", "due"),
    [
        ("2026-01-05 07:00", "2026-01-05 17:00"),
        ("2026-01-05 10:30", "2026-01-06 10:30"),
        ("2026-01-09 15:00", "2026-01-12 15:00"),  # over a weekend
        ("2026-01-10 23:59", "2026-01-12 17:00"),  # filed on a Saturday night
        ("2026-02-13 16:00", "2026-02-23 16:00"),  # over Tết
    ],
)
def test_the_first_answer_is_due_eight_working_hours_after_filing(when: str, due: str) -> None:
    dossier = story.file("alice", at=local(when))

    assert dossier.answer_due_at == dossier.deadline_at == local(due)


def test_the_number_bears_the_local_day() -> None:
    instants = [local(when).astimezone(UTC) for when in ("2026-01-05 23:59", "2026-01-06 00:00")]
    before, after = (story.file("alice", at=at) for at in instants)

    assert (before.code, after.code) == ("H26.NN-260105-0001", "H26.NN-260106-0001")


def test_a_draft_with_faults_is_refused_with_all_of_them_and_stays() -> None:
    draft = story.draft_of("alice", MONDAY, {**story.ANSWERS, "extent": "nhiều", "purpose": "", "language": "klingon"})
    draft.attachments.filter(component="ban-thao").delete()

    with nothing_written(), pytest.raises(refusals.InvalidAnswers) as refused:
        commands.submit(draft.key, owner=draft.owner, at=MONDAY)

    assert refused.value.errors.keys() == {"extent", "purpose", "language", "component-ban-thao"}


def test_a_draft_that_was_saved_after_the_person_looked_at_it_is_refused() -> None:
    draft = story.draft_of("alice", MONDAY)
    looked_at = draft.saved_at
    drafts.save(draft, {"extent": "999"}, at=MONDAY + timedelta(seconds=1))

    with nothing_written(), pytest.raises(refusals.DraftChanged):
        commands.submit(draft.key, owner=draft.owner, at=MONDAY, seen=looked_at)
    dossier = commands.submit(draft.key, owner=draft.owner, at=MONDAY, seen=draft.saved_at)

    words = dossier.events.get().payload.content
    assert words is not None
    assert words["answers"]["extent"] == 999


def test_a_second_submission_is_told_the_number_of_the_first() -> None:
    draft = story.draft_of("alice", MONDAY)
    dossier = commands.submit(draft.key, owner=draft.owner, at=MONDAY)

    with nothing_written(), pytest.raises(refusals.AlreadyFiled) as refused:
        commands.submit(draft.key, owner=draft.owner, at=MONDAY + timedelta(minutes=1))

    assert refused.value.code == dossier.code
    assert dossier.code in str(refused.value)


@pytest.mark.parametrize("is_filed", [False, True], ids=["a draft", "a dossier"])
def test_what_is_another_persons_does_not_exist(is_filed: bool) -> None:
    draft = story.draft_of("alice", MONDAY)
    if is_filed:
        commands.submit(draft.key, owner=draft.owner, at=MONDAY)

    with nothing_written(), pytest.raises(Draft.DoesNotExist):
        commands.submit(draft.key, owner=story.person("mallory"), at=MONDAY)


def test_an_unknown_key_does_not_exist() -> None:
    with nothing_written(), pytest.raises(Draft.DoesNotExist):
        commands.submit(uuid4(), owner=story.person("alice"), at=MONDAY)


def test_a_draft_of_an_older_version_is_refused_until_it_follows_the_newest(tmp_path: Path) -> None:
    draft = story.draft_of("alice", MONDAY)
    next_version(tmp_path)
    with nothing_written(), pytest.raises(refusals.VersionRetired):
        commands.submit(draft.key, owner=draft.owner, at=MONDAY)

    newest = ProcedureVersion.objects.get(procedure__slug=story.SLUG, version=3)
    drafts.follow_newest(draft, newest, at=MONDAY)
    with nothing_written(), pytest.raises(refusals.VersionRetired):
        commands.submit(draft.key, owner=draft.owner, at=MONDAY)
    drafts.gone_through(draft)
    dossier = commands.submit(draft.key, owner=draft.owner, at=MONDAY)

    assert dossier.version == newest
    assert dossier.events.get().reading["procedure_digest"] == newest.digest


def test_a_version_that_comes_into_force_later_retires_none_before(tmp_path: Path) -> None:
    early, late = story.draft_of("alice", MONDAY), story.draft_of("viet-an", MONDAY)
    next_version(tmp_path, effective_on="2026-01-07")

    commands.submit(early.key, owner=early.owner, at=local("2026-01-06 23:59"))
    with nothing_written(), pytest.raises(refusals.VersionRetired):
        commands.submit(late.key, owner=late.owner, at=local("2026-01-07 00:00"))

    assert Dossier.objects.get().version.version == 2


def test_a_procedure_that_was_withdrawn_takes_no_more_dossiers_and_finishes_those_it_has() -> None:
    walk = story.dossier_in("tham-dinh", at=MONDAY)
    draft = story.draft_of("alice", MONDAY)
    version = draft.version
    version.retire(at=MONDAY)
    version.save(update_fields=["status", "retired_at"])

    with nothing_written(), pytest.raises(refusals.VersionRetired):
        commands.submit(draft.key, owner=draft.owner, at=MONDAY)
    walk.until("returned")

    assert walk.dossier.version == version


def test_the_days_of_an_agency_count_all_its_procedures_together(tmp_path: Path) -> None:
    publish_text(tmp_path, definition("thu", 5, "working_day"))
    drafts_ = [story.draft_of("alice", MONDAY, slug=slug) for slug in ("thu", story.SLUG)]

    codes = [commands.submit(draft.key, owner=draft.owner, at=MONDAY).code for draft in drafts_]

    assert codes == ["H26.NN-260105-0001", "H26.NN-260105-0002"]
    assert Counter.objects.get().last == 2
