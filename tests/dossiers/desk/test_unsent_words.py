"""What an officer types into the form of an act is kept until it is sent: that person's own, on every device."""

import re
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.utils import timezone

from dossiers import acts, turns
from dossiers.background import tidying
from dossiers.models import Dossier, UnsentWords
from dossiers.pages.acting import keeping
from dossiers.pages.acting.action_form import ActionForm
from dossiers.pages.acting.unsent import MOST_LETTERS
from dossiers.pages.opened import form_of
from portal.demo import story
from tests.dossiers.browsing import Form, Visitor, read
from tests.dossiers.desk.test_review import MONDAY, PAPER, press
from tests.dossiers.proof.records import nothing_written

REASON = "Bản thảo thiếu trang 3.\nChưa có dấu."

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def filed() -> Dossier:
    return story.file("alice", at=MONDAY)


def file_of(dossier: Dossier, who: str = "bob") -> HttpResponse:
    return Visitor(who).get(f"/mot-cua/{dossier.code}/?list=mine")


def form_at(page: HttpResponse, act: str) -> Form:
    """Return the form of an act on a page."""
    [found] = [form for form in read(page).forms if form.action.partition("?")[0].endswith(f"/{act}/")]
    return found


def typed(dossier: Dossier, act: str, words: dict[str, Any], *, who: str = "bob", do: str = "autosave") -> HttpResponse:
    """Send what is typed into a form of a page as its script does, or as a press does without scripts."""
    values = form_at(file_of(dossier, who), act).values
    return Visitor(who).post(f"/mot-cua/{dossier.code}/{act}/dang-soan/?list=mine", {**values, **words, "do": do})


def held(dossier: Dossier, act: str, who: str = "bob") -> dict[str, str]:
    return form_at(file_of(dossier, who), act).values


def sent(dossier: Dossier, act: str, words: dict[str, str]) -> HttpResponse:
    """Press the button of a form of the page."""
    form = form_at(file_of(dossier), act)
    return Visitor("bob").post(form.action, form.values | words)


def test_what_is_typed_stands_there_again_on_another_device() -> None:
    dossier = filed()

    answer = typed(dossier, "reject", {"reason": REASON.replace("\n", "\r\n")})

    assert (answer.status_code, answer.content.decode()) == (200, "Saved at 08:30")
    assert held(dossier, "reject")["reason"] == REASON
    page = file_of(dossier).content.decode()
    assert "Saved at 08:30 05/01/2026, not sent" in page
    # It is open, and a bare Enter leads to its button alone.
    assert page.count("data-begun") == 1


def test_it_is_nobody_else_s() -> None:
    dossier = filed()
    typed(dossier, acts.NOTE, {"message": "Xem lại trang 3"})

    assert held(dossier, acts.NOTE, "lan")["message"] == ""
    assert "Xem lại trang 3" not in file_of(dossier, "lan").content.decode()
    typed(dossier, acts.NOTE, {"message": "Của Lan"}, who="lan")
    assert held(dossier, acts.NOTE)["message"] == "Xem lại trang 3"


def test_a_form_in_which_nothing_was_typed_keeps_nothing_and_words_can_be_taken_out_again() -> None:
    dossier = filed()

    assert typed(dossier, "accept", {}).content == b""
    assert not UnsentWords.objects.exists()
    typed(dossier, "reject", {"reason": REASON})
    typed(dossier, "reject", {"reason": " "})

    assert not UnsentWords.objects.exists()


def test_it_is_gone_once_the_act_is_done_and_what_comes_late_is_no_draft() -> None:
    dossier = filed()
    typed(dossier, acts.NOTE, {"message": "Xem lại trang 3"})
    form = form_at(file_of(dossier), acts.NOTE)
    late = {**form.values, "do": "autosave"}

    Visitor("bob").post(form.action, form.values)
    assert not UnsentWords.objects.exists()
    Visitor("bob").post(f"/mot-cua/{dossier.code}/{acts.NOTE}/dang-soan/", late)

    assert dossier.events.filter(action=acts.NOTE).count() == 1
    assert not UnsentWords.objects.exists()


