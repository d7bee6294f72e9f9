"""Which step waits, or will wait, for what is not paid: who can do something about it, and where that is on the page."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from accounts.seats import acting, acting_for
from dossiers import acts, outbox
from dossiers.display.formats import localized, vn_datetime, vn_money
from dossiers.display.labels import role_label
from dossiers.filing import dues
from dossiers.log import money
from dossiers.models import Dossier, Notice
from dossiers.models.dispatch import MAIL
from dossiers.notices.recipients import Desk, reminded_of, who_is_apart
from dossiers.pages.acting.consequences import instead_of_mail, without_page
from dossiers.pages.opened import Opened
from procedures.machine import Action, Guard, Machine, State, Tone
from procedures.time.calendar import local

MOST_NAMES = 3
"""Of more people than that, the role says enough."""
PAYING = (acts.RECEIVE_PAYMENT, acts.WAIVE_FEE, acts.LET_PASS)
"""What opens the way where a step waits."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sentence about a step that waits."""

    words: str
    who: str = ""
    """Who can do something about it, where that is not whoever reads it."""
    own: tuple[tuple[str, str], ...] = ()
    """What the reader can do about it: the label of each act, and its name."""


def waiting_of(opened: Opened) -> list[Waiting]:
    """Return which of the steps from here wait for a payment, for how much, and who can act; else whether the decision will."""
    machine, found = opened.dossier.machine, []
    for action in machine.actions_from(opened.dossier.state):
        if Guard.FEE_SETTLED in action.guards and (debt := money.debt_before(machine, action, opened.events)):
            amount = _("an amount that the answers do not tell") if debt.amount is None else vn_money(debt.amount)
            is_unasked = dues.is_unasked(machine, opened.events) and debt.amount
            words = (
                _unasked(opened)
                if action.deed in dues.DECIDES and is_unasked
                else _("“%(action)s” waits for %(amount)s.")
            )
            own = tuple((localized(one.label), one.name) for one in opened.chosen if one.name in PAYING)
            found.append(Waiting(words % {"action": localized(action.label), "amount": amount}, _who_pays(opened), own))
    return found or _will_wait(opened)


def _unasked(opened: Opened) -> str:
    """Say of a decision that it waits for what nobody has asked for, and how the applicant was told of that."""
    sent = Notice.objects.filter(dossier=opened.dossier, kind=outbox.FEE_DUE).order_by("-sent_at")
    # By both ways at once: the mail is what everybody knows.
    untold = without_page(opened.dossier, opened.events)
    notice = sent.filter(channel=MAIL).first() or (None if untold else sent.first())
    words = _("“%(action)s” waits for %(amount)s, which nobody has asked the applicant to pay.")
    if notice:
        # Whoever was told has been asked.
        words = _("“%(action)s” waits for %(amount)s.")
    page = untold or _("The dossier’s page tells the applicant from now on that they are to be paid, and how.")
    rest = _(
        "The one-stop desk can take the payment now; a leader can waive it by law, or let this step pass. For the time to stand "
        "still meanwhile, the dossier has to go back to where the decision is proposed."
    )
    if notice:
        by_mail = _("A mail of %(at)s told the applicant that they are to be paid, and how.")
        on_site = _("A notice of %(at)s on this site tells the applicant that they are to be paid, and how.")
        page = (by_mail if notice.channel == MAIL else on_site) % {"at": vn_datetime(notice.sent_at)}
    return f"{words} {page} {rest}"


def _will_wait(opened: Opened) -> list[Waiting]:
    """Say that the decision will wait for what is owed, and who can ask for that, where nobody has."""
    machine, place = opened.dossier.machine, opened.dossier.place
    ahead = dues.waits_ahead(machine, place, opened.events)
    if ahead is None:
        return []
    sums = {"action": localized(ahead[0].label), "amount": vn_money(ahead[1])}
    if money.has_asked(opened.events):
        return [Waiting(_("“%(action)s” will wait for %(amount)s, which are owed.") % sums)]
    words = _("“%(action)s” will wait for %(amount)s, which nobody has asked the applicant to pay yet.") % sums
    asks = dues.asking_in(machine, place)
    if asks is None:
        return [_asked_elsewhere(opened, words)]
    words = f"{words} {_('It is asked for by “%(asks)s”.') % {'asks': localized(asks.label)}}"
    return [_by(opened, words, asks)]


