"""What is removed from the end of a chain of seals is missed by a file outside the database, and never signed again."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from structlog.testing import capture_logs

from accounts.models import Unit
from dossiers.models import Dossier, Seal
from dossiers.proof import anchors, seals, signing
from portal.demo import story
from tests.dossiers import kept
from tests.dossiers.lifecycle import MONDAY, dossier_at
from tests.dossiers.proof.records import change, forge
from tests.dossiers.proof.test_audit_sealed import delete, update

pytestmark = pytest.mark.django_db
AT = MONDAY + timedelta(days=30)


def made() -> Dossier:
    """Return a sealed dossier; another one was sealed on the day before."""
    dossier_at("accepted", at=MONDAY - timedelta(days=3))
    returned = story.dossier_in("returned", at=MONDAY).dossier
    assert seals.seal_yesterday(at=AT) == 2
    return returned


@pytest.fixture
def dossier() -> Dossier:
    """Return what is made, walked once for all tests."""
    return kept.once(made)


def rewrite(dossier: Dossier, *, condition: str = "number = 2") -> None:
    """Remove seals with their leaves and write what they covered anew, as the owner of the database can."""
    delete("dossiers_sealleaf", f"seal_id IN (SELECT id FROM dossiers_seal WHERE {condition})")
    delete("dossiers_seal", condition)
    last = dossier.events.get(sequence=9)
    change(last, facts=last.facts | {"fee": 1})
    forge(dossier)


def stored(settings: Any) -> dict[str, dict[str, Any]]:
    """Return what is noted, by the agency's id."""
    (agencies,) = json.loads(settings.SEAL_ANCHOR_FILE.read_text()).values()
    return dict(agencies)


def test_sealing_notes_the_newest_seal_of_each_agency_for_nobody_else_to_read(dossier: Dossier, settings: Any) -> None:
    seal = Seal.objects.get(number=2)

    assert stored(settings) == {
        str(dossier.agency_id): {"seal": str(seal), "number": 2, "digest": seal.digest},
    }
    assert settings.SEAL_ANCHOR_FILE.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.SEAL_ANCHOR_FILE.parent.iterdir() if path.is_file()] == ["seal_anchor"]


@pytest.mark.parametrize("condition", ["number = 2", "number > 0"], ids=["the newest", "all"])
def test_what_was_removed_from_the_end_of_a_chain_is_never_sealed_anew(dossier: Dossier, condition: str) -> None:
    rewrite(dossier, condition=condition)

    with capture_logs() as told:
        assert seals.seal_yesterday(at=AT + timedelta(hours=1)) == 0

    assert not Seal.objects.filter(number=2).exists()
    (line,) = (line for line in told if line["event"] == "seals.refused")
    assert (line["log_level"], line["agency"]) == ("error", dossier.agency.agency_code)
    assert "its seal 2 is gone" in line["why"]


def test_another_agency_is_sealed_all_the_same(dossier: Dossier) -> None:
    other = Unit.objects.create(slug="so-khac", name_vi="Sở khác", name_en="Other", kind="agency", agency_code="H26.KH")
    elsewhere = dossier_at("accepted", at=MONDAY + timedelta(days=1)).dossier
    Dossier.objects.filter(pk=elsewhere.pk).update(agency=other)
    rewrite(dossier)

    assert seals.seal_yesterday(at=AT) == 1

    assert Seal.objects.latest("pk").agency_code == "H26.KH"


def test_a_chain_that_goes_on_is_noted_again_and_the_noted_number_never_falls(dossier: Dossier, settings: Any) -> None:
    noted = settings.SEAL_ANCHOR_FILE.read_text()
    dossier_at("accepted", at=MONDAY + timedelta(days=1))
    seals.seal_yesterday(at=AT)
    assert stored(settings)[str(dossier.agency_id)]["number"] == 3
    # As after a crash between the commit and the noting: the chain is ahead, which is well.
    settings.SEAL_ANCHOR_FILE.write_text(noted)
    assert anchors.breaks(anchors.noted() or {}) == {}

    seals.seal_yesterday(at=AT)

    assert stored(settings)[str(dossier.agency_id)]["number"] == 3


def test_a_seal_after_the_noted_one_must_be_signed_by_us(dossier: Dossier, settings: Any) -> None:
    noted = settings.SEAL_ANCHOR_FILE.read_text()
    dossier_at("accepted", at=MONDAY + timedelta(days=1))
    seals.seal_yesterday(at=AT)
    settings.SEAL_ANCHOR_FILE.write_text(noted)
    update(Seal.objects.filter(number=3), signature="0" * 128)

    assert list(anchors.breaks(anchors.noted() or {})) == [dossier.agency_id]


def test_a_file_that_is_not_there_is_made_from_the_chain_of_now(dossier: Dossier, settings: Any) -> None:
    settings.SEAL_ANCHOR_FILE.unlink()
    assert anchors.noted() is None

    seals.seal_yesterday(at=AT)

    assert stored(settings)[str(dossier.agency_id)]["number"] == 2


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}'])
def test_a_file_that_cannot_be_read_stops_the_sealing(dossier: Dossier, settings: Any, text: str) -> None:
    settings.SEAL_ANCHOR_FILE.write_text(text)
    dossier_at("accepted", at=MONDAY + timedelta(days=1))

    with pytest.raises(anchors.AnchorError, match="seal_anchor holds no"):
        seals.seal_yesterday(at=AT)

    assert Seal.objects.count() == 2


def test_the_command_says_for_whom_nothing_was_sealed(dossier: Dossier) -> None:
    rewrite(dossier)
    told = io.StringIO()

    with pytest.raises(CommandError, match="must be found first"):
        call_command("seal_days", stdout=io.StringIO(), stderr=told)

    assert told.getvalue().startswith(f"Nothing was sealed for {dossier.agency.agency_code}: its seal 2 is gone")


@pytest.mark.parametrize("command", ["check_dossiers", "seal_days"])
@pytest.mark.parametrize("text", ["", "zz", "ab" * 31, "ộ"])
def test_a_file_that_holds_no_key_is_told_with_a_sentence(
    dossier: Dossier, settings: Any, tmp_path: Any, command: str, text: str
) -> None:
    settings.SEAL_KEY, settings.SEAL_KEY_FILE = None, tmp_path / "seal_key"
    settings.SEAL_KEY_FILE.write_text(text)
    assert dossier.pk

    with pytest.raises(CommandError, match=r"seal_key (holds no seal key|cannot be read)"):
        call_command(command, *(["--public-key"] if command == "seal_days" else []), stdout=io.StringIO())


def test_a_key_with_a_line_end_is_the_key(settings: Any, tmp_path: Any) -> None:
    settings.SEAL_KEY, settings.SEAL_KEY_FILE = None, tmp_path / "seal_key"
    settings.SEAL_KEY_FILE.write_text("5e" * 32 + "\n")
    made = signing.public_key()
    settings.SEAL_KEY = "5e" * 32

    assert signing.public_key() == made


def test_the_demo_s_dossiers_are_sealed_when_they_are_made() -> None:
    call_command("load_demo", stdout=io.StringIO())

    printed = io.StringIO()
    call_command("check_dossiers", stdout=printed)

    assert ", 0 differences" in printed.getvalue()
