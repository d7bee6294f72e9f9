"""Who acts: people, the units of the agency as a tree, and the roles that people hold in them."""

import uuid
from datetime import date, datetime

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.rights import WITHOUT_SEAT
from accounts.roles import Role

ROLE_LABELS = {
    Role.CITIZEN: _("Applicant"),
    Role.ONE_STOP_OFFICER: _("One-stop officer"),
    Role.DIVISION_HEAD: _("Division head"),
    Role.SPECIALIST: _("Case officer"),
    Role.DEPARTMENT_LEADER: _("Department leader"),
    Role.PROVINCIAL_OFFICE: _("Provincial office"),
    Role.CLERK: _("Records clerk"),
    Role.MANAGER: _("Manager"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.SYSTEM: _("The system"),
}
"""What roles are called."""


class User(AbstractUser):
    """A person with an account. A Vietnamese name is one field: its words have no fixed roles.

    Two accounts with one personal ID number are of one person: nobody handles what the other one applied for (ADR 0094).
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    personal_id = models.CharField(_("personal ID number"), max_length=12, blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    address = models.CharField(_("address"), max_length=255, blank=True)
    organisation = models.CharField(_("organisation represented"), max_length=255, blank=True)
    sessions_of = models.CharField(max_length=16, blank=True, default="", db_default="", editable=False)
    """What goes into the hash that each session carries beside the password: with another one all of them are over."""

    class Meta:
        """Names for the administration pages."""

        verbose_name = _("user")
        verbose_name_plural = _("users")
        indexes = [
            models.Index(fields=["personal_id"], name="user_by_personal_id", condition=~Q(personal_id="")),
        ]

    def get_full_name(self) -> str:
        """Return the name as the person writes it, or the user name."""
        return self.full_name or self.username

    def get_short_name(self) -> str:
        """Return the given name: the last word of a Vietnamese name."""
        return self.get_full_name().rsplit(" ", maxsplit=1)[-1]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must carry; without ``sessions_of`` what Django makes of the password alone."""
        # django-stubs know only the public name, which takes no other secret.
        plain: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]
        if not self.sessions_of:
            return plain
        return salted_hmac(plain, self.sessions_of, secret=secret, algorithm="sha256").hexdigest()


class UnitKind(models.TextChoices):
    """What a unit is in the structure of an administration."""

    AGENCY = "agency", _("Agency")
    DESK = "desk", _("One-stop desk")
    DIVISION = "division", _("Division")
    OFFICE = "office", _("Records office")
    PROVINCE = "province", _("Provincial office")


KIND_OF_ROLE = {
    Role.ONE_STOP_OFFICER: UnitKind.DESK,
    Role.DEPARTMENT_LEADER: UnitKind.AGENCY,
    Role.CLERK: UnitKind.OFFICE,
    Role.PROVINCIAL_OFFICE: UnitKind.PROVINCE,
}
"""Where the holders of a role sit. Divisions are chosen for each dossier when it is transferred."""


class UnitQuerySet(models.QuerySet["Unit"]):
    """Ways to find the unit that holds a dossier."""

    def of_role(self, role: Role, agency_id: int) -> "Unit":
        """Return the unit in which a role of an agency is held; raises ``Unit.DoesNotExist``."""
        kind = KIND_OF_ROLE[role]
        if kind is UnitKind.AGENCY:
            return self.get(pk=agency_id)
        if kind is UnitKind.PROVINCE:
            return self.get(kind=kind)
        return self.get(kind=kind, parent=agency_id)


class Unit(models.Model):
    """An agency or a part of one. Only agencies have an identifier (QĐ 20/2020/QĐ-TTg)."""

    slug = models.SlugField(unique=True)
    name_vi = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16, choices=UnitKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    agency_code = models.CharField(_("agency identifier"), max_length=35, blank=True)
    address = models.CharField(_("address"), max_length=255, blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    """The last day on which a division was there; None while nobody has ended it."""

    objects = UnitQuerySet.as_manager()

    class Meta:
        """The tree's order is the order of the rows."""

        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind__in=["agency", "province"]) & ~Q(agency_code=""))
                | (~Q(kind__in=["agency", "province"]) & Q(agency_code="", parent__isnull=False)),
                name="unit_agency_has_code_parts_have_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name_vi

    def clean(self) -> None:
        """Refuse a unit that would be a part of itself, at once or by others; raises ``ValidationError``."""
        above, seen = self.parent, {self.pk}
        while above is not None:
            if above.pk in seen:
                raise ValidationError({"parent": _("A unit is no part of itself, nor of one of its own parts.")})
            seen.add(above.pk)
            above = above.parent

    @property
    def agency_id(self) -> int:
        """The agency that this unit is, or is a part of."""
        if self.kind in (UnitKind.AGENCY, UnitKind.PROVINCE) or self.parent_id is None:
            return self.pk
        return self.parent_id

    def name(self, language: str | None) -> str:
        """Return the name in a language, Vietnamese by default."""
        return self.name_en if (language or "").startswith("en") else self.name_vi


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Ways to pick memberships."""

    def in_force(self, on: date) -> "MembershipQuerySet":
        """Narrow to the memberships that hold on a day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)

    def of_agency(self, agency_id: int) -> "MembershipQuerySet":
        """Narrow to those in an agency and its parts, as ``Unit.agency_id`` has it."""
        below = Q(unit__parent=agency_id) & ~Q(unit__kind__in=(UnitKind.AGENCY, UnitKind.PROVINCE))
        return self.filter(Q(unit=agency_id) | below)


