"""The cover note of a result that goes by post: what lies in the envelope, numbered and sealed as any paper."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from dossiers.acts import CAME_BACK, HAND_BACK_LATER
from dossiers.background import relay
from dossiers.commands.given import Handover
from dossiers.models import Letter, OutboxEntry, OwnPaper, Result
from dossiers.papers import press, registry
from dossiers.papers.cover_note import CoverNote, agency_in, cover_note_of, dated
from dossiers.papers.form import saying
from dossiers.papers.issued import title_of
from dossiers.papers.signed.own import BY_HAND
from dossiers.proof.audit import check_all
from portal.demo import story
from portal.demo.story import Walk
from procedures.results import Originals, Way
from procedures.time.calendar import LOCAL
from tests import golden
from tests.dossiers import counter, lifecycle
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.desk.test_letter_book import begun, printed, volumes_at
from tests.dossiers.papers.test_refusal import REASON
from tests.dossiers.undoing import take_back
from tests.golden.pictures import assert_looks_like
from tests.printed import A4, pages_of, sizes_of, words_of

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
ITEM, SECOND = "RR123456785VN", "RR987654326VN"
TOKEN = "k3PqZ0" * 7

pytestmark = pytest.mark.django_db


def ready(at: datetime = MONDAY) -> Walk:
    return Walk(story.file("alice", at=at), at).until("result-ready")


def posted(walk: Walk | None = None, **more: object) -> Walk:
    walk = walk or ready()
    over = Handover(walk.dossier.applicant_name, Way.BY_POST, post_number=ITEM, **more)  # type: ignore[arg-type]
    return walk.take("return", "bob", handover=over)


def with_originals() -> Walk:
    """Walk a dossier of the counter with three originals, of which one stays there, and a certified copy that goes back."""
    papers = {"brought-ban-thao.original": "2", "brought-y-kien-xac-nhan.certified": "1"}
    walk = Walk(counter.entered(at=MONDAY, more=papers).dossier, MONDAY).until("result-ready")
    return posted(walk, originals=Originals.GIVEN_BACK, certified={"y-kien-xac-nhan": (0, 1)})


def refused() -> Walk:
    """Walk one that is refused after appraisal, so that form 03 goes with the written answer."""
    walk = story.dossier_in("tham-dinh", at=MONDAY).take("propose-refused", "dung", reason=REASON)
    walk.take("finish-xem-xet", "hoa").take("decide", "lan").take("number", "tam")
    relay.run(walk.at + timedelta(minutes=2))
    return posted(walk)


def note_of(walk: Walk) -> CoverNote:
    event = walk.events[-1]
    note: CoverNote = dated(cover_note_of(event, "01/PG-STTTT", TOKEN), event, event.at)
    return saying(note, BY_HAND)


def issued(walk: Walk) -> Letter:
    relay.run(walk.at + timedelta(minutes=2))
    return Letter.objects.filter(kind=OwnPaper.COVER_NOTE).latest("pk")


@pytest.mark.usefixtures("one_key_and_one_address")
@pytest.mark.parametrize("walked", [with_originals, refused], ids=lambda walked: walked.__name__)
def test_it_says_what_lies_in_the_envelope_where_it_goes_and_what_to_do(walked: object) -> None:
    pdf = press.printed("papers/cover_note.html", note_of(walked()))  # type: ignore[operator]

    name = walked.__name__  # type: ignore[attr-defined]
    assert sizes_of(pdf) == {A4}
    golden.assert_matches(f"papers/cover_note_{name}.txt", "\f".join(pages_of(pdf)) + "\n")
    assert_looks_like(f"papers/cover_note_{name}", pdf)


def test_the_act_that_posts_a_result_gives_it_once_with_its_mail() -> None:
    walk = posted()
    event = walk.events[-1]

    letter = issued(walk)
    relay.run(walk.at + timedelta(minutes=4))

    assert Letter.objects.filter(kind=OwnPaper.COVER_NOTE).count() == 1
    assert (letter.event, letter.number, letter.file_name) == (event, "01/PG-STTTT", "phieu-gui-01-PG-STTTT.pdf")
    [message] = [one for one in mail.outbox if "đã được gửi qua bưu chính" in one.subject]
    assert [name for name, *_rest in message.attachments] == [letter.file_name]
    assert "Phiếu gửi kết quả số 01/PG-STTTT được gửi kèm thư này" in message.body
    with letter.file.open("rb") as file:
        said = words_of(file.read())
    assert "Số: 01/PG-STTTT" in said
    assert f"số hiệu bưu gửi: {ITEM}" in said
    assert f"số {Result.objects.get().number} ngày" in said
    under_it = f"NGƯỜI GỬI {BY_HAND} {walk.events[-1].actor.get_full_name()}"
    assert under_it in " ".join(said.split()), "it goes out on paper, although the dossier came on line"
    report = check_all(files=True)
    assert report.differences == []


@pytest.mark.at(MONDAY)
def test_the_desk_has_it_to_print_and_the_applicant_on_the_page(clock: object) -> None:
    walk = posted()
    letter = issued(walk)
    clock.move_to(walk.at + timedelta(minutes=3))  # type: ignore[attr-defined]

    desk = Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/").content.decode()
    own = Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/").content.decode()

    assert f'/ho-so/giay/{letter.token}/?in=1"' in desk
    assert all(f"/ho-so/giay/{letter.token}/" in page and "Phiếu gửi" in page for page in (desk, own))
    assert content_of(Visitor("alice").get(f"/ho-so/giay/{letter.token}/")).startswith(b"%PDF")
    checked = read(Visitor(language="vi").get(f"/xac-minh/{letter.token}/")).words()
    assert "Phiếu gửi" in checked
    assert "01/PG-STTTT" in checked


def test_what_is_handed_over_otherwise_or_taken_back_in_time_has_none() -> None:
    there = ready().take("return", "bob")
    assert not OutboxEntry.objects.filter(event=there.events[-1], kind="letter-cover").exists()
    walk = posted()
    take_back(walk.dossier, "bob", at=walk.at + timedelta(seconds=59))

    relay.run(walk.at + timedelta(minutes=5))

    assert not Letter.objects.filter(kind=OwnPaper.COVER_NOTE).exists()


def test_what_was_posted_before_such_notes_were_printed_gets_none() -> None:
    walk = posted()
    OutboxEntry.objects.filter(kind="letter-cover").delete()

    relay.run(walk.at + timedelta(minutes=5))

    assert not Letter.objects.filter(kind=OwnPaper.COVER_NOTE).exists()
    [message] = [one for one in mail.outbox if "đã được gửi qua bưu chính" in one.subject]
    assert message.attachments == []
    assert check_all(files=True).differences == []


@pytest.mark.at(MONDAY)
def test_a_result_that_the_post_has_sent_back_has_another_as_it_goes_again(clock: Any) -> None:
    walk = posted()
    first = issued(walk)
    walk.at += timedelta(days=7)
    walk.take(CAME_BACK, "bob", date=walk.at.date(), reason="Người nhận đã chuyển chỗ ở")
    again = Handover(walk.dossier.applicant_name, Way.BY_POST, post_number=SECOND, things={"_result": ()})
    walk.take(HAND_BACK_LATER, "bob", handover=again)

    second = issued(walk)

    assert (first.number, second.number) == ("01/PG-STTTT", "02/PG-STTTT")
    with second.file.open("rb") as file:
        assert f"số hiệu bưu gửi: {SECOND}" in words_of(file.read())
    [message] = [one for one in mail.outbox if second.file_name in [name for name, *_rest in one.attachments]]
    assert "Phiếu gửi kết quả số 02/PG-STTTT" in message.body
    assert f"Gửi bưu chính cho: {walk.dossier.applicant_name}" in message.body
    assert f"Sent to: {walk.dossier.applicant_name}" in message.body
    for later in (timedelta(seconds=20), timedelta(minutes=3)):
        clock.move_to(walk.at + later)
        page = read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()
        assert "Đã nhận lại ở nơi tiếp nhận" not in page, "it is on the road"
        assert "người nhận: " not in page
    assert "Đã gửi cho bạn qua bưu chính" in page
    assert f"đã gửi lại qua bưu chính cho {walk.dossier.applicant_name}, " in page
    assert f" ({SECOND})" in page
    assert check_all(files=True).differences == []


def test_one_that_goes_again_can_be_taken_back_and_leaves_none() -> None:
    walk = posted()
    issued(walk)
    walk.at += timedelta(days=7)
    walk.take(CAME_BACK, "bob", date=walk.at.date(), reason="Người nhận đã chuyển chỗ ở")
    again = Handover(walk.dossier.applicant_name, Way.BY_POST, post_number=SECOND, things={"_result": ()})
    walk.take(HAND_BACK_LATER, "bob", handover=again)
    take_back(walk.dossier, "bob", at=walk.at + timedelta(seconds=30))

    relay.run(walk.at + timedelta(minutes=5))

    assert Letter.objects.filter(kind=OwnPaper.COVER_NOTE).count() == 1


@pytest.mark.parametrize(("symbol", "letters"), [("XN-STTTT", "STTTT"), ("STTTT", "STTTT"), ("", "")])
def test_the_agency_s_letters_are_those_of_its_own_symbol(symbol: str, letters: str) -> None:
    assert agency_in(symbol) == letters


def test_where_the_agency_has_numbered_nothing_the_number_ends_with_the_year_as_nothing_is_made_up() -> None:
    """A result of the first edition is on paper alone; one of another agency has that one's letters."""
    event = story.dossier_in("tham-dinh", at=MONDAY).events[-1]
    assert not Result.objects.exists()

    assert registry.issue(event, OwnPaper.COVER_NOTE, at=event.at).number == "01/2026"


