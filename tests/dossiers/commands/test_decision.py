"""The decision: what is proposed is decided exactly, or ordered otherwise, and numbered once (lifecycle 2)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from dossiers import refusals
from dossiers.commands.given import Draft
from dossiers.log.decisions import matter_of
from dossiers.log.facts import facts_of
from dossiers.models import Result, ResultFile, Validity
from dossiers.proof.audit import check_all
from dossiers.refusals import decision
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.lifecycle import local
from tests.dossiers.variants import publish_text
from tests.procedures.shipped import PATH

pytestmark = pytest.mark.django_db
FILED = local("2027-01-05 08:30")


def walk_to(state: str) -> Walk:
    return Walk(story.file("alice", at=FILED), FILED).until(state)


def test_a_dossier_is_walked_from_its_filing_to_its_return() -> None:
    walk = walk_to("returned")

    result = Result.objects.get()
    assert (result.number, result.kind, result.holder) == ("01/GP-STTTT", "licence", story.ANSWERS["organisation_name"])
    assert result.signer == story.person("lan")
    assert result.content == facts_of(matter_of(walk.dossier.events.all(), walk.dossier.machine).proposal).content
    assert check_all().differences == []
    assert walk.dossier.subject != ""


def test_the_leader_decides_exactly_what_was_proposed() -> None:
    walk = walk_to("ky-duyet")

    with pytest.raises(decision.DraftReplaced):
        walk.take("decide", "lan", content="0" * 64)

    walk.take("decide", "lan")
    matter = matter_of(walk.dossier.events.all(), walk.dossier.machine)
    assert facts_of(matter.decision).outcome == "granted"


def test_another_outcome_goes_back_for_its_draft_and_binds_the_next_proposal() -> None:
    walk = walk_to("ky-duyet")

    walk.take("direct-refused", "lan", reason="Không đúng thẩm quyền.")

    assert walk.dossier.state == "tham-dinh"
    with pytest.raises(decision.OrderedOtherwise):
        walk.take("propose-granted", "dung")
    walk.take("propose-refused", "dung").take("finish-xem-xet", "hoa").take("decide", "lan").take("number", "tam")
    assert walk.dossier.outcome == "refused"
    assert Result.objects.get().kind == "answer"


def test_the_proposed_outcome_is_no_other_one() -> None:
    with pytest.raises(decision.SameOutcome):
        walk_to("ky-duyet").take("direct-granted", "lan")


def test_what_the_clerk_sends_back_is_void() -> None:
    walk = walk_to("van-thu").take("send-back-ky-duyet", "tam", reason="Sai căn cứ.")

    assert matter_of(walk.dossier.events.all(), walk.dossier.machine).decision is None
    with pytest.raises(refusals.UnknownAction):
        walk.take("number", "tam")


def test_a_draft_with_a_gap_is_not_taken() -> None:
    drafted = Draft("Kính gửi: ……\n\nCho phép An xuất bản.\n\nThời hạn: …… ngày.")

    with pytest.raises(decision.DraftUnfinished) as refused:
        walk_to("tham-dinh").take("propose-granted", "dung", draft=drafted)

    assert "“Kính gửi: ……”, “Thời hạn: …… ngày.”" in refused.value.sentence(), "it says which"


def test_after_the_number_the_database_itself_refuses_a_change() -> None:
    walk_to("result-ready")
    for change in ({"number": "02/GP-STTTT"}, {"content": "0" * 64}, {"outcome": "refused"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Result.objects.update(**change)


def test_a_result_is_revoked_once_by_who_decides() -> None:
    walk = walk_to("returned")
    with pytest.raises(refusals.NotYours):
        walk.take("revoke-result", "tam")

    walk.take("revoke-result", "lan")

    assert Result.objects.get().validity(FILED.date() + timedelta(days=9)) is Validity.REVOKED
    with pytest.raises(decision.NotInForce):
        walk.take("revoke-result", "lan")
    assert check_all().differences == []
    assert ResultFile.objects.count() == 0


@pytest.mark.parametrize(("role", "who"), [("department_leader", "lan"), ("one_stop_officer", "bob")])
def test_a_result_at_once_is_decided_by_the_role_that_the_definition_names(tmp_path: Path, role: str, who: str) -> None:
    text = PATH.with_name("v3.toml").read_text(encoding="utf-8")
    for old, new in (
        ("\nimmediate_result = false", f'\nimmediate_result = "{role}"'),
        ('\nslug = "xb-tai-lieu-khong-kinh-doanh"', '\nslug = "tra-ngay"'),
        ('\ncode = "1.003868"', ""),
        ("\neffective_on = 2026-11-26\n", "\neffective_on = 2026-01-05\n"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    publish_text(tmp_path, text)
    walk = Walk(story.file("alice", at=FILED, slug="tra-ngay", answers=story.ANSWERS), FILED).take("accept", "bob")
    another = "bob" if who == "lan" else "lan"
    with pytest.raises(refusals.NotYours):
        walk.take("decide-at-once", another)

    walk.take("decide-at-once", who)

    result = Result.objects.get()
    assert (walk.dossier.state, walk.dossier.outcome) == ("result-ready", "granted")
    assert (result.signer, result.number) == (story.person(who), "01/GP-STTTT")
    assert result.file is not None
    assert check_all().differences == []
