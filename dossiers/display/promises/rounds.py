"""Rounds of supplement in words to the applicant: which one a request is, and what follows an answer that is not enough."""

from collections.abc import Sequence

from dossiers.log.columns import begins_round
from dossiers.log.facts import facts_of
from dossiers.models import Event
from procedures.machine import Machine, Status, Text


def asked_again(events: Sequence[Event], machine: Machine) -> Text | None:
    """Say of the newest request that others came before it, and whether it is beyond the rule; None of a first one within it."""
    found = next((asked for event in reversed(events) if (asked := facts_of(event).supplement)), None)
    if found is None or (found.round == 1 and not found.beyond):
        return None
    vi, en = f"Đây là yêu cầu bổ sung lần thứ {found.round}", f"This is request no. {found.round} for a supplement"
    if not found.beyond:
        return Text(f"{vi}.", f"{en}.")
    allowed = machine.supplement.rounds
    return Text(
        f"{vi}; quy định chỉ cho yêu cầu bổ sung {allowed} lần. Lần này được ghi nhận là vượt số lần quy định.",
        f"{en}; the rule allows {allowed}. This one is in the record as beyond the rule.",
    )


def if_incomplete(event: Event, log: Sequence[Event], machine: Machine) -> Text:
    """Say what can follow a supplement that came and is not enough: by what the office may do then, and by the rounds used."""
    source, allowed = machine.states[event.target], machine.supplement.rounds
    if source.status is Status.SUPPLEMENT_REQUESTED:
        return Text(
            "nếu chưa đủ, chúng tôi báo rõ còn thiếu gì để Ông/Bà bổ sung tiếp theo yêu cầu này",
            "if not, we tell you what is still missing, and you add it to this answer",
        )
    if sum(begins_round(each, machine) for each in log) < allowed:
        return Text(
            "nếu chưa đủ, chúng tôi yêu cầu bổ sung lần nữa hoặc từ chối tiếp nhận, có nêu rõ lý do",
            "if not, we ask for a supplement once more or refuse to accept it, and give the reason",
        )
    return Text(
        f"nếu chưa đủ, chúng tôi có thể từ chối tiếp nhận, có nêu rõ lý do (quy định chỉ cho yêu cầu bổ sung {allowed} lần; "
        "yêu cầu thêm được ghi nhận là vượt số lần quy định)",
        f"if not, we can refuse to accept it, and give the reason (the rule allows {allowed} "
        f"request{'' if allowed == 1 else 's'} for a supplement; another one goes into the record as beyond the rule)",
    )
