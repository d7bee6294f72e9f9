"""What an action means for this very dossier, above all for its money, beside what it means for every one."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.rights import OFFICERS
from accounts.roles import Role
from dossiers import acts, policy
from dossiers.display.agency.handed import to_take_back
from dossiers.display.formats import localized, vn_datetime, vn_money
from dossiers.filing import dues
from dossiers.filing.counter import people
from dossiers.lists import people as officers
from dossiers.log import money
from dossiers.log.answers import standing
from dossiers.log.effective import effective
from dossiers.models import Channel, Dossier, Event
from dossiers.models.standing import WITHOUT_DEBT
from dossiers.pages.inbox.reach import reached_by
from procedures.language.lifecycle.first import ASK_WITHDRAWAL
from procedures.language.wording import REJECT_MEANS, STOP_MEANS
from procedures.machine import Action, Ask, Deed, Guard, Machine, Paper, Tone
from procedures.time.calendar import local


def consequence_of(action: Action, dossier: Dossier, events: Sequence[Event], now: datetime) -> str:
    """Say what an action leads to, as its definition says it, corrected by what was paid and who has left; "" for most actions."""
    parts = _meaning(action, dossier, events), left_with(action, dossier, now), _lies(action, dossier.machine, events)
    return " ".join(filter(None, parts))


def _lies(action: Action, machine: Machine, events: Sequence[Event]) -> str:
    """Say to whoever asks for the withdrawal what lies at the desk and is fetched then, by a log with its words; "" of all other actions."""
    lies = to_take_back(machine, effective(events)) if action.name == ASK_WITHDRAWAL else ()
    if not lies:
        return ""
    words = _("At the receiving point lies what you get back there once the dossier is withdrawn: %(what)s.")
    titles = ((localized(one.title), one.notes) for one in lies)
    return words % {"what": "; ".join(f"{title} ({notes})" if notes else title for title, notes in titles)}


def left_with(action: Action, dossier: Dossier, now: datetime) -> str:
    """Say of a step of the office that brings a dossier to its case officer that this one has left; "" of all others."""
    states = dossier.machine.states
    source, target = states[action.source], states[action.target]
    comes = target.holder is Role.SPECIALIST and source.holder is not Role.SPECIALIST
    if not comes or not action.by & OFFICERS or any(asked.kind is Ask.ASSIGNEE for asked in action.asks):
        return ""
    known = officers.people(local(now).date())
    officer = dossier.assignee_id
    # Wherever the dossier is now, its case officer sits in the division that it was given to.
    if officer is None or (officer, dossier.division_id) in known.handling:
        return ""
    sentence = _("It goes to %(name)s, who has left: the head of the division then gives it to another case officer.")
    return sentence % {"name": known.names.get(officer) or str(dossier.assignee)}


def _meaning(action: Action, dossier: Dossier, events: Sequence[Event]) -> str:
    if Guard.JUST_SENT_BY_ME in action.guards:
        return _term_of_recall(action, events)
    general = (
        _without_account(action, dossier) or _without_mail(action, dossier, events) or localized(action.consequence)
    )
    answers_wish = action == policy.withdrawing_act(dossier)
    if action.name == ASK_WITHDRAWAL and not general:
        general = _(
            "Once the one-stop desk confirms it, the dossier ends without a result; to go on you would have to file anew. "
            "Until then it is processed as usual."
        )
    ends = answers_wish or _ends_without_result(action, dossier)
    if not (ends or action.name in {acts.REVERSE_PAYMENT, ASK_WITHDRAWAL}):
        return general
    account = money.account_of(events)
    if action.name == acts.REVERSE_PAYMENT:
        return _of_a_reversal(dossier, account, general)
    if not account.paid:
        return general
    words = (
        _("%(amount)s are paid, and this step gives nothing back. Tell the applicant what becomes of them.")
        if ends
        else _("You have paid %(amount)s. A withdrawal gives nothing back by itself: ask the one-stop desk first.")
    )
    return f"{general} {words % {'amount': vn_money(account.paid)}}".strip()


def _without_account(action: Action, dossier: Dossier) -> str:
    """Say what a note of something that came, or went back, leads to for somebody who has no page to read it on; "" for all others."""
    if action.name not in {*acts.HANDS_BACK, acts.RECEIVE_HANDED} or not people.is_alone(dossier):
        return ""
    if action.name == acts.RECEIVE_HANDED:
        return _("The file says that it came. Neither the status nor any date changes.")
    if action.name == acts.HAND_BACK_LATER:
        return _(
            "The file and the register of returns say who took it, and when. The result stays handed over as it is."
        )
    return _("The file and the register of returns say who took it, and when. The dossier stays ended as it is.")


def _without_mail(action: Action, dossier: Dossier, events: Sequence[Event]) -> str:
    """Say what an end without a result leads to for somebody whom no mail reaches; "" for all others, and of other actions."""
    if action.consequence not in (REJECT_MEANS, STOP_MEANS) or dossier.channel == Channel.ONLINE:
        return ""
    if standing(events).get("applicant_email") or not people.is_alone(dossier):
        return ""
    ends = (
        _("The dossier ends here and is not processed. Who still wants it has to file anew.")
        if action.consequence == REJECT_MEANS
        else _("The dossier ends here without a result. It cannot be opened again.")
    )
    return f"{ends} {_('The applicant gets no mail: hand over, or post, the paper with the reason.')}"


def withdrawal_at_desk(events: Sequence[Event]) -> tuple[str, str]:
    """Say to the desk what it is called, and leads to, that it asks for the withdrawal for an applicant without an account."""
    means = _(
        "For an applicant who has no account and asks for it at the desk or by post. Once it is confirmed, the dossier ends "
        "without a result; to go on, the applicant would have to file anew. Until then it is processed as usual."
    )
    paid = money.account_of(events).paid
    if paid:
        words = _("%(amount)s are paid, and this step gives nothing back. Tell the applicant what becomes of them.")
        means = f"{means} {words % {'amount': vn_money(paid)}}"
    return _("The applicant asks to withdraw the dossier"), means


def unpaid_at(action: Action, machine: Machine, events: Sequence[Event]) -> str:
    """Say what is to be paid and was not, where an action accepts, lets the time go on, numbers the result or hands it over; else nothing.

    Nothing of an action that waits for the money itself, unless that is due later, or a leader has let it pass.
    """
    waits = Guard.FEE_SETTLED in action.guards
    goes_on = waits and action.name.startswith(money.CONFIRMS)
    is_weighty = goes_on or action.name == "return" or action.deed is Deed.NUMBER or action.paper is Paper.RECEIPT
    if not is_weighty or (waits and money.debt_before(machine, action, events)):
        return ""
    owed = dues.unpaid(machine, standing(events), events)
    return _("Not paid yet: %(amount)s.") % {"amount": vn_money(owed)} if owed else ""


def unasked_at(action: Action, dossier: Dossier, events: Sequence[Event]) -> str:
    """Say to whoever takes a dossier on that the decision will wait for what nobody has asked for; else nothing."""
    left = dues.left_unasked(dossier.machine, action, events)
    if not left:
        return ""
    words = _(
        "Nobody has asked the applicant for %(amount)s, and the decision will wait for them. If they are asked for now, the time "
        "limit stands still until they are paid. If not, the applicant is told by mail when the dossier waits for the decision, "
        "and the time goes on."
    )
    if untold := instead_of_mail(dossier, events):
        words = _(
            "Nobody has asked the applicant for %(amount)s, and the decision will wait for them. If they are asked for now, the time "
            "limit stands still until they are paid. If not, the time goes on until the dossier waits for the decision."
        )
    return f"{words % {'amount': vn_money(left)}} {untold}".strip()


def falls_due(action: Action, dossier: Dossier, events: Sequence[Event]) -> str:
    """Say of an act with many that the applicant is told of a fee that nobody has asked for, as the decision waits for it; else nothing."""
    amount = dues.fallen_due(dossier.machine, events, action)
    if not amount:
        return ""
    words = _(
        "Nobody has asked the applicant for %(amount)s. From this step on the decision waits for them: the applicant is told by mail."
    )
    if untold := instead_of_mail(dossier, events):
        words = _("Nobody has asked the applicant for %(amount)s. From this step on the decision waits for them.")
    return f"{words % {'amount': vn_money(amount)}} {untold}".strip()


def instead_of_mail(dossier: Dossier, events: Sequence[Event]) -> str:
    """Say how somebody without an account and an address for mail is told what has to be paid; "" of all others."""
    return "" if standing(events).get("applicant_email") else without_page(dossier, events)


def without_page(dossier: Dossier, events: Sequence[Event]) -> str:
    """Say the same of whoever has no account, and so no page to read it on, whatever address was given; "" of all others."""
    if not people.is_alone(dossier):
        return ""
    return reached_by(dossier, standing(events)).choose(
        _("The applicant has no account and gets no mail: please phone %(phone)s then, or say it at the desk."),
        _(
            "The applicant has no account and gets no mail: please write by post to %(address)s then, or say it at the desk."
        ),
        _("The applicant has no account, and neither mail, phone nor address: please say it at the desk."),
    )


def undrafted(machine: Machine, action: Action, twice: str = "") -> str:
    """Say what is signed where the version knows no draft: nothing on the page is; else nothing.

    ``twice`` is what is said to whoever has initialled it too, which a decision of other versions says at the capacity.
    """
    knows_drafts = any(one.deed is not None for one in machine.actions)
    if knows_drafts or action.tone is not Tone.PRIMARY or not policy.is_signed(action):
        return ""
    sentences = [
        _("By the version of the procedure that this dossier follows, no draft is kept here."),
        _("“%(action)s” records that the decision was signed on paper.") % {"action": localized(action.label)},
    ]
    outcome = machine.outcome(action.outcome or "")
    if outcome:
        sentences.append(_("Outcome: %(outcome)s.") % {"outcome": localized(outcome.label)})
    else:
        sentences.append(_("Whether it grants or refuses is recorded by whoever enters the result afterwards."))
    return " ".join(filter(None, [*sentences, twice]))


def _term_of_recall(action: Action, events: Sequence[Event]) -> str:
    """Say until when what was sent on is recalled: no day ends it, the next act does."""
    passed_on = (
        event.at for event in reversed(events) if (event.source, event.target) == (action.target, action.source)
    )
    sent_at = next(passed_on, None)
    if sent_at is None:
        return ""
    words = _(
        "You sent it on at %(at)s. It can be recalled until anything else is done with the dossier, on whatever day; "
        "whoever has it now has it no more then."
    )
    return words % {"at": vn_datetime(sent_at)}


def _ends_without_result(action: Action, dossier: Dossier) -> bool:
    """Say whether the office ends a dossier by it without a result."""
    target = dossier.machine.states[action.target].status
    return action.source != action.target and target in WITHOUT_DEBT and Role.CITIZEN not in action.by


def _of_a_reversal(dossier: Dossier, account: money.Account, general: str) -> str:
    """Say what is owed again: nothing after an end without a result, and not what was paid too much."""
    stays = _("The number stays in the receipt book as reversed; it cannot be restored.")
    if dossier.status in WITHOUT_DEBT:
        return f"{stays} {_('The dossier has ended without a result: nothing is owed again.')}"
    if account.overpaid:
        again = _("Of what is reversed, the %(amount)s that were paid too much are not owed again.")
        return f"{stays} {again % {'amount': vn_money(account.overpaid)}}"
    return general
