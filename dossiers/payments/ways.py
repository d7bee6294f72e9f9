"""How a fee can be paid: into the account, with a code for it, and at the desk."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from accounts.models import Unit
from accounts.roles import Role
from dossiers.models import Dossier
from dossiers.payments import vietqr
from dossiers.payments.account import Account
from dossiers.payments.statement.naming import message_of_draft
from dossiers.payments.vietqr import Transfer
from procedures import steady
from procedures.time.agencies.book import Agencies
from procedures.time.agencies.stored import called


@dataclass(frozen=True, slots=True)
class Ways:
    """How so many đồng can be paid for a dossier. Without an account, at the desk alone."""

    amount: int
    message: str
    """What a transfer says, so that its dossier is known: the number, as banks pass it on."""
    account: Account | None
    desk: Unit
    place: str
    """The address of the desk, or of its agency."""

    @property
    def is_online(self) -> bool:
        """Say whether it can be paid at the page of a gateway."""
        return bool(settings.PAYMENT_GATEWAY)

    @property
    def transfer(self) -> Transfer | None:
        """The transfer that is asked for; None without an account, and where no bank would read the whole of it."""
        if self.account is None or self.amount > vietqr.MOST or len(self.message) > vietqr.LONGEST_MESSAGE:
            return None
        return vietqr.transfer(self.account, self.amount, self.message)

    @property
    def picture(self) -> str:
        """Draw the code of the transfer as an image in a ``data:`` address; "" where there is none."""
        return vietqr.picture(self.transfer) if self.transfer else ""


def ways_of(dossier: Dossier, amount: int) -> Ways:
    """Return how so many đồng, more than none, can be paid for a dossier."""
    return _ways(dossier.agency, dossier.agencies, amount, vietqr.unaccented(dossier.code))


def ways_of_filing(draft: UUID, amount: int) -> Ways:
    """Return how so many đồng can be paid with a filing that has no number yet: by a message of its draft's own.

    A statement is compared by it once the draft is filed.
    """
    agency = Unit.objects.select_related("parent").get(agency_code=settings.AGENCY_CODE)
    return _ways(agency, steady.now().agencies, amount, message_of_draft(draft))


def _ways(agency: Unit, agencies: Agencies, amount: int, message: str) -> Ways:
    today = timezone.localdate()
    desk = called(Unit.objects.of_role(Role.ONE_STOP_OFFICER, agency.pk), agencies, today)
    place = desk.address or called(agency, agencies, today).address
    return Ways(amount, message, settings.PAYMENT_ACCOUNT, desk, place)
