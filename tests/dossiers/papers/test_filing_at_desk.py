"""What the desk has only recorded is confirmed as it came: by the counter or by post, each paper counted, what is lacking named."""

from datetime import datetime

import pytest

from dossiers import commands
from dossiers.filing.counter import entries, intake, people
from dossiers.filing.counter.people import Shown
from dossiers.models import Attachment, Channel, Dossier, Event
from dossiers.papers import press
from dossiers.papers.filing import CountedPaper, ProofOfFiling, proof_of
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests import golden
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor
from tests.golden.pictures import assert_looks_like
from tests.printed import pages_of

TOKEN = "k3PqZ0" * 7
NOW = datetime(2026, 12, 7, 8, 30, 7, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def recorded(channel: Channel, **more: str) -> Dossier:
    """Return what bob has recorded, with what is typed over the rest."""
    draft = counter.begun(at=NOW, channel=channel)
    entries.save(draft, {**counter.typed(draft, NOW), intake.SETS: "2", **more}, at=NOW)
    return commands.enter(draft.key, actor=counter.at_desk(NOW), at=NOW, accept=False).dossier


def proof(dossier: Dossier) -> ProofOfFiling:
    return proof_of(Event.objects.get(dossier=dossier, sequence=1), "", TOKEN)


def field(name: str, column: str = intake.ORIGINALS) -> str:
    return intake.count_field(name, column)


@pytest.mark.usefixtures("one_key_and_one_address")
def test_by_post_it_counts_what_was_in_the_envelope_and_names_what_was_not() -> None:
    form, *others = counter.begun(at=NOW).version.machine.components
    dossier = recorded(Channel.POST, **{field(form.name): "", field(others[0].name): "2"})

    pdf = press.printed("papers/filing.html", proof(dossier))

    golden.assert_matches("papers/filing_post.txt", "\f".join(pages_of(pdf)) + "\n")
    assert_looks_like("papers/filing_post", pdf)
    words = " ".join("\n".join(pages_of(pdf)).split())
    assert "BẢN GHI NHẬN NỘP HỒ SƠ QUA BƯU CHÍNH" in words
    assert "TRỰC TUYẾN" not in words
    assert "Ngày trên phong bì: 07/12/2026" in words
    assert "Số lượng hồ sơ: 2 bộ" in words
    assert f"còn thiếu khi ghi nhận 1. {form.title.vi}" in words
    assert "Không có tệp nào" not in words


def test_of_a_letter_it_names_the_number_and_the_copy_that_the_desk_noted_as_missing() -> None:
    writer = people.note(Shown("", counter.NAME, counter.SHOWN.address), by=story.person("bob"), at=NOW)
    few = next(one for one in counter.begun(at=NOW).version.machine.components if one.originals == 2)
    count = {field(few.name, intake.ORIGINALS): "1"}
    dossier = counter.entered(at=NOW, channel=Channel.POST, accept=False, person=writer, more=count).dossier

    desk = proof(dossier).desk

    assert desk is not None
    assert desk.lacks == (
        f"{few.title.vi} (cần 2 bản, đã nhận 1 bản)",
        "Số định danh cá nhân/CCCD/hộ chiếu của người nộp (trong thư chưa có)",
    )


def test_each_paper_stands_there_with_its_originals_copies_and_scans(bob: Visitor) -> None:
    draft = counter.begun(at=NOW)
    form, other, *_rest = draft.version.machine.components
    typed = {
        **counter.pressed(draft, NOW),
        field(form.name, intake.ORIGINALS): "1",
        field(other.name, intake.ORIGINALS): "1",
        field(other.name, intake.COPIES): "3",
        f"component-{form.name}": story.upload(),
    }

    bob.post(f"/mot-cua/quay/{draft.key}/", {**typed, "do": "record"})

    desk = proof(Dossier.objects.get()).desk
    assert desk is not None
    assert Attachment.objects.get().component == form.name
    assert desk.how == "tại quầy"
    assert desk.papers[:2] == (CountedPaper(form.title.vi, 1, 0, 0, 1), CountedPaper(other.title.vi, 1, 0, 3, 0))
    assert desk.lacks == ()


def test_what_was_filed_on_line_is_confirmed_as_ever() -> None:
    assert proof(story.file("alice", at=NOW)).desk is None


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")
