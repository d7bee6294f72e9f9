"""What an officer has typed of a filing on paper, as the log shows it: how many of each paper came, the envelope, whose power of attorney.

So is what must come and did not, which is asked about before the acceptance.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dossiers.acts import CAME_BACK, RECEIVE_HANDED
from dossiers.display.agency.given import returned
from dossiers.display.agency.handed import counted, sent_back
from dossiers.display.formats import localized, vn_date, vn_datetime
from dossiers.filing.counter import unfit, unnumbered
from dossiers.filing.counter.intake import more_of, not_come
from dossiers.filing.counter.unnumbered import LACKS, is_unnumbered
from dossiers.log.answers import standing
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of, words_of
from dossiers.log.handed import come_short, filed_in, is_counted, lacking, on_paper, originals_or_forms, with_result
from dossiers.log.parts.deposits import RESULT, counts_of, is_with_result, went_back
from dossiers.models import Channel, Dossier, Event
from procedures.form import Text
from procedures.machine import Action, Machine, Paper
from procedures.results import Originals

NOT_CAME = "Hồ sơ gửi đến chưa có giấy tờ này; đề nghị nộp bổ sung."
"""What a request says of a paper that did not come, unless somebody writes otherwise; it is printed on form 02."""
LACKING = "incomplete_meant"
"""The box that is ticked by whoever accepts what lacks papers."""


def fact_rows(machine: Machine, event: Event) -> list[tuple[str, str]]:
    """Return what an event says of that, each with its label; nothing of what came on line."""
    facts, words = facts_of(event), words_of(event.payload)
    return [
        (_("Filed by"), _who(event)),
        (
            _("Filed on behalf of"),
            str((words.answers or {}).get("applicant_organisation") or "") if _who(event) else "",
        ),
        (_("Sets of papers that came"), str(facts.sets or "")),
        (_("Papers that were brought"), "; ".join(_brought(machine, facts.brought))),
        (_("Date on the envelope"), vn_date(facts.posted_on)),
        (_("Power of attorney, letter of introduction"), words.authority),
        (_("It holds until"), vn_date(words.authorised_until)),
    ]


def label_of(event: Event) -> str:
    """Return what a filing is called in the log: on line, at the counter or by post."""
    match facts_of(event).channel:
        case Channel.DESK:
            return pgettext("event", "Filed at the counter")
        case Channel.POST:
            return pgettext("event", "Filed by post")
        case _:
            return pgettext("event", "Filed")


def _who(event: Event) -> str:
    """Return who has filed what an officer entered; "" of all else, whose actor says it."""
    is_entered = event.sequence == 1 and event.on_behalf_of_id is not None
    return str((words_of(event.payload).answers or {}).get("applicant_name") or "") if is_entered else ""


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What is said of a paper that came on paper, with the filing or since, in words."""

    there: str = ""
    """How many originals and copies of it lie at the desk; "" where only originals came and they went back."""
    gone: str = ""
    """What became of its originals when the result was handed over, or that they went back without one."""


