"""Wherever a code leads to the page that checks a paper, its address is printed too, for whoever has no camera."""

from datetime import timedelta

import pytest

from dossiers.background import relay
from dossiers.models import Letter, ResultFile
from dossiers.papers import press
from dossiers.papers.apology import Proposal, draft_of
from dossiers.papers.receipt import receipt_of
from portal.demo import story
from procedures.machine import Paper
from tests.dossiers import counter
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.papers.test_refusal import MONDAY, refused_after_appraisal, stopped
from tests.printed import words_of

pytestmark = pytest.mark.django_db


def printed_of(paper: Letter | ResultFile) -> str:
    with paper.file.open("rb") as file:
        return "".join(words_of(file.read()).split())


def test_every_paper_that_is_issued_has_the_address_of_its_check() -> None:
    asked = dossier_at("tham-dinh", at=MONDAY)
    assert asked.dossier.due_at
    asked.take("reappoint", "lan", date=(asked.dossier.due_at + timedelta(days=7)).date(), reason="Chờ ý kiến của bộ.")
    asked.take("propose-supplement", "dung").take("issue-supplement", "bob")
    at_desk = counter.entered(at=asked.at).dossier.events.get(sequence=2)
    for walk in (asked, stopped(), refused_after_appraisal()):
        relay.run(max(walk.at, at_desk.at) + timedelta(minutes=2))

    letters, results = Letter.objects.all(), ResultFile.objects.all()
    assert {one.kind for one in letters} == {"01", "02", "03", "04", "05", "filing"}
    assert letters.filter(event=at_desk, kind=Paper.RECEIPT).exists()
    assert results
    for paper in (*letters, *results):
        assert f"/xac-minh/{paper.token}/" in printed_of(paper), paper


def test_what_is_only_looked_at_leads_nowhere() -> None:
    walk = dossier_at("tham-dinh", at=MONDAY)
    letter = draft_of(walk.dossier, Proposal("Chờ.", None), walk.events, by=story.person("lan"), at=walk.at)

    words = words_of(press.printed("papers/apology.html", letter))

    assert "xac-minh" not in words
    assert "Kiểm tra giấy này" not in words


def test_both_copies_of_the_counter_have_it() -> None:
    event = counter.entered(at=MONDAY).dossier.events.get(sequence=2)

    words = words_of(press.printed("papers/receipt.html", receipt_of(event, "01/2026/TNHS", "k3PqZ0" * 7)))

    assert words.count("Kiểm tra giấy này: http") == 2
