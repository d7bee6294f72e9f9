"""What the applicant's page says first of a result: that it is in force, or how it went out of force."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from dossiers.background import relay
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers import renewals
from tests.dossiers.browsing import Visitor
from tests.dossiers.renewals import changed, granted

pytestmark = [pytest.mark.django_db, pytest.mark.at(renewals.FILED + timedelta(days=9))]
GREEN = "note--success"


def page_of(walk: Walk) -> str:
    relay.run(walk.at)
    return Visitor("alice").get(f"/ho-so/{walk.dossier.code}/").content.decode()


def words(page: str) -> str:
    return " ".join(page.split())


def test_a_revoked_result_is_a_warning_with_its_day_and_reason_before_anything_else(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    walk = granted()
    walk.take("revoke-result", "lan", reason="Giấy tờ giả mạo.")

    page = page_of(walk)

    assert GREEN not in page
    warning = page[page.index("note--warning") : page.index("Where it is")]
    assert "Your result was revoked" in warning
    assert f"no longer in force since {walk.at:%d/%m/%Y}" in words(warning)
    assert "Reason: Giấy tờ giả mạo." in warning
    assert "Download the paper that was revoked" in warning
    assert f'<a class="btn btn-plain" href="/ho-so/ket-qua/{walk.dossier.code}/">' in warning
    assert "btn-primary" not in warning


def test_a_replaced_result_leads_to_the_one_in_its_place_once_that_is_handed_over(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    earlier = granted()
    later = changed(earlier, state="result-ready")
    before = page_of(earlier)
    later.until("returned")

    after = page_of(earlier)

    for page in (before, after):
        assert "Your result was replaced by a newer one" in page
        assert GREEN not in page
    assert later.dossier.code not in before
    assert f"In its place: No. {later.dossier.result.number}" in words(after)
    assert f'href="/ho-so/{later.dossier.code}/"' in after


def test_a_result_whose_term_is_over_says_so(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    walk = granted()

    with time_machine.travel(renewals.FILED + timedelta(days=300), tick=False):
        page = page_of(walk)

    assert GREEN not in page
    assert f"was in force until {renewals.FIRST_ENDS:%d/%m/%Y}" in words(page)


def test_a_result_in_force_names_what_extended_it(tmp_path: Path) -> None:
    renewals.published(tmp_path, "extends")
    earlier = granted()
    later = changed(earlier, state="returned")

    page = page_of(earlier)

    assert GREEN in page
    assert f"holds until {renewals.THEN_ENDS:%d/%m/%Y}, extended by No. {later.dossier.result.number}" in words(page)


def test_of_what_was_not_accepted_it_says_why_once_that_has_gone_out() -> None:
    walk = Walk(story.file("alice", at=renewals.FILED), renewals.FILED)
    walk.take("reject", "bob", reason="Không thuộc thẩm quyền của Sở.")
    address = f"/ho-so/{walk.dossier.code}/"
    with time_machine.travel(walk.at + timedelta(seconds=1), tick=False):
        early = Visitor("alice").get(address).content.decode()

    page = page_of(walk)

    assert "did not accept this dossier" in words(page)
    note = page[page.index("did not accept") : page.index("Where it is")]
    assert "Không thuộc thẩm quyền của Sở." in note
    assert f'href="/thu-tuc/{walk.dossier.machine.slug}/"' in note
    assert "did not accept" not in words(early)


def test_of_what_was_decided_against_it_says_why_and_what_can_be_done_now() -> None:
    walk = Walk(story.file("alice", at=renewals.FILED), renewals.FILED).until("tham-dinh")
    walk.take("propose-refused", "dung", reason="Nội dung quảng cáo.")
    while walk.dossier.state != "result-ready":
        walk.onward()

    relay.run(walk.at + timedelta(minutes=1))
    with time_machine.travel(walk.at + timedelta(days=1), tick=False):
        page = Visitor("alice").get(f"/ho-so/{walk.dossier.code}/").content.decode()

    note = page[page.index("Your application was refused") : page.index("Where it is")]
    assert "Nội dung quảng cáo." in note
    assert f'href="/thu-tuc/{walk.dossier.machine.slug}/"' in note
    heading, _end, rest = note.partition("</h2>")
    assert heading == "Your application was refused", "once, and what that is called below"
    label = walk.dossier.machine.outcome("refused").label.en
    assert f"<p>Result: {label}</p>" in rest
