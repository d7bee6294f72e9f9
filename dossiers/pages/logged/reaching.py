"""How an applicant is told of what an officer does or writes, in words: by the choice and the address that the notices go by."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from dossiers import outbox
from dossiers.display.agency.reached import Reached
from dossiers.log.answers import standing
from dossiers.models import Dossier, Event
from dossiers.models.dispatch import SMS, ZALO
from dossiers.notices.channels.going import How, Ways, ways_of
from dossiers.pages.inbox.reach import reached_by


def of_message(dossier: Dossier, log: Sequence[Event]) -> str:
    """Say to whoever writes to an applicant how that one gets it."""
    return not_mailed(dossier, log) or _("The applicant gets it by mail and can answer on the dossier’s page.")


def not_mailed(dossier: Dossier, log: Sequence[Event]) -> str:
    """Say how an applicant finds a message that no mail brings, or cannot answer it, and how what is urgent is told; "" of all others."""
    values = standing(log)
    if is_alone(dossier):
        return reached_by(dossier, values).choose(
            _(
                "The applicant has no account and cannot answer here: please phone %(phone)s as well, and note what was said."
            ),
            _("The applicant has no account and cannot answer here: please write by post to %(address)s as well."),
            _("The applicant has no account and cannot answer here, and neither phone nor address is known."),
        )
    ways = ways_of(dossier, values)
    how, text = ways.of(outbox.MESSAGE), ways.text_of(outbox.MESSAGE)
    return "" if how is How.MAILED else f"{_without_mail(how)} {texted(text) or _urgent(reached_by(dossier, values))}"


def _without_mail(how: How) -> str:
    """Say where an applicant with an account finds a message that no mail brings at once."""
    found = {
        How.DAILY: _(
            "The applicant gets it in the one mail of the day; until then it waits on the site, where it can be answered."
        ),
        How.UNWANTED: _(
            "The applicant wants no mail about messages, so none goes out, nor a text message: it waits on the site alone, "
            "under “Notices” and on the dossier’s page, where it can be answered."
        ),
        How.NO_ADDRESS: _(
            "No mail goes out, for the applicant has no address for it: it waits on the site alone, under “Notices” and on "
            "the dossier’s page."
        ),
        How.NOT_CONFIRMED: _(
            "No mail goes out, for the applicant’s address for it is not confirmed: it waits on the site alone, under "
            "“Notices” and on the dossier’s page."
        ),
    }
    return found[how]


def texted(channel: str) -> str:
    """Say that a text message goes out besides, by a channel; "" for none."""
    found = {
        SMS: _("An SMS tells the applicant at once that something is new."),
        ZALO: _("A Zalo message tells the applicant at once that something is new."),
    }
    return found.get(channel, "")


def is_alone(dossier: Dossier) -> bool:
    """Say whether nobody reads of a dossier in an account, as ``people.is_alone``: of its own columns, which pages have read already."""
    return dossier.served.person is not None and dossier.served.in_force is None


def _urgent(found: Reached) -> str:
    return found.choose(
        _("What is urgent, please tell by phone: %(phone)s."),
        _("What is urgent, please tell by post: %(address)s."),
        _("Neither a phone number nor an address is known."),
    )


def gets(dossier: Dossier, log: Sequence[Event], kinds: set[str], ways: Ways, paper: str) -> str:
    """Say in short what an applicant gets of notices of these kinds, with the paper of an act; "" where there is neither.

    Who has no account and no address for mail gets no notice at all: it is said by which way that person is told else.
    """
    if paper or not kinds:
        return _("the applicant gets: %(what)s") % {"what": paper} if paper else ""
    how = next((how for kind in sorted(kinds) if (how := ways.of(kind)) is not How.MAILED), How.MAILED)
    if how.is_unreached and is_alone(dossier):
        return _nobody_tells(standing(log), dossier)
    what = {How.MAILED: _("a message"), How.DAILY: _("a notice on the site, and the mail of the day")}
    return _("the applicant gets: %(what)s") % {"what": what.get(how) or _("a notice on the site, and no mail")}


def _nobody_tells(values: Mapping[str, object], dossier: Dossier) -> str:
    return reached_by(dossier, values).choose(
        _("no notice reaches the applicant: please phone %(phone)s"),
        _("no notice reaches the applicant: please write by post to %(address)s"),
        _("no notice reaches the applicant, and neither phone nor address is known"),
    )