@pytest.mark.parametrize(("outcome", "title"), [("granted", "Giấy phép xuất bản"), ("refused", "Thông báo")])
def test_a_result_that_was_numbered_nowhere_is_called_what_was_decided(outcome: str, title: str) -> None:
    """One of the first edition, whose paper was brought as a file: what its outcome issues is not said there."""
    machine = lifecycle.dossier_at("result-ready").dossier.machine
    found = machine.outcome(outcome)
    assert found is not None
    assert found.issues is None

    assert title_of(machine, found).startswith(title)


def test_the_envelope_of_such_a_result_holds_that_paper() -> None:
    walk = lifecycle.dossier_at("returned")

    [paper, *_rest] = note_of(walk).enclosed

    assert " ".join(paper.split()) == (
        "1. Giấy phép xuất bản tài liệu không kinh doanh số ………………… ngày ……/……/………: 01 bản"
    )
    assert not Result.objects.exists()


@pytest.mark.usefixtures("one_key_and_one_address")
def test_what_nobody_has_recorded_of_such_a_paper_is_a_blank_to_be_filled() -> None:
    pdf = press.printed("papers/cover_note.html", note_of(lifecycle.dossier_at("returned")))

    golden.assert_matches("papers/cover_note_unnumbered.txt", "\f".join(pages_of(pdf)) + "\n")
    assert_looks_like("papers/cover_note_unnumbered", pdf)


