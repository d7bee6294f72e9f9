"""Who stands at the counter: found by what was shown, noted once, and never taken for an account (ADR 0085)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from dossiers.filing.counter.card import Read, Typed
from dossiers.models import Channel, CounterPerson, Dossier, Draft, Joining
from dossiers.refusals import OwnDossier
from dossiers.refusals.receiving import AnotherName
from procedures import locks
from procedures.catalogue.search import fold
from procedures.locks import Lock

PREFIX = "quay-"
"""Before the names of users who cannot sign in; what follows is chance and says nothing of the person."""
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """What an officer has read off the paper that somebody showed."""

    number: str
    """As ``procedures.answers.identity_number`` returns it; "" of whoever wrote by post and did not say it."""
    name: str
    address: str = ""
    phone: str = ""
    """In E.164; "" where there is none."""
    born_on: date | None = None
    former: str = ""


def find(read: Read) -> list[CounterPerson]:
    """Return who was served before and fits what was typed: by number, an older card's too, by phone, by an earlier dossier.

    A name finds nobody: it is whose it is only with a number.
    """
    match read.kind:
        case Typed.CARD | Typed.NUMBER:
            numbers = {read.number, read.former} - {""}
            fits = Q(number__in=numbers) | Q(former__in=numbers)
        case Typed.PHONE:
            fits = Q(user__phone=read.text)
        case _:
            return []
    return list(CounterPerson.objects.filter(fits).select_related("user").order_by("-made_at", "pk")[:MOST_FOUND])


def of_dossier(dossier: Dossier) -> CounterPerson | None:
    """Return whose an earlier dossier is, where it was entered at the counter; None for one of an account."""
    return CounterPerson.objects.filter(pk=dossier.applicant_id).select_related("user", "joined").first()


def served(dossier: Dossier) -> CounterPerson | None:
    """Return the same without a question to the database about what was filed on line: who it is cannot sign in."""
    return None if dossier.channel == Channel.ONLINE else of_dossier(dossier)


def is_alone(dossier: Dossier) -> bool:
    """Say whether nobody reads of a dossier in an account: its applicant has none, and was joined with none (ADR 0093)."""
    person = served(dossier)
    return person is not None and person.joined_id is None


def cannot_sign_in(pk: int) -> bool:
    """Say the same of somebody who gave an address: noted at the counter, and joined with no account."""
    return CounterPerson.objects.filter(pk=pk, joined=None).exists()


def hears_nothing(dossier: Dossier, values: Mapping[str, object]) -> bool:
    """Say whether no notice reaches the applicant: there is no account, and by the answers no address and no phone number."""
    person = None if values.get("applicant_email") or values.get("applicant_phone") else served(dossier)
    return person is not None and person.joined_id is None and not person.user.phone


def called(pk: int) -> CounterPerson | None:
    """Return somebody who was served before; None where there is nobody of that number of a row."""
    return CounterPerson.objects.filter(pk=pk).select_related("user", "joined_by").first()


def note(
    shown: Shown, *, by: User, at: datetime, same_as: int | None = None, is_another: bool = False
) -> CounterPerson:
    """Return the row of who was shown, made where there is none; what was shown now is what holds.

    ``same_as`` names a row that the officer knows to be this person's, whatever the name there; ``is_another`` says that
    whoever is known under the number is somebody else. Raises ``AnotherName`` where neither is said and the number is
    known under another name only, ``OwnDossier`` for the officer who types. Without a number somebody is nobody who is
    known: the row is a new one each time.
    """
    refuse_own(by, shown.number, shown.name)
    with transaction.atomic():
        # Who waits here then finds the row that the other counter has made.
        locks.take(Lock.COUNTER)
        known = _known(shown)
        found = next((one for one in known if one.pk == same_as), None) or _of_name(known, shown.name)
        if found is None and known and not is_another:
            raise another_name(known, shown.number, shown.former)
        return _put_right(found, shown) if found else _made(shown, by, at)


def refuse_own(by: User, number: str, name: str) -> None:
    """Raise ``OwnDossier`` for an officer at the own counter: by the number, by the name where either has none."""
    is_own = number == by.personal_id if number and by.personal_id else fold(name) == fold(by.full_name)
    if is_own:
        raise OwnDossier


def give_number(applicant: int, number: str, *, by: User) -> None:
    """Let the row of whoever wrote without a number bear what that person has said since; whoever has one keeps it.

    Who is known under that number stays another row: nobody has looked at a card. Raises ``OwnDossier``.
    """
    with transaction.atomic():
        locks.take(Lock.COUNTER)
        person = CounterPerson.objects.filter(pk=applicant, number="").select_related("user").first()
        if person is not None:
            refuse_own(by, number, person.user.full_name)
            person.number = person.user.personal_id = number
            person.user.save(update_fields=["personal_id"])
            person.save(update_fields=["number"])


def older_of(one: CounterPerson, number: str, former: str) -> str:
    """Return the older number by which a row is known that a card names beside its own; "" where it is known by the card's own."""
    return former if former in (one.number, one.former) and number not in (one.number, one.former) else ""


