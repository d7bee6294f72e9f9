"""An earlier result that a form names is looked up in our register: whose it is, and whether it is in force."""

from datetime import timedelta
from pathlib import Path

import pytest

from dossiers import commands, refusals
from dossiers.filing import licences
from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Result
from dossiers.proof.audit import check_all
from portal.demo import story
from procedures.form import Text
from tests.dossiers import renewals
from tests.dossiers.renewals import CHANGE, answers, changed, granted, naming

pytestmark = pytest.mark.django_db
NUMBER, DATED = "earlier.number", "earlier.dated"


@pytest.fixture(autouse=True)
def _published(tmp_path: Path) -> None:
    renewals.published(tmp_path)


def refused(who: str, typed: dict[str, str], at: object, field: str = NUMBER) -> Text:
    """File under the change; return what is said at the number, or at another field."""
    before = Dossier.objects.count()
    with pytest.raises(refusals.InvalidAnswers) as caught:
        story.file(who, at=at, slug=CHANGE, answers=typed)  # type: ignore[arg-type]
    assert Dossier.objects.count() == before
    assert list(caught.value.errors) == [field]
    return caught.value.errors[field]


def test_a_dossier_rests_on_the_persons_own_result_in_force() -> None:
    earlier = granted()

    later = changed(earlier)

    assert facts_of(later.dossier.events.get(sequence=1)).rests_on == (earlier.dossier.result.pk,)
    assert check_all().differences == []


@pytest.mark.parametrize("number", ["01/gp-sttTT", " 01 / GP-STTTT "])
def test_a_number_is_found_however_it_is_written(number: str) -> None:
    earlier = granted()
    dated = f"{earlier.dossier.result.dated:%d.%m.%Y}"

    later = story.file(at=earlier.at, slug=CHANGE, answers=answers(number, dated))

    assert facts_of(later.events.get()).rests_on == (earlier.dossier.result.pk,)


def test_a_licence_of_somebody_else_is_refused_without_telling_whose() -> None:
    earlier = granted("alice")

    told = refused("mallory", naming(earlier), earlier.at)

    assert told == licences.SOMEBODY_ELSES
    assert "An" not in told.vi.split()


def test_a_licence_that_is_not_handed_over_is_not_known_yet() -> None:
    earlier = granted(state="result-ready")

    assert refused("alice", naming(earlier), earlier.at) == licences.UNKNOWN


def test_a_revoked_licence_is_refused() -> None:
    earlier = granted()
    earlier.take("revoke-result", "lan")

    assert refused("alice", naming(earlier), earlier.at).vi == "Giấy này đã bị thu hồi."


def test_a_replaced_licence_is_refused() -> None:
    earlier = granted()
    changed(earlier, state="returned")

    told = refused("alice", naming(earlier), earlier.at + timedelta(days=1))

    assert told.en.startswith("This paper has been replaced.")


def test_an_expired_licence_is_refused() -> None:
    earlier = granted()
    until = Result.objects.get().until
    assert until is not None

    told = refused("alice", naming(earlier), earlier.at + timedelta(days=(until - earlier.at.date()).days + 1))

    assert told.vi == "Giấy này đã hết hiệu lực."


def test_a_licence_is_in_force_on_its_last_day() -> None:
    earlier = granted()
    until = Result.objects.get().until
    assert until is not None

    later = story.file(at=earlier.at + (until - earlier.at.date()), slug=CHANGE, answers=naming(earlier))

    assert facts_of(later.events.get()).rests_on != ()


def test_an_expired_licence_is_taken_where_the_procedure_says_so(tmp_path: Path) -> None:
    renewals.publish_text(tmp_path, renewals.text("cap-lai-sau-khi-het-han", effect="replaces", accepts_expired=True))
    earlier = granted()

    later = story.file(at=earlier.at + timedelta(days=200), slug="cap-lai-sau-khi-het-han", answers=naming(earlier))

    assert facts_of(later.events.get()).rests_on == (earlier.dossier.result.pk,)


@pytest.mark.parametrize("days", [0, 1])
def test_a_paper_that_the_register_should_know_is_refused(days: int) -> None:
    earlier = granted()
    dated = earlier.dossier.result.dated + timedelta(days=days)

    told = refused("alice", answers("99/GP-STTTT", f"{dated:%d/%m/%Y}"), earlier.at + timedelta(days=2))

    assert told == licences.UNKNOWN


def test_a_paper_from_before_the_register_is_taken_and_marked() -> None:
    earlier = granted()
    dated = earlier.dossier.result.dated - timedelta(days=1)

    later = story.file(at=earlier.at, slug=CHANGE, answers=answers("99/GP-STTTT", f"{dated:%d/%m/%Y}"))

    log = later.events.get()
    assert facts_of(log).rests_on == ()
    unchecked = licences.unchecked(later.machine, log.payload.content["answers"], [])
    assert [question.name for question in unchecked] == ["earlier"]
    assert check_all().differences == []


def test_a_paper_of_a_day_that_is_still_to_come_is_refused() -> None:
    tomorrow = renewals.FILED + timedelta(days=1)

    told = refused("alice", answers("9/GP-STTTT", f"{tomorrow:%d/%m/%Y}"), renewals.FILED, DATED)

    assert told == licences.NOT_YET


def test_a_refusal_grants_nothing_on_which_a_dossier_could_rest() -> None:
    walk = granted(state="tham-dinh").take("propose-refused", "dung")
    walk.take("finish-xem-xet", "hoa").take("decide", "lan").take("number", "tam").take("return", "bob")
    granted()

    assert refused("alice", naming(walk), walk.at + timedelta(days=3)) == licences.UNKNOWN


def test_what_was_revoked_between_check_and_filing_is_refused_when_it_is_filed() -> None:
    earlier = granted()
    draft = story.draft_of("alice", earlier.at, naming(earlier), CHANGE)
    assert licences.check(draft, list(draft.attachments.all()), at=earlier.at).errors == {}
    earlier.take("revoke-result", "lan")

    with pytest.raises(refusals.InvalidAnswers):
        commands.submit(draft.key, owner=draft.owner, at=earlier.at)