def test_the_refusal_form_of_such_a_dossier_has_its_number_and_day() -> None:
    walk = lifecycle.dossier_at("returned")
    made = {"token": TOKEN, "sha256": "0" * 64, "issued_at": walk.at}
    Letter.objects.create(dossier=walk.dossier, event=walk.events[-1], kind="03", number="07/2026", **made)

    enclosed = note_of(walk).enclosed

    assert enclosed[1] == f"2. Phiếu từ chối tiếp nhận giải quyết hồ sơ số 07/2026 ngày {walk.at:%d/%m/%Y}: 01 bản"


def test_one_without_a_number_of_its_own_has_the_letters_of_the_agency_s_other_results() -> None:
    ready()
    event = lifecycle.dossier_at("returned").events[-1]

    assert registry.issue(event, OwnPaper.COVER_NOTE, at=MONDAY).number == "01/PG-STTTT"


def test_the_numbers_of_a_year_have_one_form() -> None:
    mine = posted().events[-1]
    older, again = lifecycle.dossier_at("returned").events[-1], posted().events[-1]

    numbers = [registry.issue(one, OwnPaper.COVER_NOTE, at=again.at).number for one in (mine, older, again)]

    assert numbers == ["01/PG-STTTT", "02/PG-STTTT", "03/PG-STTTT"]