def another_name(known: list[CounterPerson], number: str, former: str) -> AnotherName:
    """Return the question about who is known under a number of a card by other names."""
    by_older = {older_of(one, number, former) for one in known}
    return AnotherName([one.user.full_name for one in known], by_older.pop() if len(by_older) == 1 else "")


def _known(shown: Shown) -> list[CounterPerson]:
    """Return who is known under a number, and behind them who is under the older number on the same card."""
    numbers = {shown.number, shown.former} - {""}
    found = CounterPerson.objects.filter(number__in=numbers).select_related("user").order_by("pk")
    return sorted(found, key=lambda one: one.number != shown.number)


def is_called(known: CounterPerson, name: str) -> bool:
    """Say whether a row is of somebody of a name."""
    return is_same_name(known.user.full_name, name)


def is_same_name(one: str, other: str) -> bool:
    """Compare two names: other marks on the same letters are another spelling, other letters another name."""
    return fold(one).split() == fold(other).split()


def _of_name(known: list[CounterPerson], name: str) -> CounterPerson | None:
    return next((one for one in known if is_called(one, name)), None)


def _put_right(found: CounterPerson, shown: Shown) -> CounterPerson:
    """Let a row say what was shown now; what was not shown stays."""
    user = found.user
    user.full_name, user.personal_id = shown.name, shown.number
    user.address, user.phone = shown.address or user.address, shown.phone or user.phone
    user.save(update_fields=["full_name", "personal_id", "address", "phone"])
    found.number, found.born_on = shown.number, shown.born_on or found.born_on
    found.former = shown.former or found.former
    found.save(update_fields=["number", "born_on", "former"])
    return found


def _made(shown: Shown, by: User, at: datetime) -> CounterPerson:
    user = User.objects.create(
        username=f"{PREFIX}{uuid4().hex}",
        password=make_password(None),
        is_active=False,
        full_name=shown.name,
        personal_id=shown.number,
        phone=shown.phone,
        address=shown.address,
    )
    return CounterPerson.objects.create(
        user=user, number=shown.number, former=shown.former, born_on=shown.born_on, made_by=by, made_at=at
    )


def forget(before: datetime) -> int:
    """Delete who was noted before an instant, has nothing filed or begun and was never joined with an account; return how many."""
    of_person = Dossier.objects.filter(applicant=OuterRef("pk"))
    begun = Draft.objects.filter(owner=OuterRef("pk"))
    joined = Joining.objects.filter(person=OuterRef("pk"))
    noted = User.objects.filter(at_counter__made_at__lte=before)
    idle = noted.exclude(Exists(of_person)).exclude(Exists(begun)).exclude(Exists(joined))
    # A counter may note the same person at this moment: who is in its hands is left for the next time.
    with transaction.atomic():
        if not locks.take_free(Lock.COUNTER):
            return 0
        return idle.delete()[1].get("accounts.User", 0)
