"""Forms 02 to 05 carry the signature of whose act they are before the office's, as results do; one whose key cannot be used waits."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from dossiers import outbox
from dossiers.background import relay
from dossiers.background.jobs import go_on
from dossiers.models import Channel, Dossier, Letter, OutboxEntry
from dossiers.papers.signed import own, validation
from dossiers.papers.signed.keys import made_here
from dossiers.proof.audit import check_all
from portal.demo.story import Walk, dossier_in
from procedures.machine import Paper
from tests.dossiers.bulk.choosing import begun, proposed, some
from tests.dossiers.lifecycle import local
from tests.dossiers.papers.authority import HOUR, Authority
from tests.dossiers.papers.test_apology import promised_late, reappointed
from tests.dossiers.papers.test_leaders import expired, folder, locked, statuses
from tests.dossiers.papers.test_refusal import lapsed_after_acceptance, refused, refused_after_appraisal, stopped
from tests.dossiers.papers.test_signed import DAY, MONDAY, pdfsig
from tests.dossiers.papers.test_supplement import asked
from tests.printed import words_of

pytestmark = pytest.mark.django_db
__all__ = ["folder"]
FORMS = [
    (asked, Paper.SUPPLEMENT_REQUEST, "bob"),
    (refused, Paper.REFUSAL, "bob"),
    (reappointed, Paper.APOLOGY, "lan"),
    (promised_late, Paper.APOLOGY, "lan"),
    (stopped, Paper.STOP_NOTICE, "lan"),
]


def with_key(folder: Path, who: str) -> bytes:
    content = made_here(password="of them")
    (folder / f"{who}.p12").write_bytes(content)
    return content


def printed(walk: Walk, paper: Paper) -> bytes:
    relay.run(walk.at + timedelta(minutes=2))
    with Letter.objects.get(kind=paper).file.open("rb") as file:
        return file.read()


@pytest.mark.parametrize(("walked", "paper", "who"), FORMS)
def test_a_form_carries_the_signature_of_whose_act_it_is_and_then_the_office_s(
    walked: Callable[[], Walk], paper: Paper, who: str, folder: Path, tmp_path: Path
) -> None:
    content = with_key(folder, who)

    pdf = printed(walked(), paper)

    found = statuses(pdf, content)
    assert [*found] == ["NguoiKy", "MotCua"]
    assert all(status.bottom_line for status in found.values())
    assert pdfsig(pdf, tmp_path).count("Signature is Valid") == 2
    assert words_of(pdf).count(own.BY_HIM_OR_HER) == 1
    assert own.BY_HAND not in words_of(pdf)
    assert ("(Nộp trực tuyến)" in words_of(pdf)) is (paper is Paper.REFUSAL), "who has filed on line signs nothing"
    assert check_all(files=True).differences == []


@pytest.mark.parametrize(("walked", "paper", "who"), FORMS)
def test_without_a_key_it_says_what_is_recorded(
    walked: Callable[[], Walk], paper: Paper, who: str, folder: Path, tmp_path: Path
) -> None:
    with_key(folder, "hoa")
    assert who != "hoa"

    pdf = printed(walked(), paper)

    by_desk = paper in (Paper.SUPPLEMENT_REQUEST, Paper.REFUSAL)
    assert (own.DONE_AND_SEALED if by_desk else own.BY_THE_OFFICE) in words_of(pdf)
    assert own.BY_HAND not in words_of(pdf)
    assert own.BY_HIM_OR_HER not in words_of(pdf)
    assert pdfsig(pdf, tmp_path).count("Signature is Valid") == 1


@pytest.mark.parametrize(
    ("walked", "paper", "places"), [(asked, Paper.SUPPLEMENT_REQUEST, 1), (refused, Paper.REFUSAL, 2)]
)
def test_what_was_filed_at_the_counter_is_signed_there_by_hand(
    walked: Callable[[], Walk], paper: Paper, places: int, folder: Path
) -> None:
    with_key(folder, "hoa")
    walk = walked()
    Dossier.objects.filter(pk=walk.dossier.pk).update(channel=Channel.DESK)

    words = words_of(printed(walk, paper))

    assert words.count(own.BY_HAND) == places
    assert own.DONE_AND_SEALED not in words


def test_of_what_nobody_of_the_desk_did_it_says_whose_the_signature_is(folder: Path) -> None:
    with_key(folder, "hoa")

    words = words_of(printed(refused_after_appraisal(), Paper.REFUSAL))

    assert own.SEALED in words
    assert own.BY_HAND not in words


def test_a_receipt_says_so_too(folder: Path) -> None:
    with_key(folder, "lan")

    words = words_of(printed(dossier_in("accepted", at=local("2026-01-05 08:30")), Paper.RECEIPT))

    assert own.DONE_AND_SEALED in words
    assert "(Nộp trực tuyến)" in words
    assert own.BY_HAND not in words


def test_an_office_without_a_key_says_so_on_its_letters(folder: Path, settings: Settings) -> None:
    with_key(folder, "lan")
    settings.PAPER_KEY_OWN = None

    pdf = printed(reappointed(), Paper.APOLOGY)

    assert own.BY_NOBODY in words_of(pdf)
    assert b"/ByteRange" not in pdf


@pytest.mark.parametrize(
    ("walked", "paper"), [(refused_after_appraisal, Paper.REFUSAL), (lapsed_after_acceptance, Paper.STOP_NOTICE)]
)
def test_what_nobody_of_the_form_s_place_did_is_signed_by_nobody_s_key(
    walked: Callable[[], Walk], paper: Paper, folder: Path
) -> None:
    for who in ("lan", "bob", "tam", "hoa", "dung"):
        with_key(folder, who)

    pdf = printed(walked(), paper)

    assert b"NguoiKy" not in pdf
    assert "chữ ký số" not in words_of(pdf)


def test_a_receipt_is_the_office_s_alone_as_it_was(folder: Path) -> None:
    with_key(folder, "bob")

    pdf = printed(dossier_in("accepted", at=MONDAY), Paper.RECEIPT)

    assert b"NguoiKy" not in pdf
    assert b"MotCua" in pdf


@pytest.mark.parametrize(("made", "wrong"), [(locked, "its password is another one"), (expired, "has expired on")])
def test_a_key_that_cannot_be_used_lets_the_form_wait_and_no_number_is_lost(
    made: Callable[[Path], bytes], wrong: str, folder: Path
) -> None:
    (folder / "lan.p12").write_bytes(made(folder))
    walk = reappointed()

    relay.run(walk.at + timedelta(minutes=2))

    waiting = OutboxEntry.objects.get(kind=outbox.issue_of(Paper.APOLOGY), done_at=None)
    assert waiting.error.startswith("PaperKeyError: lan.p12 of LEADER_KEYS: ")
    assert wrong in waiting.error
    assert not Letter.objects.filter(kind=Paper.APOLOGY).exists()
    assert check_all(files=True).differences == []

    content = with_key(folder, "lan")
    relay.run(walk.at + DAY)

    letter = Letter.objects.get(kind=Paper.APOLOGY)
    assert letter.number == "01/2026"
    with letter.file.open("rb") as file:
        assert all(status.bottom_line for status in statuses(file.read(), content).values())


@pytest.fixture
def authority(folder: Path, settings: Settings, tmp_path: Path) -> Iterator[Authority]:
    """Who gave a leader the key, and says whether it was revoked; the office's is one that nobody is asked about."""
    validation.forget()
    with Authority(by_list=True).at_work() as found:
        settings.LEADER_KEYS = type(settings.LEADER_KEYS)(folder, "")
        (folder / "lan.p12").write_bytes(found.key_file())
        settings.PAPER_ROOTS = found.roots(tmp_path)
        yield found
    validation.forget()


