"""What signing in means here, in the hooks that allauth offers for it."""

from collections.abc import Iterable
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import devices, rights
from accounts.away.carrying import waits_for
from accounts.backend import login_of, people_named
from accounts.entry import first, record, tries
from accounts.models import SignInOutcome, User
from accounts.people import addresses, changes, moved_mail
from accounts.signin import seats_today, works_here

log = structlog.get_logger()

TOO_MANY = "too_many_login_attempts"
_UNKNOWN, _SHUT = "account/email/unknown_account", "account/email/shut_account"
_NETWORK_OF_IPV6 = 64
"""Bits that one customer is given: one visitor has all the addresses behind them."""


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Limits on passwords, devices that are known, a line of the log for each door, and where people land."""

    _taken: tries.Taken | None = None

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """Count the try before its password is looked at; refuse it where there were too many."""
        now = timezone.now()
        try:
            self._taken = tries.take(self._counters(request, login_of(credentials)), now)
        except tries.TooManyTriesError as full:
            log.warning("sign_in_refused", limit=full.limit.name, **self._who(request, credentials))
            self._record(request, people_named(login_of(credentials)), SignInOutcome.REFUSED)
            raise refusal(full) from None

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        """Return the person whose password is right; what is right is not counted."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None and self._taken is not None:
            self._taken.give_back()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        """Note a wrong name or password."""
        log.warning("sign_in_failed", **self._who(request, credentials))
        self._record(request, people_named(login_of(credentials)), SignInOutcome.FAILED)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Remember the browser, note who of the office has come, and lead to what waits to be sent again, if anything."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        devices.remember(request, user)
        self._record(request, [user], SignInOutcome.IN)
        if user.memberships.exists() and not seats_today(user):
            messages.warning(request, _without_seat(user))
        if works_here(user):
            log.info("signed_in", user=user.pk, address=self.get_client_ip(request))
        return redirect("go_on") if waits_for(request, user) else response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Say to whoever knows the password of a locked account that it is locked; others are told that it is closed."""
        lock = changes.lock_of(user)
        if lock is None:
            closed: HttpResponse = super().respond_user_inactive(request, user)
            return closed
        self._record(request, [user], SignInOutcome.LOCKED)
        words = _("Sign-in with this account is locked since %(at)s.") % {
            "at": f"{timezone.localtime(lock.at):%H:%M %d/%m/%Y}"
        }
        ask = _("Ask the administrator of your agency.") if user.memberships.exists() else _("Ask the One-stop Desk.")
        messages.error(request, f"{words} {ask}")
        return redirect("account_login")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail; that there is no such account is told to nobody whose account is locked or closed."""
        if template_prefix == _UNKNOWN and (shut := _shut(email)):
            lock = changes.lock_of(shut)
            since = f"{timezone.localtime(lock.at):%H:%M %d/%m/%Y}" if lock else ""
            is_of_office = shut.memberships.exists()
            template_prefix = _SHUT
            context = {"request": context["request"], "since": since, "is_of_office": is_of_office}
        super().send_mail(template_prefix, email, context)

    def logout(self, request: HttpRequest) -> None:
        """Note who of the office has gone."""
        if request.user.is_authenticated:
            self._record(request, [request.user], SignInOutcome.OUT)
            if works_here(request.user):
                log.info("signed_out", user=request.user.pk, address=self.get_client_ip(request))
        super().logout(request)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Note that an account's address is confirmed, as one for dossiers too; it may take the place of the one before."""
        person, now = email_address.user, timezone.now()
        former = moved_mail.former_of(person)
        is_done = bool(super().confirm_email(request, email_address))
        if is_done:
            addresses.confirmed(person, email_address.email, at=now)
            moved_mail.tell(former, person, at=now)
        return is_done

    def set_password(self, user: User, password: str) -> None:
        """Let a person who has just chosen a password in at once: by mail or by the old one it is proved who it is."""
        super().set_password(user, password)
        tries.forget([tries.Counter(tries.OF_ACCOUNT, str(user.pk))])
        if self.request is not None:
            devices.remember(self.request, user)

    def is_safe_url(self, url: str) -> bool:
        """Say whether somebody may be sent on to an address; one that cannot be read is none."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where somebody begins who asked for no page: at the work, the figures, the running, or the own dossiers."""
        seats = seats_today(request.user)
        if seats and seats.has(*rights.STEP_ROLES):
            return resolve_url("worklist")
        if seats and seats.managed_agency_ids:
            return resolve_url("dashboard")
        if seats and seats.administered_agency_ids:
            return resolve_url("administration")
        return resolve_url("admin:index" if getattr(request.user, "is_staff", False) else "my_dossiers")

    def get_login_stages(self) -> list[str]:
        """Return what is asked of a person after the password, with our own rule on addresses."""
        ours = {"allauth.account.stages.EmailVerificationStage": "accounts.entry.doors.OwnAddress"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def _counters(self, request: HttpRequest, login: str) -> list[tries.Counter]:
        """Return where a try counts: in a browser that the account knows there alone, else by account and address."""
        meant, device = people_named(login), devices.device_of(request)
        for user in meant:
            if device.is_known_to(user):
                return [tries.Counter(tries.OF_DEVICE, f"{device.number}:{user.pk}")]
        accounts = [str(user.pk) for user in meant] or [f"nobody:{login.lower()}"]
        address = tries.Counter(tries.OF_ADDRESS, network_of(self.get_client_ip(request)))
        return [*(tries.Counter(tries.OF_ACCOUNT, account) for account in accounts), address]

    def _record(self, request: HttpRequest, people: Iterable[User], outcome: SignInOutcome) -> None:
        """Keep for the administrator who it was, and from which network."""
        record.note(request, people, outcome, self.get_client_ip(request), timezone.now())

    def _who(self, request: HttpRequest, credentials: dict[str, str]) -> dict[str, object]:
        """Return for the log whom a try was for: never what was typed, which may be a password."""
        login, address = login_of(credentials), self.get_client_ip(request)
        meant = [user.pk for user in people_named(login)]
        return {"users": meant, "address": address} if meant else {"login": login_digest(login), "address": address}


def _shut(email: str) -> User | None:
    """Return whose account that opens no more has an address; None where there is none."""
    return User.objects.filter(email__iexact=email, is_active=False).order_by("pk").first()


def _without_seat(user: User) -> str:
    """Say to somebody who has or had seats, and none today, from when on there is one, else since when there is none."""
    day = first.begins_on(user, timezone.localdate())
    if day is not None:
        return _("Your role at the office begins on %(day)s: until then these pages show nothing of it.") % {
            "day": f"{day:%d/%m/%Y}"
        }
    last = user.memberships.order_by("-until").values_list("until", flat=True)[0]
    return _("Your role at the office ended after %(day)s. Ask the administrator.") % {"day": f"{last:%d/%m/%Y}"}


def login_digest(login: str) -> str:
    """Return what the log says in place of a name that nobody has: the same for the same name."""
    return tries.digest(f"login:{login.lower()}")[:16]


def network_of(address: str) -> str:
    """Return what counts as one visitor: an address, or the network of a customer's IPv6 addresses."""
    known = ip_address(address)
    if not isinstance(known, IPv6Address):
        return str(known)
    # An IPv4 address in the form of the other kind is one visitor, and not all of them.
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ip_network((known, _NETWORK_OF_IPV6), strict=False))


def visitor_of(request: HttpRequest) -> str:
    """Return what counts as one visitor of a request, for a limit."""
    return network_of(get_adapter(request).get_client_ip(request))


def refusal(full: tries.TooManyTriesError) -> ValidationError:
    """Return what somebody reads whose password is not looked at: from when on it is, and what else helps."""
    # Whole minutes, and never one too early.
    at = timezone.localtime(full.until) + timedelta(seconds=59)
    sentence = _(
        "There were too many wrong tries. Try again at %(time)s, or choose a new password now by “Forgot your password?”."
    )
    return ValidationError(sentence % {"time": date_format(at, "H:i")}, code=TOO_MANY)
