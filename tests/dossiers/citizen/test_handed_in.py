"""What is brought to the receiving point: said on the form, at the check, after filing, in the mail and on the proof."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries

from dossiers import commands
from dossiers.acts import RECEIVE_HANDED
from dossiers.background import relay
from dossiers.commands.given import Correction
from dossiers.display.agency.handed import to_take_back
from dossiers.filing import corrections, drafts
from dossiers.models import Draft, Event
from dossiers.papers import press
from dossiers.papers.filing import proof_of
from portal.demo import story
from portal.demo.story import Walk
from tests import golden
from tests.dossiers.browsing import Visitor
from tests.dossiers.film import ANSWERS, DISC, NOW, TITLE, filed
from tests.printed import words_of

FORM = f"/ho-so/nop/{story.SLUG}/"
HOURS = "thứ hai đến thứ sáu"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def draft(**given: str) -> Draft:
    return story.draft_of("alice", NOW, {**ANSWERS, **given})


def page(address: str, **options: Any) -> str:
    response = Visitor("alice", language="vi", **options).get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_form_says_what_is_brought_how_many_and_where_to_and_asks_no_file_of_it() -> None:
    draft()

    said = page(FORM)

    place = said[said.index(f'<p class="form-label">{TITLE}</p>') :]
    assert "mang hoặc gửi bưu điện 1 bản chính đến nơi tiếp nhận." in place
    assert "xin mang hoặc gửi sớm để hồ sơ được tiếp nhận" in place
    assert "Bộ phận" in place
    assert HOURS in place
    assert f'name="component-{DISC}"' not in said
    assert 'data-when="material_form" data-is="audio-visual" data-paper>' in said, "it stands in sight"


def test_of_a_paper_that_is_asked_for_in_the_original_a_photograph_is_said_to_be_enough() -> None:
    story.draft_of("alice", NOW, slug="chuyen-nhuong-may-photocopy-mau")
    form, check = (f"/ho-so/nop/chuyen-nhuong-may-photocopy-mau/{page}" for page in ("", "kiem-tra/"))

    said = page(form)

    assert "Bản chính cũng chỉ cần ảnh chụp hoặc bản quét." in said
    assert "mỗi giấy tờ chỉ cần một bản chụp hoặc tệp điện tử" in page(check)


def test_another_material_needs_none() -> None:
    draft(material_form="printed")

    assert 'data-is="audio-visual" data-paper data-unmet>' in page(FORM)
    assert TITLE not in page(f"{FORM}kiem-tra/")


def test_the_form_stays_light_and_asks_little(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    draft()
    alice = Visitor("alice", language="vi")
    alice.get(FORM)

    with django_assert_max_num_queries(15):
        response = alice.get(FORM)
    assert len(response.content) <= 58_000


def test_no_filing_waits_for_it() -> None:
    kept = draft()
    checked = drafts.check(kept.version.machine, kept.answers, kept.attachments.all(), at=NOW)
    said = page(f"{FORM}kiem-tra/")

    assert checked[1] == {}
    assert TITLE in said
    assert HOURS in said
    assert commands.submit(kept.key, owner=kept.owner, at=NOW).code in page("/ho-so/")


def test_after_filing_the_pages_name_it_with_the_number_and_the_place() -> None:
    dossier = filed()

    for address in (f"/ho-so/{dossier.code}/da-nop/", f"/ho-so/{dossier.code}/"):
        said = page(address)
        assert f"<strong>{TITLE}</strong>: 1 bản chính" in said
        assert f"kèm mã hồ sơ {dossier.code}" in said
        assert HOURS in said


def test_the_pages_ask_little(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    dossier = filed()
    alice = Visitor("alice")
    for address in (f"/ho-so/{dossier.code}/da-nop/", f"/ho-so/{dossier.code}/"):
        alice.get(address)
        with django_assert_max_num_queries(18):
            alice.get(address)


def test_a_dossier_of_a_book_and_one_that_has_ended_ask_for_nothing_to_be_brought() -> None:
    book, film = filed(material_form="printed"), filed()
    Walk(film, NOW).take("reject", "bob", reason="Không thuộc thẩm quyền.")
    film.refresh_from_db()

    assert not film.is_open
    for dossier in (book, film):
        assert "Cần mang hoặc gửi đến nơi tiếp nhận" not in page(f"/ho-so/{dossier.code}/")
    assert TITLE not in page(f"/ho-so/{book.code}/da-nop/")


def for_the_disc(walk: Walk) -> None:
    walk.take("ask-supplement", "bob", reason="Thiếu USB.", components={DISC: "Chưa có USB."}, questions={})


def changed_to_a_film(walk: Walk) -> None:
    walk.take("ask-supplement", "bob", reason="Xem lại.", components={}, questions={"material_form": "Ghi lại."})
    walk.take("answer-supplement", "alice", correction=Correction({"material_form": "audio-visual"}), note="")


def received(walk: Walk) -> Walk:
    return walk.take(RECEIVE_HANDED, "bob", handed_in=DISC, note="1 USB, mở xem được")


def rejected(walk: Walk) -> Walk:
    return received(walk).take("reject", "bob", reason="Không thuộc thẩm quyền.")


def withdrawn(walk: Walk) -> Walk:
    return received(walk).take("ask-withdrawal", "alice", reason="Không làm nữa.").take("confirm-withdrawal", "bob")


def stopped(walk: Walk) -> Walk:
    why = "Tổ chức đã giải thể."
    return (
        received(walk).until("tham-dinh").take("decide-stop", "lan", reason=why).take("issue-stop", "bob", reason=why)
    )


ENDS = {"rejected": rejected, "withdrawn": withdrawn, "stopped": stopped}


MAILS: dict[str, tuple[str, Callable[[Walk], object]]] = {
    "filed": ("audio-visual", lambda walk: None),
    "accepted": ("audio-visual", lambda walk: walk.take("accept", "bob")),
    "supplement": ("audio-visual", for_the_disc),
    "answered": ("printed", changed_to_a_film),
    **{kind: ("audio-visual", end) for kind, end in ENDS.items()},
}


@pytest.mark.parametrize("kind", MAILS)
def test_the_mail_that_names_what_is_to_come_reads_as_it_was_found_right(kind: str) -> None:
    form, goes_on = MAILS[kind]
    walk = Walk(filed(material_form=form), NOW)
    goes_on(walk)
    relay.run(walk.at + timedelta(hours=1))

    sent = [one.message() for one in mail.outbox if f".{kind}@" in one.extra_headers["Message-ID"]][-1]
    body = sent.get_body(("plain",))
    assert body is not None
    golden.assert_mail_matches(f"{kind}-handed-in", f"Subject: {sent['Subject']}\n\n{body.get_content()}", sent)


@pytest.mark.parametrize("kind", ENDS)
def test_who_handed_it_in_reads_after_the_end_where_it_is_taken_back(kind: str) -> None:
    walk = ENDS[kind](Walk(filed(), NOW))
    relay.run(walk.at + timedelta(hours=1))

    said = page(f"/ho-so/{walk.dossier.code}/")
    place = said[said.index("nhận lại tại nơi tiếp nhận") :]
    assert TITLE in said[: said.index("nhận lại tại nơi tiếp nhận")]
    assert "185 Giảng Võ, Đống Đa, Hà Nội" in place[: place.index("</div>")]
    assert HOURS in place[: place.index("</div>")]


def test_nothing_is_taken_back_of_a_dossier_that_goes_on_or_to_which_nothing_came() -> None:
    goes_on, without = received(Walk(filed(), NOW)), Walk(filed(), NOW)
    without.take("reject", "bob", reason="Không thuộc thẩm quyền.")
    relay.run(without.at + timedelta(hours=1))

    for walk in (goes_on, without):
        assert "nhận lại tại nơi tiếp nhận" not in page(f"/ho-so/{walk.dossier.code}/")
    assert all("nhận lại “" not in one.body for one in mail.outbox)


def test_also_what_was_asked_for_once_more_is_taken_back() -> None:
    walk = received(Walk(filed(), NOW))
    for_the_disc(walk)

    assert [one.component.name for one in to_take_back(walk.dossier.machine, walk.events)] == [DISC]


def test_what_has_come_is_in_no_mail_any_more() -> None:
    walk = Walk(filed(), NOW).take(RECEIVE_HANDED, "bob", handed_in=DISC, note="1 USB").take("accept", "bob")
    relay.run(walk.at + timedelta(hours=1))

    bodies = {one.extra_headers["Message-ID"].rpartition(".")[2].partition("@")[0]: one.body for one in mail.outbox}
    assert "đã đầy đủ" in bodies["accepted"]
    assert TITLE not in bodies["accepted"]


def test_the_proof_of_filing_says_that_it_is_to_come_and_that_of_a_book_does_not() -> None:
    film, book = (
        press.printed("papers/filing.html", proof_of(Event.objects.get(dossier=dossier, sequence=1), "", "k3PqZ0" * 7))
        for dossier in (filed(), filed(material_form="printed"))
    )

    said = " ".join(words_of(film).split())
    assert f"1. {TITLE}: 1 bản chính" in said
    assert "hệ thống chưa ghi nhận là đã nhận" in said
    assert TITLE not in words_of(book)


def test_who_is_asked_for_it_again_brings_it_and_answers_by_a_word() -> None:
    dossier = filed()
    walk = Walk(dossier, NOW).take("ask-supplement", "bob", components={DISC: "Đĩa không đọc được."})
    alice = Visitor("alice", language="vi")
    answer = f"/ho-so/{dossier.code}/bo-sung/"

    said = alice.get(answer)
    assert f'name="component-{DISC}"' not in said.content.decode()
    assert "Không tải lên: mang hoặc gửi bưu điện" in said.content.decode()
    sent = alice.send(said, answer, {"note": "Tôi đã gửi đĩa khác qua bưu điện.", "do": "check"})
    assert sent.status_code == 302

    walk.take("answer-supplement", "alice", note="Tôi đã gửi đĩa khác.", correction=Correction())
    dossier.refresh_from_db()
    assert dossier.owes_answer


def test_a_corrected_answer_may_ask_for_it() -> None:
    dossier = filed(material_form="printed")
    asked = corrections.asked_by(dossier.machine, {"material_form": "printed"}, [])

    assert asked.file_fields() == {}
    walk = Walk(dossier, NOW).take("ask-supplement", "bob", components={}, questions={"material_form": "Ghi lại."})
    walk.take("answer-supplement", "alice", correction=Correction({"material_form": "audio-visual"}), note="")

    assert TITLE in page(f"/ho-so/{dossier.code}/")
