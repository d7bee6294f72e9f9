"""The pages of an unconfirmed address: where the request leads to, and the button that has it sent once more."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import MailAddress, Unit, User
from accounts.people import persons
from accounts.signin import SignedIn, signed_in, works_here
from dossiers import queries
from dossiers.display.formats import vn_datetime
from dossiers.filing.counter import joining, people
from dossiers.log.answers import standing
from dossiers.models import Dossier, Event
from dossiers.models.standing import MINUTE
from dossiers.notices import addresses
from dossiers.notices.addresses import AGAIN_AFTER, AskedJustNowError, Standing
from dossiers.notices.channels import mail
from dossiers.notices.channels.returns.standing import of_account
from dossiers.papers.parties import applicant_of


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: HttpRequest, token: str) -> HttpResponse:
    """Show which address is to be confirmed; note that it is. A link alone confirms nothing: mail programs open them."""
    row, of_account = addresses.asked_by(token), False
    if row is None:
        row, of_account = addresses.asked_by(token, of_account=True), True
    if row is None or (of_account and works_here(row.person)):
        raise Http404
    if row.instead:
        # Who reads an address that its giver calls wrong is perhaps a stranger, who learns neither of the two addresses here.
        return render(request, "inbox/confirm_replaced.html", status=410)
    if request.method == "POST":
        _confirm(request, row, of_account=of_account)
        return redirect("confirm_address", token)
    is_done = addresses.has_answered(row) and not (of_account and row.person.email.lower() != row.address)
    shown = {"address": row.address, "is_confirmed": is_done, "is_alone": people.cannot_sign_in(row.person_id)}
    return render(request, "inbox/confirm.html", shown)


def _confirm(request: HttpRequest, row: MailAddress, *, of_account: bool) -> None:
    addresses.confirm(row, at=timezone.now())
    if of_account and not persons.take_mail(row.person, row.address, at=timezone.now()):
        messages.error(request, _("Another account has %(address)s: sign in there.") % {"address": row.address})


def mail_of(dossier: Dossier, events: Iterable[Event]) -> Standing:
    """Return how the address stands to which mail about a dossier goes, by a log with its words."""
    account = joining.account_of(dossier)
    address = str(standing(events).get("applicant_email") or account.email).strip().lower()
    return addresses.standing(account, address, dossier.code)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask_address(request: SignedIn) -> HttpResponse:
    """Send the request to confirm itself once more to an address of the person's own, and go back to where it was wanted."""
    back = request.POST.get("next", "")
    if request.method == "POST":
        _ask(request, timezone.now())
    is_here = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if is_here else "inbox")


def _ask(request: SignedIn, at: datetime) -> None:
    back = {one.recipient: one for one in of_account(request.user, at)}
    asked = back.get(request.POST.get("again", ""))
    if asked and asked.notice:
        # It was confirmed, and mail has come back from it since.
        send_request(request, asked.recipient, asked.notice.dossier.agency, at)
        return
    address, agency = meant_by(request.user, request.POST)
    if addresses.is_confirmed(request.user, address):
        messages.info(request, _("%(address)s is confirmed already.") % {"address": address})
        return
    send_request(request, address, agency, at)


def ask_for_account(request: SignedIn, address: str, at: datetime) -> None:
    """Have an address take the place of the account's own: at once where it is confirmed, else once it is, and say so."""
    if not addresses.is_confirmed(request.user, address):
        send_request(request, address, _own_agency(), at, of_account=True)
    elif persons.take_mail(request.user, address, at=at):
        messages.success(request, _("%(address)s is the address of this account now.") % {"address": address})
    else:
        messages.error(request, _("Another account has %(address)s: sign in there.") % {"address": address})


def send_request(request: SignedIn, address: str, agency: Unit, at: datetime, *, of_account: bool = False) -> None:
    """Send an address what asks it to confirm itself, or say why not now."""
    if not _may_be_sent(request, address, dry_run=True):
        words = _(
            "No mail was sent now: as many as can go to %(address)s within a day have been asked for. Look in the folder for"
            " spam, or ask the one-stop desk."
        )
        messages.warning(request, words % {"address": address})
        return
    try:
        refused = mail.ask_again(request.user, address, agency, at=at, of_account=of_account)
    except AskedJustNowError as asked:
        messages.warning(request, _too_soon(address, asked.until))
    except OSError:
        messages.error(request, _("The mail server does not answer. Please press again in a few minutes."))
    else:
        _may_be_sent(request, address, dry_run=False)
        _say_sent(request, address, is_refused=bool(refused))


def _may_be_sent(request: SignedIn, address: str, *, dry_run: bool) -> bool:
    """Say whether an address gets another mail because somebody presses for it; without ``dry_run`` it counts as sent."""
    return bool(ratelimit.consume(request, action="ask_address", key=address, dry_run=dry_run))


def _say_sent(request: SignedIn, address: str, *, is_refused: bool) -> None:
    if is_refused:
        messages.error(request, _("The mail server refuses %(address)s: is it right?") % {"address": address})
        return
    sent = _("The mail is on its way to %(address)s: open it and press “Confirm”.")
    messages.success(request, sent % {"address": address})


def _too_soon(address: str, until: datetime) -> str:
    words = _(
        "No mail was sent now: %(address)s was asked at %(last)s already. Look in the folder for spam too, or press again"
        " from %(at)s on."
    )
    # What is shown has no seconds: by the minute that it names a press has to be of use.
    at = until + (MINUTE if until.second or until.microsecond else timedelta())
    return words % {"address": address, "last": vn_datetime(until - AGAIN_AFTER), "at": vn_datetime(at)}


def meant_by(person: User, asked: QueryDict) -> tuple[str, Unit]:
    """Return the address that a page means, which has to be the person's, and who writes; raises ``Http404``."""
    code, address = asked.get("code", ""), asked.get("address", "").strip().lower()
    if code:
        own = queries.filed_by(person, code)
        if own is None:
            raise Http404
        return addresses.standing(person, addresses.given(applicant_of(own), person)).address, own.agency
    is_own = address == person.email.strip().lower() or person.mail_addresses.filter(address=address)
    if not address or not is_own:
        raise Http404
    return address, _own_agency()


def _own_agency() -> Unit:
    return Unit.objects.filter(agency_code=settings.AGENCY_CODE).order_by("pk")[0]
