"""How the result is to be received: what the form of every filing asks about it beside the procedure's own questions.

Form 01 of TT 01/2018/TT-VPCP prints it as its item 6 ("Đăng ký nhận kết quả tại"). The ways are those of NĐ 118/2025/NĐ-CP
art. 15 and 22(1): at the desk, by public post (QĐ 45/2016/QĐ-TTg), as an electronic result. What the post costs and who
pays for it, none of our sources says: nothing is said of it.
"""

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from procedures.form import Choice, Condition, Question, QuestionKind, Text
from procedures.results import Way

QUESTION, ADDRESS = "result_way", "result_address"
_WAYS = (
    Choice(Way.IN_PERSON, Text("Tại Bộ phận Tiếp nhận và Trả kết quả", "At the one-stop desk")),
    Choice(Way.BY_POST, Text("Qua dịch vụ bưu chính công ích", "By public post")),
    Choice(Way.ONLINE, Text("Bản điện tử trên hệ thống này", "As an electronic result in this system")),
)
_WHERE = Question(
    ADDRESS,
    QuestionKind.ADDRESS,
    Text("Địa chỉ nhận kết quả qua bưu chính", "Address to which the result is posted"),
    shown_when=Condition(QUESTION, (Way.BY_POST,)),
)
_ALL = frozenset(way.value for way in _WAYS)


class Issuing(Protocol):
    """The part of an outcome that says what it issues."""

    @property
    def issues(self) -> object | None:
        """What is issued; None where the system issues nothing."""


class Giving(Protocol):
    """The part of a definition that says how it can end."""

    @property
    def outcomes(self) -> tuple[Issuing, ...]:
        """In which ways."""


def ways(giving: Giving, offered: Collection[str] = _ALL) -> frozenset[str]:
    """Return the ways, of those that an office offers, in which a procedure's result can be received.

    An electronic result there is only where the procedure has the system issue one.
    """
    is_electronic = any(outcome.issues for outcome in giving.outcomes)
    return frozenset(way for way in _ALL.intersection(offered) if is_electronic or way != Way.ONLINE)


def questions(offered: Collection[str] = _ALL) -> tuple[Question, ...]:
    """Return what is asked where these ways are offered; nothing where there is no choice."""
    choices = tuple(way for way in _WAYS if way.value in offered)
    if len(choices) < 2:  # noqa: PLR2004 - one way is no choice
        return ()
    way = Question(
        QUESTION,
        QuestionKind.CHOICE,
        Text("Nhận kết quả bằng cách nào", "How the result is received"),
        required=False,  # drafts of before it was asked have no answer
        choices=choices,
    )
    return (way, _WHERE) if Way.BY_POST in offered else (way,)


def first_answers(offered: Collection[str], address: Mapping[str, str]) -> dict[str, str]:
    """Return what a form begins with: the first way that is offered, and an address that is known, by its parts."""
    asked = questions(offered)
    if not asked:
        return {}
    posted = {f"{ADDRESS}.{part}": text for part, text in address.items()} if _WHERE in asked else {}
    return {QUESTION: asked[0].choices[0].value} | posted


def chosen(values: Mapping[str, Any]) -> Way | None:
    """Return the way that typed answers choose; None where they choose none, as those of before it was asked do."""
    way = values.get(QUESTION)
    return Way(way) if way in _ALL else None


def label_of(way: Way) -> Text:
    """Return what a way is called."""
    return next(choice.label for choice in _WAYS if choice.value == way)


def posted_to(values: Mapping[str, Any]) -> str:
    """Return the address to which a result is posted by typed answers; "" where it is not posted."""
    address = values.get(ADDRESS)
    if chosen(values) is not Way.BY_POST or not isinstance(address, dict):
        return ""
    return str(address.get("text", ""))
