"""What granting does to an earlier result, and why a result on which others rest cannot be revoked."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from dossiers.models import Result, Validity
from dossiers.proof.audit import check_all
from dossiers.refusals import Refusal, decision
from portal.demo import story
from portal.demo.story import Walk
from procedures.results import Effect
from tests.dossiers import renewals
from tests.dossiers.renewals import changed, granted
from tests.dossiers.variants import publish_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("effect", "validity"),
    [("replaces", Validity.REPLACED), ("extends", Validity.IN_FORCE), ("revokes", Validity.REVOKED)],
)
def test_granting_does_to_the_earlier_result_what_the_definition_says(
    effect: str, validity: Validity, tmp_path: Path
) -> None:
    renewals.published(tmp_path, effect)
    earlier = granted()

    later = changed(earlier, state="van-thu")
    assert earlier.dossier.result.validity(later.at.date()) is Validity.IN_FORCE, "nothing is done before the number"
    later.take("number", "tam")

    first, second = Result.objects.order_by("pk")
    assert (second.earlier, second.effect) == (first, effect)
    assert first.validity(later.at.date()) is validity
    assert second.validity(later.at.date()) is Validity.IN_FORCE
    assert check_all().differences == []


def test_a_refusal_does_nothing_to_the_earlier_result(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    earlier = granted()

    walk = changed(earlier, state="tham-dinh").take("propose-refused", "dung")
    walk.take("finish-xem-xet", "hoa").take("decide", "lan").take("number", "tam")

    assert Result.objects.get(dossier=walk.dossier).earlier is None
    assert earlier.dossier.result.validity(walk.at.date()) is Validity.IN_FORCE


def test_a_result_that_is_extended_holds_as_long_as_the_later_one(tmp_path: Path) -> None:
    renewals.published(tmp_path, "extends")
    earlier = granted()
    changed(earlier, state="returned")

    first, second = Result.objects.order_by("pk")
    assert first.until is not None
    assert second.until is not None
    assert first.until < second.until
    assert first.last_day == second.until
    assert [first.validity(day) for day in (second.until, second.until.replace(year=second.until.year + 1))] == [
        Validity.IN_FORCE,
        Validity.EXPIRED,
    ]


def test_an_extension_that_is_revoked_extends_nothing(tmp_path: Path) -> None:
    renewals.published(tmp_path, "extends")
    earlier = granted()
    later = changed(earlier, state="returned").take("revoke-result", "lan")

    first = earlier.dossier.result
    assert first.last_day == first.until
    assert earlier.dossier.result.validity(later.at.date()) is Validity.IN_FORCE


def test_an_extension_is_in_force_as_long_as_what_it_extends(tmp_path: Path) -> None:
    renewals.published(tmp_path, "extends")
    earlier = granted()
    extension = changed(earlier, state="returned").dossier.result
    publish_text(tmp_path, renewals.text("thay-the", effect="replaces", has_term=False))
    assert extension.validity(extension.dated) is Validity.IN_FORCE

    at = earlier.at + timedelta(days=1)
    walk = Walk(story.file("alice", at=at, slug="thay-the", answers=renewals.naming(earlier)), at).until("van-thu")
    walk.take("number", "tam")

    assert Result.objects.get(pk=extension.pk).validity(extension.dated) is Validity.REPLACED
    listed = {one.pk: one.validity(extension.dated) for one in Result.objects.with_later()}
    assert listed[extension.pk] is Validity.REPLACED


def test_a_result_on_which_an_open_dossier_rests_is_not_revoked(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    earlier = granted()
    later = changed(earlier)

    earlier.at = later.at
    with pytest.raises(decision.RestedOn) as refused:
        earlier.take("revoke-result", "lan")

    assert later.dossier.code in str(refused.value)
    assert Result.objects.get().revoked_at is None
    assert earlier.dossier.events.filter(action="revoke-result").count() == 0
    later.take("reject", "bob")
    earlier.at = later.at
    earlier.take("revoke-result", "lan")
    assert Result.objects.get().revoked_at is not None


@pytest.mark.parametrize("effect", ["replaces", "extends"])
def test_a_result_from_which_one_in_force_has_taken_over_is_not_revoked(effect: str, tmp_path: Path) -> None:
    renewals.published(tmp_path, effect)
    earlier = granted()
    later = changed(earlier, state="returned")

    earlier.at = later.at
    with pytest.raises(decision.TakenOver) as refused:
        earlier.take("revoke-result", "lan")
    assert later.dossier.result.number in str(refused.value)

    later.take("revoke-result", "lan")
    earlier.at = later.at
    earlier.take("revoke-result", "lan")
    assert check_all().differences == []


def test_the_database_refuses_to_change_what_a_result_does(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    changed(granted(), state="result-ready")

    for change in ({"effect": Effect.EXTENDS.value}, {"earlier": None, "effect": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Result.objects.exclude(earlier=None).update(**change)


@pytest.mark.parametrize("effect", ["replaces", "revokes"])
def test_what_is_taken_over_once_is_not_taken_over_again_and_a_refusal_still_is_numbered(
    effect: str, tmp_path: Path
) -> None:
    renewals.published(tmp_path, effect)
    earlier = granted()
    second = changed(earlier, state="van-thu")
    third = changed(earlier, state="tham-dinh")
    first = changed(earlier, state="van-thu")
    first.take("number", "tam")

    for walk, act, who in ((second, "number", "tam"), (third, "propose-granted", "dung")):
        with pytest.raises(decision.EarlierTaken) as refused:
            walk.take(act, who)
        assert first.dossier.code in str(refused.value)
        assert earlier.dossier.result.number in str(refused.value)
    second.take("send-back-ky-duyet", "tam").take("direct-refused", "lan")
    for walk in (second, third):
        walk.take("propose-refused", "dung").take("finish-xem-xet", "hoa").take("decide", "lan").take("number", "tam")

    assert [result.outcome for result in Result.objects.order_by("pk")] == ["granted", "granted", "refused", "refused"]
    assert check_all().differences == []


def test_what_replaces_a_result_without_a_term_of_its_own_has_the_term_of_that_one(tmp_path: Path) -> None:
    renewals.published(tmp_path, "replaces", has_term=False)
    earlier = granted()
    walk = changed(earlier, state="tham-dinh")

    with pytest.raises(decision.UntilTooLate):
        walk.take("propose-granted", "dung", until=renewals.FIRST_ENDS + timedelta(days=1))
    walk.take("propose-granted", "dung", until=None)
    walk.take("finish-xem-xet", "hoa").take("decide", "lan").take("number", "tam")

    assert walk.dossier.result.until == renewals.FIRST_ENDS == earlier.dossier.result.until
    assert check_all().differences == []


@pytest.mark.parametrize(
    ("until", "refusal"),
    [
        (renewals.FIRST_ENDS, decision.ExtendsNothing),
        (renewals.FIRST_ENDS.replace(year=renewals.FIRST_ENDS.year + 1) + timedelta(days=1), decision.UntilTooLate),
    ],
    ids=["no-later", "beyond-the-term"],
)
def test_an_extension_ends_after_what_it_extends_and_within_its_term(
    until: date, refusal: type[Refusal], tmp_path: Path
) -> None:
    renewals.published(tmp_path, "extends")
    walk = changed(granted(), state="tham-dinh")

    with pytest.raises(refusal):
        walk.take("propose-granted", "dung", until=until)

    walk.take("propose-granted", "dung", until=renewals.FIRST_ENDS.replace(year=renewals.FIRST_ENDS.year + 1))


def test_what_may_be_extended_once_is_not_extended_again(tmp_path: Path) -> None:
    publish_text(tmp_path, renewals.text(renewals.LICENCE))
    text = renewals.text(renewals.CHANGE, effect="extends")
    publish_text(tmp_path, text.replace('effect = "extends"\n', 'effect = "extends"\nonce = true\n'))
    earlier = granted()
    first = changed(earlier, state="returned")
    walk = changed(earlier, state="tham-dinh")
    later = renewals.THEN_ENDS.replace(year=renewals.THEN_ENDS.year + 1)

    with pytest.raises(decision.ExtendedBefore) as refused:
        walk.take("propose-granted", "dung", until=later)

    assert first.dossier.result.number in str(refused.value)
    first.at = walk.at
    walk.take("propose-refused", "dung")


def test_what_was_revoked_meanwhile_is_not_extended(tmp_path: Path) -> None:
    renewals.published(tmp_path, "extends")
    earlier = granted()
    later = changed(earlier, state="van-thu")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dossiers.commands.deciding.results.refuse_needed", lambda *given, **named: None)
        earlier.at = later.at
        earlier.take("revoke-result", "lan")

    with pytest.raises(decision.EarlierTaken) as refused:
        later.take("number", "tam")

    assert earlier.dossier.code in str(refused.value)


def test_the_database_takes_a_result_over_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    renewals.published(tmp_path)
    earlier = granted()
    open_one = changed(earlier, state="van-thu")
    changed(earlier, state="result-ready")

    monkeypatch.setattr("dossiers.commands.deciding.results.refuse_taken", lambda *given, **named: None)
    with pytest.raises(IntegrityError, match="result_is_taken_over_once"):
        open_one.take("number", "tam")
