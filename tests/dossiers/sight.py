"""Who sees what, written by hand, and a world to see it in: seats, dossiers with words of their own, and all that shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from accounts.models import Membership, Substitution, Unit, UnitKind, User
from accounts.roles import Role
from dossiers import acts, policy
from dossiers.models import Dossier, Letter, Mention
from dossiers.policy import Actor
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import local
from tests.dossiers.bulk.choosing import FILED, NOW
from tests.dossiers.lifecycle import local as at_local
from tests.dossiers.officers import CONTACT

TODAY = local(NOW).date()
WHEN: dict[str, tuple[date, date | None]] = {
    "now": (date(2016, 1, 1), None),
    "last day": (date(2016, 1, 1), TODAY),
    "first day": (TODAY, None),
    "ended": (date(2016, 1, 1), TODAY - timedelta(days=1)),
    "to come": (TODAY + timedelta(days=1), None),
}
"""When a seat is held: the first three are in force."""
IN_FORCE = ("now", "last day", "first day")
PLACES: dict[Role, tuple[str, ...]] = {
    Role.ONE_STOP_OFFICER: ("mot-cua", "mot-cua-khac"),
    Role.DIVISION_HEAD: ("bao-chi-xuat-ban", "buu-chinh-vien-thong", "cong-nghe-thong-tin", "phong-khac"),
    Role.SPECIALIST: ("bao-chi-xuat-ban", "buu-chinh-vien-thong", "cong-nghe-thong-tin", "phong-khac"),
    Role.DEPARTMENT_LEADER: ("so-tttt", "khac"),
    Role.CLERK: ("van-phong",),
    Role.PROVINCIAL_OFFICE: ("ubnd",),
    Role.MANAGER: ("so-tttt", "khac"),
    Role.ADMINISTRATOR: ("so-tttt",),
}
"""In which units a role is held; those of another agency too."""


class SeatDrawn(NamedTuple):
    """A seat that somebody is given."""

    role: Role
    unit: str
    when: str

    @property
    def is_in_force(self) -> bool:
        """Whether it is held today."""
        return self.when in IN_FORCE


@dataclass(frozen=True, slots=True)
class Secret:
    """A dossier and the words that stand in it alone."""

    dossier: Dossier
    words: tuple[str, ...]
    paper: str
    token: str

    def stands_in(self, text: str) -> bool:
        """Say whether a text holds anything of it but its number, which whoever asks has typed."""
        return any(word in text for word in self.words)


def another_agency() -> None:
    """Make an agency with a division and a desk of its own, that holds nothing of the first."""
    agency = Unit.objects.create(
        kind=UnitKind.AGENCY, slug="khac", agency_code="H99", name_vi="Sở Khác", name_en="Other"
    )
    for kind, slug in ((UnitKind.DIVISION, "phong-khac"), (UnitKind.DESK, "mot-cua-khac")):
        Unit.objects.create(kind=kind, slug=slug, parent=agency, name_vi=slug, name_en=slug)


def seat(user: User, drawn: Iterable[SeatDrawn]) -> None:
    """Give somebody seats in place of those that were held."""
    user.memberships.all().delete()
    for role, unit, when in drawn:
        since, until = WHEN[when]
        Membership.objects.create(user=user, role=role, unit=Unit.objects.get(slug=unit), since=since, until=until)


def stand_in(user: User, absent: User, when: str) -> None:
    """Let somebody stand in for another."""
    since, until = WHEN[when]
    Substitution.objects.create(absent=absent, substitute=user, since=since, until=until or date(2030, 1, 1))


class Away(NamedTuple):
    """Somebody who is away, whose seats are those drawn, and since when another stands in."""

    drawn: tuple[SeatDrawn, ...]
    when: str
    who: User | None = None


def may_see(user: User, drawn: Iterable[SeatDrawn], dossier: Dossier, away: Away | None = None) -> bool:
    """Say what the law of the house says, in one breath and without a query over dossiers: nobody sees one's own.

    In the place of somebody one sees what that one does, of one's own agency; of a case officer's division who sits there.
    """
    if dossier.applicant_id == user.pk:
        return False
    units = {unit.slug: unit for unit in Unit.objects.all()}
    own = [one for one in drawn if one.is_in_force]
    if any(_shows(one.role, units[one.unit], dossier) for one in own):
        return True
    if away is None or away.when not in IN_FORCE or (away.who and dossier.applicant_id == away.who.pk):
        return False
    lent = [one for one in away.drawn if one.is_in_force and _is_lent(one, own, units)]
    return any(_shows(one.role, units[one.unit], dossier) for one in lent)


def _is_lent(one: SeatDrawn, own: Iterable[SeatDrawn], units: dict[str, Unit]) -> bool:
    """Say whether a seat is lent to somebody, in words of the office and not in those of the code."""
    of_division = (Role.SPECIALIST, Role.DIVISION_HEAD)
    if one.role is Role.SPECIALIST:
        return any(held.role in of_division and held.unit == one.unit for held in own)
    agency = units[one.unit].agency_id
    officers = [held for held in own if held.role is not Role.ADMINISTRATOR]
    return one.role is not Role.ADMINISTRATOR and any(units[held.unit].agency_id == agency for held in officers)


def _shows(role: Role, unit: Unit, dossier: Dossier) -> bool:
    match role:
        case Role.ADMINISTRATOR:
            return False
        case Role.DIVISION_HEAD | Role.SPECIALIST:
            return dossier.division_id == unit.pk
        case Role.PROVINCIAL_OFFICE:
            return dossier.unit_id == unit.pk
        case _:
            return dossier.agency_id == unit.agency_id


def policy_says(actors: Iterable[Actor], dossier: Dossier) -> bool:
    """Say whether policy lets somebody write a note, which whoever reads may."""
    note = acts.find(dossier.machine, dossier.state, acts.NOTE)
    assert note is not None
    return any(policy.may(actor, note, dossier) for actor in actors)


def world(reader: User) -> list[Secret]:
    """Return dossiers of both editions' procedures, somewhere in their lives; one is the reader's own."""
    another_agency()
    states = ("filed", "accepted", "phan-cong", "tham-dinh", "ky-duyet", "result-ready", "returned")
    found = [_walked(number, state) for number, state in enumerate(states)]
    found.append(_of_province(len(found)))
    found.append(_old(len(found)))
    own = story.file(reader.username, at=FILED, answers=_answers(len(found)) | CONTACT)
    return [_secret(number, dossier) for number, dossier in enumerate([*found, own])]


def _answers(number: int) -> dict[str, str]:
    return {
        **story.ANSWERS,
        "applicant_name": f"Chủ Kín{number:02}",
        "applicant_organisation": f"Hội Kín{number:02}",
        "material_name": f"Sách Mật{number:02}",
    }


def _walked(number: int, state: str) -> Dossier:
    return (
        Walk(story.file("alice", at=FILED, answers=_answers(number)), FILED, timedelta(minutes=1)).until(state).dossier
    )


def _of_province(number: int) -> Dossier:
    """Return one that lies with another agency, which decides."""
    walk = Walk(story.file("alice", at=FILED, slug="trung-bay-tranh-anh"), FILED, timedelta(minutes=1))
    while walk.dossier.holder != Role.PROVINCIAL_OFFICE:
        walk.onward()
    Dossier.objects.filter(pk=walk.dossier.pk).update(
        applicant_name=f"Chủ Kín{number:02}", subject=f"Ảnh Mật{number:02}"
    )
    return walk.dossier


def _old(number: int) -> Dossier:
    """Return one under a version that says nothing of its subject."""
    at = at_local("2026-01-05 08:30")
    return Walk(story.file("alice", at=at, answers=_answers(number)), at).until("tham-dinh").dossier


def _secret(number: int, dossier: Dossier) -> Secret:
    """Give a dossier a letter, and what is written beside its procedure."""
    if dossier.holder:
        story.take(dossier, acts.TO_OFFICE, dossier.applicant.username, at=NOW, message=f"Hỏi Nhắn{number:02}")
    dossier.refresh_from_db()
    event = dossier.events.first()
    assert event is not None
    letter = Letter.objects.create(
        event=event, dossier=dossier, kind="01", number=f"{number}/K", token=f"tok{number:02}", file="x", issued_at=NOW
    )
    letter.file.save("x.pdf", story.upload(), save=True)
    paper = dossier.attachments.exclude(component="").first()
    return Secret(
        dossier,
        (f"Kín{number:02}", f"Mật{number:02}", f"Nhắn{number:02}"),
        str(paper.pk) if paper else "",
        letter.token,
    )


def name_in_all(user: User, secrets: Iterable[Secret]) -> None:
    """Name somebody in a note on each dossier, whether that person may see it or not any more."""
    for one in secrets:
        event = one.dossier.events.first()
        if event is not None:
            Mention.objects.create(event=event, dossier=one.dossier, person=user)
