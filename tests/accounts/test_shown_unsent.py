"""What nobody's browser has sent is kept nowhere: it is shown by its questions, to be typed once more."""

import re

import pytest
from django.http import HttpResponse

from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import MONDAY

FORM = "/ho-so/nop/gp-buu-chinh/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def sent(form: str, **fields: str) -> HttpResponse:
    """Return the answer to a form of a browser without any cookie."""
    stranger = Visitor(language="vi")
    stranger.handler.enforce_csrf_checks = True
    return stranger.post(form, {**fields, "do": "save"})


def shown(answer: HttpResponse) -> str:
    """Return the text of a page with single blanks, each element apart from the next."""
    return " ".join(re.sub("<[^>]*>", " ", answer.content.decode()).split())


def test_choices_and_single_words_stand_there_too_each_value_once() -> None:
    typed = {"service_scope": "intra-provincial", "business_name": "Bưu chính Alice", "representative_name": "Lê"}

    answer = sent(FORM, **typed, no_such_question="Một câu khác")

    assert answer.status_code == 403
    assert "Cung ứng dịch vụ trong phạm vi Chỉ trong thành phố Hà Nội (nội tỉnh)" in shown(answer)
    assert "Họ và tên Lê" in shown(answer)
    assert shown(answer).count("Bưu chính Alice") == 1
    assert "Một câu khác" in shown(answer), "what no question asks is shown as it came"


def test_what_nobody_can_read_is_shown_as_it_was_typed_and_nothing_of_what_is_empty() -> None:
    answer = sent(FORM, decided_on="30/02/2026", charter_capital="1,5 tỷ <b>", representative_name="")

    assert "1,5 tỷ &lt;b&gt;" in answer.content.decode()
    assert "Họ và tên" not in shown(answer)


def test_at_an_address_of_no_form_the_words_are_shown_as_they_came() -> None:
    answer = sent("/ho-so/nop/khong-co/", business_name="Bưu chính Alice")

    assert answer.status_code == 403
    assert shown(answer).count("Bưu chính Alice") == 1