def came_of(machine: Machine, log: Sequence[Event]) -> dict[str, OnPaper]:
    """Return by component what came on paper by a log: what lies there, and what became of the rest.

    What became of a thing that was noted by itself is said beside that note; only the handing over of a result says it here.
    """
    held = effective(log)
    noted = {facts_of(one).handed_in for one in held if one.action == RECEIVE_HANDED}
    there = {name: counts for name, counts in on_paper(held).items() if name not in noted}
    said: dict[str, list[str]] = {}
    for event, went in went_back(machine, held):
        for name in went.keys() & there.keys():
            counts = counts_of(went[name], name, with_result=is_with_result(event))
            there[name] = _less(there[name], counts)
            said.setdefault(name, []).append(f"{counted(counts)} – {returned.given_to(event)}, {vn_datetime(event.at)}")
    handing_over = next((one for one in reversed(held) if facts_of(one).originals), None)
    with_it = with_result(machine, handing_over, held) if handing_over else {}
    envelope = _with_envelope(held, handing_over) if handing_over else []
    for one, count in originals_or_forms(machine, held):
        # That none had come was said of what goes back alone.
        if handing_over is None or facts_of(handing_over).originals == Originals.NONE:
            break
        # What stays in the dossier lies there as it did.
        if one.name in {*facts_of(handing_over).waits_here, *facts_of(handing_over).filed_here}:
            continue
        words = f"{returned.of_paper(handing_over, one.name)}, {vn_datetime(handing_over.at)}"
        since = envelope if one.name in with_it else []
        said.setdefault(one.name, []).extend([f"{counted((count,))} – {words}" if count else words, *since])
        # What is kept of them lies there too, and is told once.
        there[one.name] = _less(there.get(one.name, (0, 0, 0)), (count, 0))
    for name, (_stay, went_then) in facts_of(handing_over).certified.items() if handing_over else ():
        if went_then and handing_over:
            there[name] = _less(there.get(name, (0, 0, 0)), (0, went_then))
            words = f"{returned.given_to(handing_over)}, {vn_datetime(handing_over.at)}"
            said.setdefault(name, []).append(f"{counted((0, went_then))} – {words}")
    return {
        name: OnPaper(counted(there.get(name, ())), "; ".join(said.get(name, ())))
        for name in {**there, **said}
        if any(there.get(name, ())) or name in said
    }


def _with_envelope(held: Sequence[Event], handing_over: Event) -> list[str]:
    """Return what became since of the envelope of a result, and all that went with it: each time that it came back, and went again."""
    return [
        _("sent back by the post: %(came_back)s") % {"came_back": sent_back(one)}
        if one.action == CAME_BACK
        else f"{returned.given_to(one)}, {vn_datetime(one.at)}"
        for one in held
        if one.sequence > handing_over.sequence and (one.action == CAME_BACK or RESULT.name in facts_of(one).went_back)
    ]


def _less(counts: tuple[int, int, int], went: Sequence[int]) -> tuple[int, int, int]:
    (originals_of, certified, copies), (first, second) = counts, went
    return max(0, originals_of - first), max(0, certified - second), copies


def _brought(machine: Machine, brought: dict[str, tuple[int, int, int]]) -> Iterator[str]:
    for component in machine.components:
        if said := counted(brought.get(component.name, ())):
            yield f"{localized(component.title)} ({said})"


def lacks(machine: Machine, action: Action, log: Sequence[Event]) -> list[Text]:
    """Return what an action accepts without, papers and the number of a letter; none of any other action.

    ``log``: with its words, as it holds.
    """
    if action.paper is not Paper.RECEIPT:
        return []
    answers = standing(log)
    papers = not_come(machine, answers, log, filed_in(log))
    return [*papers, LACKS] if is_unnumbered(answers) else papers


def asked(
    dossier: Dossier, answers: Mapping[str, object], log: Sequence[Event]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what a request says of what did not come on paper: papers, the number of a letter, what a rule is against.

    Each by its component, or question; all but that number before the acceptance alone. So does it of a paper of which fewer
    came than are asked for.
    """
    is_looked_at = dossier.accepted_at is None and is_counted(log[0])
    if not is_looked_at:
        return {}, unnumbered.asked(answers)
    there = dossier.machine, answers, log, filed_in(log)
    papers = {one.name: more_of(came, asked) for one, came, asked in come_short(*there)}
    papers |= {one.name: NOT_CAME for one in lacking(*there)}
    unsaid = unnumbered.asked(answers)
    return papers, unsaid | unfit.asked(dossier.machine, answers, dossier.filed_at)


def box(papers: Sequence[Text]) -> forms.Field:
    """Return the box without which nothing is accepted that lacks papers; it names them.

    What is lacking is asked for before the acceptance (NĐ 61/2018 art. 17), and the time limit begins with it.
    """
    named = {"papers": "; ".join(localized(one) for one in papers)}
    label = _("Accept it although these papers were not received: %(papers)s") % named
    needed = _(
        "Nothing was recorded. Not received: %(papers)s. Ask for a supplement; or tick this box to accept it without them, and press again."
    )
    return forms.BooleanField(label=label, error_messages={"required": needed % named})