def test_what_is_sent_while_its_last_words_are_being_kept_is_no_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = filed()
    typed(dossier, acts.NOTE, {"message": "Xem lại trang 3"})
    form = form_at(file_of(dossier), acts.NOTE)

    def sent_meanwhile(*given: Any) -> ActionForm:
        Visitor("bob").post(form.action, form.values)
        return form_of(*given)

    monkeypatch.setattr(keeping, "form_of", sent_meanwhile)
    Visitor("bob").post(f"/mot-cua/{dossier.code}/{acts.NOTE}/dang-soan/", {**form.values, "do": "autosave"})

    assert dossier.events.filter(action=acts.NOTE).count() == 1
    assert not UnsentWords.objects.exists()


def test_another_window_does_not_write_over_what_this_one_kept() -> None:
    dossier = filed()
    values = form_at(file_of(dossier), "reject").values
    path = f"/mot-cua/{dossier.code}/reject/dang-soan/"

    first = Visitor("bob").post(path, values | {"reason": REASON, "do": "autosave"})
    for late in ("x", ""):
        answer = Visitor("bob").post(path, values | {"reason": late, "do": "autosave"})
        assert answer.status_code == 409
        assert "another window" in answer.content.decode()
    on = values | {"reason": f"{REASON} Thêm.", "kept_version": first.headers["X-Kept-Version"], "do": "autosave"}

    assert Visitor("bob").post(path, on).status_code == 200
    assert held(dossier, "reject")["reason"] == f"{REASON} Thêm."


def test_what_came_back_refused_is_what_is_kept() -> None:
    dossier = filed()
    typed(dossier, acts.NOTE, {"message": "Nhờ xem."})

    answer = sent(dossier, acts.NOTE, {"message": "Nhờ @mallory xem."})

    assert answer.status_code == 422
    assert held(dossier, acts.NOTE)["message"] == "Nhờ @mallory xem."


def test_what_was_sent_stands_there_again_once_its_act_is_taken_back(clock: time_machine.Traveller) -> None:
    dossier = filed()
    for act, words in (
        ("reject", {"reason": REASON}),
        ("ask-supplement", {"reason": REASON, "component-ban-thao": "Đóng dấu."}),
    ):
        assert sent(dossier, act, words).status_code == 302
        assert "Saved at" not in file_of(dossier).content.decode()
        clock.shift(10)

        assert sent(dossier, acts.TAKE_BACK, {}).status_code == 302

        assert words.items() <= held(dossier, act).items()
        assert "data-begun" in file_of(dossier).content.decode()
        clock.shift(10)


def test_what_was_sent_and_gone_out_is_no_draft_when_the_dossier_is_there_again(clock: time_machine.Traveller) -> None:
    dossier = filed()
    sent(dossier, "reject", {"reason": REASON})

    assert UnsentWords.objects.get().sent
    clock.shift(2 * 24 * 3600)
    turns.take(tidying.RUN, tidying.Tidying(timezone.now()))
    assert not UnsentWords.objects.exists()


def test_a_wish_to_withdraw_is_another_reason_than_the_one_of_an_older_draft(clock: time_machine.Traveller) -> None:
    dossier = filed()
    typed(dossier, "reject", {"reason": REASON})
    clock.shift(60)
    story.take(dossier, "ask-withdrawal", "alice", at=timezone.now(), reason="Nộp nhầm.")

    assert held(dossier, "reject")["reason"] == "The applicant has asked to withdraw the dossier."
    clock.shift(60)
    typed(dossier, "reject", {"reason": REASON})
    assert held(dossier, "reject")["reason"] == REASON


def test_a_refused_act_keeps_it() -> None:
    dossier = filed()
    typed(dossier, "ask-supplement", {"reason": REASON})
    form = form_at(file_of(dossier), "ask-supplement")

    answer = Visitor("bob").post(form.action, form.values)

    assert answer.status_code == 422
    assert held(dossier, "ask-supplement")["reason"] == REASON


def test_what_was_remarked_after_it_is_added_before_it_is_sent() -> None:
    dossier = filed()
    typed(dossier, "ask-supplement", {"reason": REASON, "component-ban-thao": "Đóng dấu."})
    press("bob", dossier, {f"text.{PAPER}": "Thiếu trang 3"})
    form = form_at(file_of(dossier), "ask-supplement")
    assert form.values["component-ban-thao"] == "Đóng dấu."

    with nothing_written():
        answer = Visitor("bob").post(form.action, form.values)

    assert answer.status_code == 422
    assert form_at(answer, "ask-supplement").values["component-ban-thao"] == "Đóng dấu.\nThiếu trang 3"