def test_a_series_that_has_begun_without_letters_goes_on_so_until_the_next_year() -> None:
    first = lifecycle.dossier_at("returned").events[-1]
    assert registry.issue(first, OwnPaper.COVER_NOTE, at=first.at).number == "01/2026"
    event, other = (posted().events[-1] for _each in range(2))

    assert registry.issue(event, OwnPaper.COVER_NOTE, at=event.at).number == "02/2026"
    assert registry.issue(other, OwnPaper.COVER_NOTE, at=event.at + timedelta(days=60)).number == "01/PG-STTTT"


def test_it_is_counted_by_the_year_in_which_it_is_issued() -> None:
    eve = datetime(2026, 12, 31, 16, 59, tzinfo=LOCAL)
    walk = ready(datetime(2026, 12, 1, 8, 30, tzinfo=LOCAL))
    walk.at = eve
    event = posted(walk).events[-1]
    other = posted(ready()).events[-1]
    registry.issue(other, OwnPaper.COVER_NOTE, at=eve)

    letter = registry.issue(event, OwnPaper.COVER_NOTE, at=datetime(2027, 1, 1, 0, 0, 30, tzinfo=LOCAL))

    assert letter.number == "01/PG-STTTT"
    with letter.file.open("rb") as file:
        said = words_of(file.read())
    assert "ngày 01 tháng 01 năm 2027" in said
    assert "Ngày gửi: 31/12/2026" in said, "when it was handed to the post stays"
    books = {
        year: list(Letter.objects.of_book(letter.dossier.agency_id, "cover", year).values_list("pk", flat=True))
        for year in (2026, 2027)
    }
    assert books == {2026: [other.letters.get(kind="cover").pk], 2027: [letter.pk]}


@pytest.mark.at(MONDAY + timedelta(days=60))
def test_it_has_a_register_that_is_looked_at_printed_and_closed() -> None:
    walk = posted()
    letter = issued(walk)
    address = "/mot-cua/so-van-ban/?kind=cover&year=2026"

    answer = Visitor("bob", language="vi").get(address)
    page = read(answer).words()
    assert answer.context["signers"][letter.pk] == "Trần Văn Bình"
    job = begun(address)
    printed(MONDAY + timedelta(days=60))

    assert letter.number in page
    found = volumes_at(job)
    [(name, pages)] = found.items()
    assert name.startswith("so-van-ban-phieu-gui-2026")
    assert all("".join(words.split()) in "".join(pages) for words in (letter.number, "NGƯỜI GỬI", "Phiếu gửi kết quả"))
    closing = {"kind": "cover", "year": "2026", "meant": "1"}
    said = read(Visitor("carol").post("/mot-cua/so-van-ban/khoa-so/", closing, follow=True)).words()
    assert "The book of 2026 is closed with 1 papers." in said
    assert check_all(files=True).differences == []


def test_a_name_of_120_letters_and_200_originals_keep_the_layout() -> None:
    found = note_of(posted())
    enclosed = tuple(f"{n}. Giấy tờ thứ {n} " + "rất dài " * 12 for n in range(1, 201))
    name = ("Công ty Trách nhiệm hữu hạn Một thành viên " * 3)[:120]
    stays = ("Bản chính còn để tại nơi tiếp nhận, Ông/Bà đến nhận sau: Bản thảo.",)
    long = replace(found, recipient=name, enclosed=enclosed, stays=stays)

    pdf = press.printed("papers/cover_note.html", long)

    whole = words_of(pdf)
    assert all(f"{n}. Giấy tờ thứ {n} " in whole for n in range(1, 201))
    assert stays[0] in whole
