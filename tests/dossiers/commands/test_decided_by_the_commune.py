"""A game point: received here, decided by the people's committee of the commune, its answer recorded and handed out."""

from datetime import datetime

import pytest
from django.core.cache import caches
from django.http import HttpResponse

from dossiers.clock import Verdict
from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Result
from dossiers.proof import audit
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import Walk

BEFORE = datetime(2026, 11, 27, 8, 30, tzinfo=LOCAL)
AT = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
SLUG = "gcn-diem-tro-choi"
COMMUNE = "Uỷ ban nhân dân cấp xã"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    caches["process"].clear()


def walked(state: str) -> Walk:
    return Walk(story.file("alice", at=AT, slug=SLUG), AT).until(state)


def test_the_limit_runs_on_while_the_commune_has_it() -> None:
    walk = walked("ket-qua-ubnd-xa")

    dossier = Dossier.objects.get(pk=walk.dossier.pk)
    assert dossier.holder == "one_stop_officer"
    assert dossier.due_at == dossier.first_due_at
    assert not dossier.place.clock.name.startswith("PAUSED")


def test_what_the_commune_decided_is_recorded_with_its_number_and_is_its_own() -> None:
    walk = walked("returned")

    result = Result.objects.get(dossier=walk.dossier.pk)
    assert (result.issuer, result.signer, result.serial) == (COMMUNE, None, None)
    assert result.number
    assert result.files.exists()
    entered = facts_of(result.event)
    assert (entered.signer, entered.title) == ("Phạm Văn Xã", "KT. Chủ tịch, Phó Chủ tịch")
    assert Dossier.objects.get(pk=walk.dossier.pk).verdict in (Verdict.EARLY, Verdict.ON_TIME)


@pytest.mark.at("2026-12-02 09:00")
@pytest.mark.parametrize(("who", "address"), [("alice", "/ho-so/{}/"), ("bob", "/mot-cua/{}/")])
def test_applicant_and_officer_see_who_decides(who: str, address: str) -> None:
    code = walked("chuyen-ubnd-xa").dossier.code

    words = read(Visitor(who, language="vi").get(address.format(code))).words()

    assert f"Nơi quyết định{COMMUNE}" in words


@pytest.mark.at("2026-12-02 09:00")
def test_the_page_of_the_procedure_says_who_decides_and_how_long_each_has() -> None:
    words = read(Visitor(language="vi").get(f"/thu-tuc/{SLUG}/")).words()

    assert f"Nơi quyết định: {COMMUNE} nơi đặt điểm, từ 01/07/2025" in words
    assert f"{COMMUNE}6,5 ngày làm việc" in words
    assert f"Cơ quan giải quyết{COMMUNE}Cấp xã" in words


@pytest.mark.at("2026-12-02 09:00")
def test_what_is_decided_here_says_nothing_of_it() -> None:
    code = story.file("alice", at=AT, slug=story.SLUG).code

    assert "Nơi quyết định" not in read(Visitor("alice", language="vi").get(f"/ho-so/{code}/")).words()


def recording(walk: Walk) -> HttpResponse:
    """Enter the commune's answer over HTTP, without the signer."""
    bob = Visitor("bob", language="vi")
    page, action = bob.get(f"/mot-cua/{walk.dossier.code}/"), f"record-{walk.dossier.machine.outcomes[0].name}"
    scan = story.upload("ket-qua.pdf", story.pdf(title="xã"))
    typed = {"issued_number": "12/GCN-UBND", "issued_dated": "2026-12-02", "until": "2028-12-01", "files": scan}
    return bob.send(page, f"/{action}/", typed)


@pytest.mark.at("2026-12-02 09:00")
def test_without_the_signer_nothing_is_recorded_and_what_was_typed_stays() -> None:
    walk = walked("ket-qua-ubnd-xa")

    answer = recording(walk)

    errors = read(answer).errors
    assert {name.rpartition("_signer_")[2] for name in errors if "_signer_" in name} == {"name", "title"}
    assert "12/GCN-UBND" in answer.content.decode()
    assert not Result.objects.exists()


@pytest.mark.at("2026-12-04 09:00")
@pytest.mark.parametrize("address", ["/mot-cua/{}/", "/mot-cua/so-ket-qua/"])
def test_who_signed_at_the_commune_stands_in_the_file_and_in_the_register(address: str) -> None:
    code = walked("returned").dossier.code

    words = read(Visitor("bob", language="vi").get(address.format(code))).words()

    assert "Phạm Văn Xã, KT. Chủ tịch, Phó Chủ tịch" in words


def test_what_was_filed_before_keeps_its_machine() -> None:
    walk = Walk(story.file("alice", at=BEFORE, slug=SLUG), BEFORE).until("returned")

    result = Result.objects.get(dossier=walk.dossier.pk)
    assert walk.dossier.machine.lifecycle == 3
    assert (facts_of(result.event).signer, "signer" in result.event.facts) == ("", False)
    assert audit.check_all().differences == []
