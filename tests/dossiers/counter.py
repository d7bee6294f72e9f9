"""Applications that bob, at the counter, enters for somebody without an account."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import User
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import commands
from dossiers.commands import Entered
from dossiers.filing import drafts
from dossiers.filing.counter import checking, entries, intake, joining, people
from dossiers.filing.counter.people import Shown
from dossiers.filing.counter.unfit.needed import needed
from dossiers.filing.known.own_names import OWNER
from dossiers.models import Channel, CounterPerson, Dossier, Draft, Joining
from dossiers.policy import Actor, actors
from portal.demo import story
from procedures.answers import raw_names
from procedures.answers.sample import raw_answers
from procedures.models import ProcedureVersion
from procedures.time.calendar import local

NUMBER, NAME = "001188004321", "Trần Thị Mai"
ORGANISATION = "Hội Khuyến học Láng Hạ"
"""Whose messenger she is, where no person applies for himself."""
AUTHORITY = "Giấy giới thiệu số 12/GGT"
WHY = "Gắn nhầm tài khoản của người cùng tên."
"""Why an account is parted."""
SHOWN = Shown(NUMBER, NAME, address="12 Láng Hạ, phường Đống Đa, Hà Nội", phone="+84912345678")


def at_desk(at: datetime, username: str = "bob") -> Actor:
    """Return an officer as the one of the desk."""
    user = story.person(username)
    held = actors(user, seats_of(user, local(at).date()))
    return next((one for one in held if one.role is Role.ONE_STOP_OFFICER), held[0])


def mai(at: datetime, by: str = "bob", **shown: object) -> CounterPerson:
    """Return who stands at the counter."""
    return people.note(
        Shown(**{"number": NUMBER, "name": NAME, "address": SHOWN.address, **shown}), by=story.person(by), at=at
    )


def begun(
    slug: str = story.SLUG, *, at: datetime, channel: Channel = Channel.DESK, person: CounterPerson | None = None
) -> Draft:
    """Return what bob has begun to enter."""
    current = ProcedureVersion.objects.current(on=local(at).date()).select_related("procedure")
    version = current.get(procedure__slug=slug)
    return entries.begin(person or mai(at), version, channel, by=story.person("bob"), at=at)


def least(draft: Draft, at: datetime) -> dict[str, str]:
    """Return what an officer must type: what decides something, and nothing else that the paper says."""
    machine = draft.version.machine
    full = {OWNER: ORGANISATION} | (dict(story.ANSWERS) if machine.slug == story.SLUG else raw_answers(machine, at))
    must = needed(machine)
    kept = [one for one in drafts.asked_of(machine) if one.name in must]
    return {field: full[field] for one in kept for field in raw_names(one, full)}


def papers(draft: Draft) -> dict[str, str]:
    """Return one original of each paper, as it is typed."""
    return {intake.count_field(one.name, intake.ORIGINALS): "1" for one in draft.version.machine.components}


def whole(draft: Draft) -> dict[str, str]:
    """Return as many of each paper as a set has, as it is typed."""
    return {
        intake.count_field(one.name, intake.ORIGINALS): str(max(1, one.originals + one.copies))
        for one in draft.version.machine.components
    }


def as_asked(draft: Draft) -> dict[str, str]:
    """Return what leaves nothing to be asked beside: as many of each paper as a set has, and by which paper somebody files for another."""
    reach = {checking.REACHED: "0912 345 678"} if draft.channel == Channel.DESK and not draft.owner.phone else {}
    is_for_another = OWNER in needed(draft.version.machine)
    return whole(draft) | reach | ({intake.AUTHORITY: AUTHORITY} if is_for_another else {})


def pressed(draft: Draft, at: datetime, **more: str) -> dict[str, str]:
    """Return what makes an application on paper complete, so that a press of its page asks nothing."""
    return {**typed(draft, at), **as_asked(draft), **more}


def typed(draft: Draft, at: datetime, **more: str) -> dict[str, str]:
    """Return what makes an application on paper complete."""
    envelope = {intake.POST_NUMBER: "EB123456785VN", intake.POSTED_ON: f"{local(at):%d/%m/%Y}"}
    posted = envelope if draft.channel == Channel.POST else {}
    return {**least(draft, at), **papers(draft), **posted, **more}


def entered(
    slug: str = story.SLUG,
    *,
    at: datetime,
    channel: Channel = Channel.DESK,
    accept: bool = True,
    person: CounterPerson | None = None,
    more: Mapping[str, str] | None = None,
) -> Entered:
    """Return an application that bob has entered, complete as far as the counter asks; one that is not accepted yet in whole sets."""
    draft = begun(slug, at=at, channel=channel, person=person)
    counts = {} if accept else whole(draft)
    entries.save(draft, {**typed(draft, at), **counts, **(more or {})}, at=at)
    return commands.enter(draft.key, actor=at_desk(at), at=at, accept=accept)


def applicant(entry: Entered) -> User:
    """Return whose dossier was entered."""
    return entry.dossier.applicant


def joined(dossier: Dossier, account: User, *, at: datetime) -> Joining:
    """Let bob join whose dossier it is with an account, unless that is so already."""
    found = Joining.objects.in_force().filter(person=dossier.applicant_id, account=account).first()
    return found or Joining.objects.create(
        person_id=dossier.applicant_id, account=account, joined_at=at, joined_by=story.person("bob")
    )


def parted(dossier: Dossier, *, at: datetime | None = None) -> Joining:
    """Let the administrator part them, an hour after they were joined unless it is said when."""
    standing = Joining.objects.in_force().get(person=dossier.applicant_id)
    when = at or standing.joined_at + timedelta(hours=1)
    done = joining.part(standing, WHY, by=story.person("admin"), at=when)
    assert done
    return done