def _asked_elsewhere(opened: Opened, words: str) -> Waiting:
    """Say where a payment can be asked for that cannot be here: at a step to come, or at one that it would go back to."""
    machine, place = opened.dossier.machine, opened.dossier.place
    back = next((one for one in machine.actions_from(place.name) if _leads_back_to_asking(opened, one)), None)
    if back is not None:
        goes = _(
            "Here nobody can ask for it: the applicant is told by mail when the dossier waits for the decision. To have it asked for "
            "before, with the time standing still, send the dossier back by “%(back)s”."
        )
        if untold := instead_of_mail(opened.dossier, opened.events):
            goes = _(
                "Here nobody can ask for it before the dossier waits for the decision. To have it asked for before, with the time "
                "standing still, send the dossier back by “%(back)s”."
            )
        return _by(opened, f"{words} {goes % {'back': localized(back.label)}} {untold}".strip(), back)
    if _is_asked_ahead(machine, place):
        return Waiting(f"{words} {_('The case officer can ask for it once the dossier is there.')}")
    return Waiting(words)


def _is_asked_ahead(machine: Machine, state: State) -> bool:
    """Say whether the plain way forward from a state leads to where a payment can be asked for."""
    seen = set[str]()
    while state.name not in seen:
        seen.add(state.name)
        onward = next((one for one in machine.actions_from(state.name) if one.tone is Tone.PRIMARY), None)
        state = machine.states[onward.target] if onward else state
        if dues.asking_in(machine, state):
            return True
    return False


def _leads_back_to_asking(opened: Opened, action: Action) -> bool:
    machine = opened.dossier.machine
    return action.name.startswith("send-back-") and dues.asking_in(machine, machine.states[action.target]) is not None


def _by(opened: Opened, words: str, action: Action) -> Waiting:
    """Return a sentence with who takes an action: the reader, who is led there, or others by name."""
    if opened.offers(action.name):
        return Waiting(words, own=((localized(action.label), action.name),))
    dossier, today = opened.dossier, local(opened.now).date()
    holder = Desk.of(dossier)
    able = reminded_of([dossier], today)[dossier.pk]
    if holder.role is Role.SPECIALIST and {one.pk for one in able}.isdisjoint(_acting_for(dossier, today)):
        return Waiting(words, who=_("Its case officer cannot: the head of the division gives it to another one first."))
    return Waiting(words, who=_named({holder.role: list(able)}))


def _acting_for(dossier: Dossier, on: date) -> set[int]:
    """Return who goes on with what a case officer has, by their keys; nobody where that one may not handle it."""
    if dossier.assignee_id in who_is_apart([dossier])[dossier.pk]:
        return set()
    return {one.pk for one in acting_for(dossier.assignee_id or 0, dossier.unit_id or 0, on)}


def _who_pays(opened: Opened) -> str:
    """Say who can take the payment, waive it or let it pass, to whoever can do none of these."""
    if any(action.name in PAYING for action in opened.chosen):
        return ""
    dossier, today = opened.dossier, local(opened.now).date()
    leaders = list(acting(Role.DEPARTMENT_LEADER, dossier.agency_id, today))
    return _named({Role.ONE_STOP_OFFICER: Desk.of_one_stop(dossier).people(today), Role.DEPARTMENT_LEADER: leaders})


def _named(people: dict[Role, list[User]]) -> str:
    """Return people by role, each by name where they are few: “one-stop officer (Trần Văn Bình); leader (…)”."""
    parts = []
    for role, found in people.items():
        names = ", ".join(one.get_full_name() for one in found) if len(found) <= MOST_NAMES else ""
        parts.append(f"{role_label(role)} ({names})" if names else role_label(role))
    return _("Who can do that: %(who)s.") % {"who": "; ".join(parts)}