class Membership(models.Model):
    """A role that a user holds in a unit, from a day until another (inclusive) or without end."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("user"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name=_("unit"))
    role = models.CharField(
        _("role"),
        max_length=24,
        choices=[(role.value, label) for role, label in ROLE_LABELS.items() if role not in WITHOUT_SEAT],
    )
    since = models.DateField(_("since"), default=date(2016, 1, 1))
    until = models.DateField(_("until"), null=True, blank=True)
    title = models.CharField(
        _("title below a signature"),
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text=_("As it is printed, such as Giám đốc or Phó Giám đốc. It says in which capacity somebody may sign."),
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        """One row for each person, unit and role."""

        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                name="membership_once",
                violation_error_message=_(
                    "This person has had this role in this unit before: change that seat's days."
                ),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="membership_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.unit}"


class SubstitutionQuerySet(models.QuerySet["Substitution"]):
    """Ways to pick absences."""

    def in_force(self, on: date) -> "SubstitutionQuerySet":
        """Narrow to those that hold on a day: from the day on which one was ended it holds no more."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), since__lte=on, until__gte=on)

    def on_part_of(self, on: date) -> "SubstitutionQuerySet":
        """Narrow to those that held at some hour of a day: that on which one was ended has had its morning."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on), since__lte=on, until__gte=on)

    def known_by(self, at: datetime) -> "SubstitutionQuerySet":
        """Narrow to those that were entered by an instant; rows older than that column always were."""
        return self.filter(Q(entered_at__isnull=True) | Q(entered_at__lte=at))

    def not_over(self, on: date) -> "SubstitutionQuerySet":
        """Narrow to those that hold on a day or are to come."""
        return self.filter(until__gte=on, ended_on__isnull=True)


class Substitution(models.Model):
    """The days on which somebody is away, and who acts for that person then (NĐ 61/2018 art. 12(8)).

    ``accounts.absences`` enters and ends them, and moves a last day that has not passed. No row is changed otherwise or
    deleted: what was done in somebody's place stays in the log, and this says by what right.
    """

    absent = models.ForeignKey(User, models.CASCADE, related_name="substituted_by", verbose_name=_("absent officer"))
    substitute = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="substitutes_for", verbose_name=_("substitute")
    )
    """None where nobody does."""
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    # Never searched by; an index would only hold up the migration.
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+", editable=False)
    """None in rows older than this column."""
    entered_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+", editable=False)
    ended_on = models.DateField(null=True, editable=False)
    """The first day on which it holds no more, where that came before its last day."""

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        """A substitution has an end and two people; whoever has ended it is known."""

        verbose_name = _("substitution")
        verbose_name_plural = _("substitutions")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")),
                name="substitution_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(absent=F("substitute")),
                name="substitution_by_another",
                violation_error_message=_("Nobody is their own substitute."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by__isnull=True)
                | Q(ended_on__isnull=False, ended_by__isnull=False),
                name="substitution_is_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.substitute or '—'} ← {self.absent}"


class MailAddress(models.Model):
    """An address that an applicant has given for mail: asked once to confirm it, used once that is done."""

    person = models.ForeignKey(User, models.CASCADE, related_name="mail_addresses")
    address = models.EmailField()
    """In small letters."""
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    instead = models.EmailField(blank=True, default="", db_default="")
    """What its person has given in place of this one, which was mistyped; in small letters, empty of one that holds."""

    class Meta:
        """Once for a person; when an address was last asked, whoever gave it."""

        constraints = [models.UniqueConstraint(fields=["address", "person"], name="mail_address_once")]

    def __str__(self) -> str:
        return self.address


class Phone(models.Model):
    """A phone that somebody has given for text messages: used once its code was typed (``notices.texts.phones``)."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    number = models.CharField(max_length=16, blank=True)
    """The one that was confirmed; it holds until another one is."""
    asked = models.CharField(max_length=16, blank=True, default="", db_default="")
    """The one to which a code was sent last, until that was typed."""
    code = models.CharField(max_length=64, blank=True)
    """A digest of that code."""
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    codes = models.PositiveSmallIntegerField(default=0)
    """So many codes were sent within a day from ``first_at`` on."""
    first_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        """One for a person."""

    def __str__(self) -> str:
        return f"{self.person_id}"


class SignInTry(models.Model):
    """A password that was tried lately, as a limit counts it; ``accounts.entry.tries`` alone writes and removes them."""

    key = models.CharField(max_length=64)
    """Whose limit it is: a digest, because people type passwords into the field of the name."""
    at = models.DateTimeField()

    class Meta:
        """Found by limit, removed by age."""

        indexes = [
            models.Index(fields=["key", "at"], name="sign_in_try_of_limit"),
            models.Index(fields=["at"], name="sign_in_try_by_age"),
        ]


def carried_path(carried: "CarriedFile", _name: str) -> str:
    """Return where a carried file is kept: nothing of its name."""
    return f"carried/{carried.carried_id}/{uuid.uuid4()}"


class Carried(models.Model):
    """A form that came when its sender was signed in no more; ``accounts.away.carrying`` alone writes and removes it."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mark = models.CharField(max_length=32)
    """Of the account that was signed in last at the browser, as ``accounts.devices`` has it."""
    path = models.CharField(max_length=1000)
    fields = models.JSONField()
    """Names and values, in their order."""
    size = models.PositiveBigIntegerField()
    """Bytes of its files."""
    at = models.DateTimeField(db_index=True)


class CarriedFile(models.Model):
    """A file of such a form."""

    carried = models.ForeignKey(Carried, models.CASCADE, related_name="files")
    field = models.CharField(max_length=200)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    file = models.FileField(upload_to=carried_path, max_length=200)