def test_a_key_that_was_revoked_signs_nothing_until_there_is_another_one(authority: Authority, folder: Path) -> None:
    authority.revoked_at = local("2026-11-02 09:00")
    walk = reappointed()

    relay.run(walk.at + timedelta(minutes=2))

    waiting = OutboxEntry.objects.get(kind=outbox.issue_of(Paper.APOLOGY), done_at=None)
    assert "lan.p12 of LEADER_KEYS: the certificate of the key of papers was revoked" in waiting.error
    assert not Letter.objects.filter(kind=Paper.APOLOGY).exists()

    (folder / "lan.p12").write_bytes(made_here())
    relay.run(walk.at + DAY)

    assert Letter.objects.get(kind=Paper.APOLOGY).number == "01/2026"


def test_where_nobody_can_be_asked_a_leader_s_key_signs_and_is_not_asked_about_at_each_paper(
    authority: Authority,
) -> None:
    walk = reappointed()
    authority.says = lambda _path, _asked: None

    pdf = printed(walk, Paper.APOLOGY)

    assert b"NguoiKy" in pdf
    assert len(authority.asked) == 1
    assert OutboxEntry.objects.get(kind=outbox.issue_of(Paper.APOLOGY)).error == "", (
        "no paper carries what a leader's key is asked about"
    )


@pytest.mark.at(local("2026-12-15 09:00"))
def test_several_apologies_are_one_press_and_each_carries_the_signature(folder: Path) -> None:
    content, at = with_key(folder, "lan"), local("2026-12-15 09:00")
    late = some(2, "tham-dinh")
    for one in late:
        proposed(one, date(2026, 12, 21), at=at)

    job = begun("apologise", late, "lan", at)
    go_on(job.pk, now=at, seconds=60)
    relay.run(at + HOUR)

    letters = Letter.objects.filter(kind=Paper.APOLOGY)
    assert len({letter.number for letter in letters}) == 2
    for letter in letters:
        with letter.file.open("rb") as file:
            assert [*statuses(file.read(), content)] == ["NguoiKy", "MotCua"]
