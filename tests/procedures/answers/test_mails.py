"""E-mail addresses whose domain looks mistyped are doubted, and no others."""

import pytest

from procedures.answers.doubts import warnings
from procedures.answers.doubts.mails import PROVIDERS, mail_meant
from procedures.form import Question, QuestionKind, Text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hoa@gmail.con", "hoa@gmail.com"),
        ("a@gmial.com", "a@gmail.com"),
        ("a@gmai.com", "a@gmail.com"),
        ("a@Gmail.cmo", "a@gmail.com"),
        ("a@gmial.con", "a@gmail.com"),
        ("a@yahoo.com.vm", "a@yahoo.com.vn"),
        ("a@yaho.com", "a@yahoo.com"),
        ("a@congty-hoa.con", "a@congty-hoa.com"),
        ("a@nhain.nv", "a@nhain.vn"),
    ],
)
def test_what_looks_mistyped_is_meant_so(typed: str, meant: str) -> None:
    assert mail_meant(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "a@mail.com",
        "a@ymail.com",
        "a@example.vn",
        "a@gmail.com.vn",
        "a@hanoi.gov.vn",
        "a@vnu.edu.vn",
        "a@abc.co",
        "",
        "a",
    ]
    + [f"a@{domain}" for domain in PROVIDERS],
)
def test_what_may_be_meant_is_not_doubted(typed: str) -> None:
    assert mail_meant(typed) == ""


def test_the_doubt_stands_at_the_question() -> None:
    question = Question("applicant_email", QuestionKind.EMAIL, Text("Thư điện tử", "E-mail address"))

    told = warnings([question], {"applicant_email": "hoa@gmail.con"})

    assert told["applicant_email"].vi.startswith("Có phải “hoa@gmail.com”?")
    assert warnings([question], {"applicant_email": "hoa@gmail.com"}) == {}
