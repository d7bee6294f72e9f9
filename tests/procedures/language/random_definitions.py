"""Definitions that nobody wrote: sound ones at random, and ways to break them at a known place."""

from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from accounts.rights import STEP_ROLES
from accounts.roles import Role
from procedures.form import QuestionKind

type Definition = dict[str, Any]

TEXT = {"vi": "Chữ", "en": "Text"}
REFUSED = {"vi": "Từ chối", "en": "Refused"}
DECIDING = ["choice", "choices", "yes_no"]
PLAIN = ["text", "long_text", "integer", "money", "date", "date_time", "tax_code", "phone", "email", "address", "file"]
IN_TABLES = ["text", "integer", "money", "date", "choice", "yes_no", "phone", "email", "personal_id", "tax_code"]

assert {*DECIDING, *PLAIN, "personal_id", "table", "licence"} == {kind.value for kind in QuestionKind}


def choices(count: int) -> list[dict[str, str]]:
    return [{"value": f"value-{place}", "vi": "Một", "en": "One"} for place in range(count)]


@st.composite
def questions(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return questions of any kind, some shown only when an earlier one has an answer."""
    found: list[dict[str, Any]] = []
    for place in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from([*DECIDING, *PLAIN, "personal_id", "table", "licence"]))
        question: dict[str, Any] = {"name": f"question_{place}", "kind": kind, "label": TEXT}
        if draw(st.booleans()):
            question["required"] = draw(st.booleans())
        if kind in {"choice", "choices"}:
            question["choices"] = choices(draw(st.integers(2, 4)))
        if kind == "licence":
            question |= {"of": [f"thu-tuc-{place}"], "accepts_expired": draw(st.booleans())}
        if kind == "table":
            question["columns"] = draw(columns())
        deciding = [other for other in found if other["kind"] in DECIDING]
        if deciding and draw(st.booleans()):
            question["shown_when"] = draw(conditions(deciding))
        found.append(question)
    return found


@st.composite
def columns(draw: st.DrawFn) -> list[dict[str, Any]]:
    kinds = draw(st.lists(st.sampled_from(IN_TABLES), min_size=1, max_size=4))
    return [
        {"name": f"column_{place}", "kind": kind, "label": TEXT} | ({"choices": choices(2)} if kind == "choice" else {})
        for place, kind in enumerate(kinds)
    ]


@st.composite
def conditions(draw: st.DrawFn, deciding: list[dict[str, Any]]) -> dict[str, Any]:
    question = draw(st.sampled_from(deciding))
    if question["kind"] == "yes_no":
        return {"question": question["name"], "is": draw(st.booleans())}
    values = [choice["value"] for choice in question["choices"]]
    some = draw(st.lists(st.sampled_from(values), min_size=1, unique=True))
    return {"question": question["name"], "is": some if len(some) > 1 or draw(st.booleans()) else some[0]}


@st.composite
def rows(draw: st.DrawFn, fewest: int = 1) -> list[dict[str, Any]]:
    """Return the rows of a sound process of any length, done by anybody who works on files."""
    roles = draw(st.lists(st.sampled_from(sorted(STEP_ROLES)), min_size=fewest, max_size=7))
    if roles[0] is Role.SPECIALIST:
        roles = [Role.DIVISION_HEAD, *roles]  # somebody names the case officer
    names = ["first", *(f"row-{place}" for place in range(len(roles))), "last"]
    found = []
    for place, role in enumerate([Role.ONE_STOP_OFFICER, *roles, Role.ONE_STOP_OFFICER]):
        is_last = place == len(names) - 1
        back = st.lists(st.sampled_from(names[:place]), unique=True) if place and not is_last else st.just([])
        row = {"name": names[place], "title": TEXT, "output": TEXT, "role": str(role), "send_back_to": draw(back)}
        row["time"] = 0 if is_last else draw(st.decimals("0.25", 20, places=2))
        if draw(st.booleans()):
            row["agency"] = TEXT
        found.append(row)
    if Role.SPECIALIST in roles:
        found[roles.index(Role.SPECIALIST)]["asks"] = ["assignee"]
    return found


@st.composite
def definitions(draw: st.DrawFn, fewest: int = 1) -> Definition:
    """Return a sound definition with at least so many rows between reception and return."""
    steps, asked = draw(rows(fewest)), draw(questions())
    deciding = [question for question in asked if question["kind"] in DECIDING]
    total = sum((Decimal(row["time"]) for row in steps), Decimal(0))
    limit = {"amount": total, "unit": "working_hour"}
    refused: dict[str, Any] = {"name": "refused", "label": REFUSED, "paper": "03"}
    if draw(st.booleans()):
        refused["limit"] = {"amount": draw(st.decimals("0.01", total, places=2)), "unit": "working_hour"}
    papers: list[dict[str, Any]] = [{"name": "don", "title": TEXT, "originals": 1, "eform": draw(st.booleans())}]
    if deciding and draw(st.booleans()):
        when = draw(conditions(deciding))
        papers.append({"name": "kem", "title": TEXT, "copies": 1, "required": False, "condition": TEXT, "when": when})
    return {
        "slug": "thu-tuc",
        "version": draw(st.integers(1, 9999)),
        "sector": "linh-vuc",
        "effective_on": draw(st.dates()),
        **dict.fromkeys(["name", "sector_name", "summary", "agency", "result"], TEXT),
        **{key: [TEXT] for key in ["audience", "channels", "legal_basis"]},
        "legal_limit": {"amount": total + draw(st.integers(0, 5)), "unit": "working_hour"},
        "committed_limit": limit,
        "supplement": {"rounds": draw(st.integers(1, 2)), "after": draw(st.sampled_from(["restart", "carry_on"]))},
        "components": papers,
        "questions": asked,
        "steps": steps,
        "outcomes": [{"name": "granted", "label": TEXT}, refused],
        "immediate_result": draw(st.booleans()),
    }


@st.composite
def decided(draw: st.DrawFn) -> Definition:
    """Return a sound definition of the second edition: our own leader decides and a clerk numbers, or another agency does."""
    definition = draw(definitions(4))
    *above, last = definition["steps"][1:-1]
    middle = [row for row in above if "asks" not in row]
    proposes, decides = sorted(draw(st.lists(st.integers(0, len(middle) - 1), min_size=2, max_size=2, unique=True)))
    middle[proposes]["proposes"] = True
    if draw(st.booleans()):
        last |= {"decides": True, "agency": TEXT}
    else:
        middle[decides].pop("agency", None)
        middle[decides]["decides"] = True
        last["numbers"] = True
    granted, refused = definition["outcomes"]
    granted["issues"] = {"kind": "licence", "symbol": "GP"} | draw(st.sampled_from([{}, {"term": {"years": 2}}]))
    refused["issues"] = {"kind": "answer", "symbol": "TB", "document": "{reason}"}
    refused.pop("limit", None)
    return definition | {
        "lifecycle": 2,
        "subject": "{applicant_name}",
        "proposer_may_decide": draw(st.booleans()),
        "immediate_result": draw(st.sampled_from([False, *map(str, sorted(STEP_ROLES))])),
    }


type Breaker = Callable[[Definition], str]
"""Breaks a definition and returns the beginning of the key at which that must be told."""


def _without(key: str) -> Breaker:
    def broken(definition: Definition) -> str:
        del definition[key]
        return key

    return broken


def _with(way: tuple[Any, ...], value: object, told: str) -> Breaker:
    def broken(definition: Definition) -> str:
        holder: Any = definition
        for key in way[:-1]:
            holder = holder[key]
        holder[way[-1]] = value
        return told

    return broken


def _a_bad_condition(definition: Definition) -> str:
    definition["questions"][0]["shown_when"] = {"question": "nowhere", "is": "a"}
    return "questions.question_0.shown_when.question"


def _a_question_twice(definition: Definition) -> str:
    definition["questions"].append(deepcopy(definition["questions"][0]))
    return "questions.question_0"


def _no_columns(definition: Definition) -> str:
    definition["questions"].append({"name": "bang", "kind": "table", "label": TEXT})
    return "questions.bang.columns"


def _one_choice(definition: Definition) -> str:
    definition["questions"].append({"name": "chon", "kind": "choice", "label": TEXT, "choices": choices(1)})
    return "questions.chon.choices"


def _more_time(definition: Definition) -> str:
    definition["steps"][1]["time"] += 1
    return "steps"


def _a_promise_beyond(definition: Definition) -> str:
    definition["legal_limit"] = {"amount": Decimal("0.01"), "unit": "working_hour"}
    return "committed_limit.amount"


def _a_round_without_exit(definition: Definition) -> str:
    last = definition["steps"][-2]
    last["next"] = last["name"]
    # Sent back to a desk that may hand out the result at once, it would end after all.
    definition["immediate_result"] = False
    return "steps"


def _a_result_sent_back(definition: Definition) -> str:
    definition["steps"][-1]["send_back_to"] = [definition["steps"][-2]["name"]]
    return "steps.last.send_back_to"


def _a_longer_outcome(definition: Definition) -> str:
    more = definition["committed_limit"]["amount"] + 1
    definition["outcomes"][1]["limit"] = {"amount": more, "unit": "working_hour"}
    return "outcomes.refused.limit"


def _an_earlier_licence_of_nothing(definition: Definition) -> str:
    definition["questions"].append({"name": "giay", "kind": "licence", "label": TEXT})
    return "questions.giay.of"


BREAKERS: tuple[Breaker, ...] = (
    *map(_without, ["slug", "version", "sector", "name", "summary", "result", "effective_on", "outcomes"]),
    *map(_without, ["audience", "channels", "legal_basis", "components", "questions", "legal_limit", "steps"]),
    _with(("name",), {"vi": "Chỉ tiếng Việt"}, "name.en"),
    _with(("zzz",), 1, "zzz"),
    _with(("version",), "1", "version"),
    _with(("effective_on",), "hôm nay", "effective_on"),
    _with(("questions", 0, "kind"), "stars", "questions.question_0.kind"),
    _with(("questions", 0, "label"), {"en": "Only English"}, "questions.question_0.label.vi"),
    _with(("steps", 1, "role"), "king", "steps.row-0.role"),
    _with(("steps", 1, "role"), "manager", "steps.row-0.role"),
    _with(("steps", 0, "role"), "clerk", "steps.first.role"),
    _with(("steps", 1, "time"), 0, "steps.row-0.time"),
    _with(("steps", 1, "time"), "một ngày", "steps.row-0.time"),
    _with(("steps", 1, "next"), "nowhere", "steps.row-0.next"),
    _with(("steps", 1, "name"), "returned", "steps.returned.name"),
    _with(("supplement", "rounds"), 3, "supplement.rounds"),
    _with(("components", 0, "originals"), 0, "components.don"),
    _with(("fees",), [{"name": TEXT, "amount": 1, "quantity": "question_0"}], "fees[1].quantity"),
    _with(("elsewhere",), [{"when": {"question": "nowhere", "is": "a"}, "tell": TEXT}], "elsewhere[1].when.question"),
    _with(("event",), {"question": "nowhere"}, "event.question"),
    _a_bad_condition,
    _a_question_twice,
    _no_columns,
    _one_choice,
    _an_earlier_licence_of_nothing,
    _more_time,
    _a_promise_beyond,
    _a_round_without_exit,
    _a_result_sent_back,
    _a_longer_outcome,
)