@pytest.mark.parametrize("forged", ["x", "1.5", "\x00", "-1", "9" * 40, str(2**63), ""])
def test_words_are_kept_whatever_stands_for_the_last_remark(forged: str) -> None:
    dossier = filed()

    answer = typed(dossier, "ask-supplement", {"reason": REASON, "remarked": forged})

    assert answer.status_code == 200
    assert held(dossier, "ask-supplement")["reason"] == REASON


def test_in_another_state_it_does_not_stand_there() -> None:
    dossier = filed()
    typed(dossier, "reject", {"reason": REASON})
    UnsentWords.objects.update(state="elsewhere")

    assert held(dossier, "reject")["reason"] == ""


def test_without_scripts_a_press_keeps_it_and_leads_back_to_the_form() -> None:
    dossier = filed()

    answer = typed(dossier, "reject", {"reason": REASON}, do="")

    assert answer.headers["Location"] == f"/mot-cua/{dossier.code}/?list=mine#action-reject"
    assert held(dossier, "reject")["reason"] == REASON
    assert "<noscript><p><button" in file_of(dossier).content.decode()


def test_more_than_any_form_takes_is_not_kept_and_what_was_kept_stands() -> None:
    dossier = filed()
    typed(dossier, "reject", {"reason": REASON})

    answer = typed(dossier, "reject", {"reason": "x" * (MOST_LETTERS + 1)})

    assert (answer.status_code, answer["Content-Type"]) == (413, "text/plain")
    assert "longer than the form takes" in answer.content.decode()
    assert held(dossier, "reject")["reason"] == REASON


@pytest.mark.parametrize(
    ("who", "act", "status"),
    [("bob", "finish-ky-duyet", 409), ("bob", "khong-co", 409), ("hoa", "reject", 404), ("alice", "reject", 404)],
)
def test_no_act_that_is_not_one_s_own_takes_words(who: str, act: str, status: int) -> None:
    dossier = filed()

    answer = Visitor(who).post(f"/mot-cua/{dossier.code}/{act}/dang-soan/", {"seen": 1, "reason": "x"})

    assert answer.status_code == status
    assert not UnsentWords.objects.exists()


@pytest.mark.parametrize("text", ["a\x00b", "<script>alert(1)</script>", "\U0001f600" * 40])
def test_whatever_is_typed_comes_back_as_it_is(text: str) -> None:
    dossier = filed()

    assert typed(dossier, "reject", {"reason": text, "seen": "9" * 5000}).status_code == 200

    assert held(dossier, "reject")["reason"] == text.replace("\x00", "")


def test_a_remark_that_is_changed_takes_the_place_of_what_was_typed_into_the_request_before() -> None:
    dossier = filed()
    item = "component-ban-thao"
    press("bob", dossier, {"save": PAPER, f"text.{PAPER}": "Bản cũ"})
    Visitor("bob").post(
        f"/mot-cua/{dossier.code}/ask-supplement/dang-soan/?list=mine",
        {**held(dossier, "reject"), item: "Bản cũ", "question-applicant_phone": "Số khác", "do": "autosave"},
    )
    UnsentWords.objects.update(fields={item: "Bản cũ", "question-applicant_phone": "Số khác"})

    press("bob", dossier, {"save": PAPER, f"text.{PAPER}": "Bản mới"})

    words = held(dossier, "ask-supplement")
    assert words[item].strip() == "Bản mới"
    assert words["question-applicant_phone"] == "Số khác"
    press("bob", dossier, {"save": PAPER, f"text.{PAPER}": ""})
    assert held(dossier, "ask-supplement")[item].strip() == ""


def test_with_the_last_remark_nothing_is_left_of_a_request_that_was_taken_back(clock: time_machine.Traveller) -> None:
    dossier = filed()
    press("bob", dossier, {"save": PAPER, f"text.{PAPER}": "Thiếu trang 3"})
    sent(dossier, "ask-supplement", {})
    clock.shift(5)
    Visitor("bob").post(f"/mot-cua/{dossier.code}/take-back/", {"undoes": dossier.events.latest("sequence").sequence})
    assert held(dossier, "ask-supplement")["component-ban-thao"].strip() == "Thiếu trang 3"

    press("bob", dossier, {"save": PAPER, f"text.{PAPER}": ""})

    page = file_of(dossier).content.decode()
    assert "data-begun" not in page
    assert re.findall(r'<details class="action [^>]*id="action-([\w-]+)"\s+open', page) == ["accept"]
