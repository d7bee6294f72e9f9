"""What has been published: procedures with their versions, who serves which sector, and calendars."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models import Unit, User
from procedures.catalogue.search import Searched
from procedures.language.compiler import compile_text
from procedures.machine import Limit, LimitUnit, Machine, Text
from procedures.time.agencies.row import AgencyVersion  # noqa: F401 - Django looks for models here
from procedures.time.calendar import LOCAL
from procedures.time.downtimes import Downtime  # noqa: F401 - Django looks for models here
from procedures.time.regimes.row import RegimeVersion  # noqa: F401 - Django looks for models here


class Procedure(models.Model):
    """An administrative procedure, whatever its versions; code and sector are those of the newest."""

    slug = models.SlugField(_("name in addresses"), max_length=60, unique=True)
    code = models.CharField(_("national code"), max_length=40, blank=True)
    sector = models.SlugField(_("sector"), max_length=60)

    class Meta:
        """Names for the administration pages."""

        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")

    def __str__(self) -> str:
        return self.slug


class VersionStatus(models.TextChoices):
    """The life of a version. Only a draft's text can still change."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class ProcedureVersionQuerySet(models.QuerySet["ProcedureVersion"]):
    """Ways to pick versions."""

    def published(self) -> "ProcedureVersionQuerySet":
        """Narrow to the versions that are published and not retired."""
        return self.filter(status=VersionStatus.PUBLISHED)

    def current(self, *, on: date | None = None) -> "ProcedureVersionQuerySet":
        """Narrow to the newest published version of each procedure, in force on a day if one is given."""
        in_force = Q(status=VersionStatus.PUBLISHED)
        if on is not None:
            in_force &= Q(effective_on__lte=on)
        newer = ProcedureVersion.objects.filter(
            in_force, procedure=OuterRef("procedure"), version__gt=OuterRef("version")
        )
        return self.filter(in_force).exclude(Exists(newer))

    def in_force_on(self, day: date) -> "ProcedureVersionQuerySet":
        """Narrow to what was in force on a day that may lie far back: by then effective, and not retired yet."""
        closes = datetime.combine(day + timedelta(days=1), time.min, LOCAL)
        there = self.exclude(status=VersionStatus.DRAFT).filter(effective_on__lte=day)
        there = there.filter(Q(retired_at=None) | Q(retired_at__gte=closes))
        return there.order_by("procedure", "-effective_on", "-version").distinct("procedure")


NAME_LENGTH = 150
"""Characters of a person's name."""


class ProcedureVersion(models.Model):
    """One definition as it was published: its text never changes, and dossiers keep it for life."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="versions", verbose_name=_("procedure"))
    version = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("definition"))
    digest = models.CharField(_("SHA-256 of the definition"), max_length=64, unique=True)
    decision_no = models.CharField(_("number of the decision"), max_length=100, blank=True)
    effective_on = models.DateField(_("effective on"))
    prepared_by = models.CharField(_("prepared by"), max_length=NAME_LENGTH, blank=True, default="", db_default="")
    """Names as they stand on the decision, of people who need no account; empty where nobody said it, as for shipped texts."""
    approved_by = models.CharField(_("approved by"), max_length=NAME_LENGTH, blank=True, default="", db_default="")
    # Not protected in Python, so that a row can be refreshed; the database refuses every other move.
    status = FSMField(_("status"), max_length=16, choices=VersionStatus, default=VersionStatus.DRAFT)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    objects: ClassVar[ProcedureVersionQuerySet] = ProcedureVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """A version number is used once; instants go with the status."""

        verbose_name = _("version of a procedure")
        verbose_name_plural = _("versions of procedures")
        constraints = [
            models.UniqueConstraint(fields=["procedure", "version"], name="version_number_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="version_counts_from_one"),
            models.CheckConstraint(
                condition=Q(status="draft", published_at__isnull=True, retired_at__isnull=True)
                | Q(status="published", published_at__isnull=False, retired_at__isnull=True)
                | Q(status="retired", published_at__isnull=False, retired_at__isnull=False),
                name="version_instants_go_with_status",
            ),
            models.CheckConstraint(
                condition=Q(prepared_by="", approved_by="")
                | ~Q(prepared_by="") & ~Q(approved_by="") & ~Q(prepared_by=models.F("approved_by")),
                name="version_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} v{self.version}"

    @property
    def machine(self) -> Machine:
        """The compiled definition; compiled once in each process."""
        return machine_of(self.digest)

    @transition(field=status, source=VersionStatus.DRAFT, target=VersionStatus.PUBLISHED)
    def publish(self, *, at: datetime) -> None:
        """Put the version into force from its effective date on; its text is fixed from here."""
        self.published_at = at

    @transition(field=status, source=VersionStatus.PUBLISHED, target=VersionStatus.RETIRED)
    def retire(self, *, at: datetime) -> None:
        """Let nobody file under the version any more; dossiers that follow it go on."""
        self.retired_at = at


_known: dict[int, Machine] = {}
"""By the row of a published version, which keeps its text for ever."""


@lru_cache(maxsize=512)
def machine_of(digest: str) -> Machine:
    """Return the machine of the stored definition with that SHA-256; the text cannot change under it."""
    version = ProcedureVersion.objects.only("text", "version", "status", "procedure__slug")
    return _compiled(version.select_related("procedure").get(digest=digest))


def machines_of(versions: ProcedureVersionQuerySet) -> list[Machine]:
    """Return the machines of some published versions in their order, by one query."""
    rows = versions.select_related("procedure").only("text", "version", "status", "procedure__slug")
    return [_known.get(stored.pk) or _compiled(stored) for stored in rows]


def machines_by_version(versions: Collection[int]) -> dict[int, Machine]:
    """Return the machines of published versions by their rows: one query for those that this process has not met yet, if any."""
    if unknown := set(versions) - _known.keys():
        machines_of(ProcedureVersion.objects.filter(pk__in=unknown))
    return {pk: _known[pk] for pk in versions}


def machine_of_version(pk: int) -> Machine:
    """Return the machine of a published version by its row."""
    return _known.get(pk) or machines_of(ProcedureVersion.objects.filter(pk=pk))[0]


def _compiled(stored: ProcedureVersion) -> Machine:
    machine = compile_text(stored.text, path=str(stored))
    if stored.status != VersionStatus.DRAFT:
        _known[stored.pk] = machine
    return machine


class CatalogueEntry(models.Model):
    """What lists of procedures show and search of a version, so that no list compiles a definition.

    Written by ``entries`` from the machine and from nothing else: it can be thrown away and written again.
    The texts that are searched are words between blanks, lower case; ``search`` says how they are made.
    """

    version = models.OneToOneField(ProcedureVersion, models.CASCADE, related_name="entry")
    edition = models.PositiveSmallIntegerField()
    """By which edition of ``entries`` it was written; an older one is written anew."""
    slug = models.SlugField(max_length=60, db_index=False)
    code = models.CharField(max_length=100, blank=True)
    sector = models.SlugField(max_length=60, db_index=False)
    sector_vi = models.TextField()
    sector_en = models.TextField()
    name_vi = models.TextField()
    name_en = models.TextField()
    limit_amount = models.DecimalField(max_digits=8, decimal_places=2)
    limit_unit = models.CharField(max_length=12)
    applicants = ArrayField(models.CharField(max_length=12))
    level = models.CharField(max_length=8)
    online = models.CharField(max_length=7, blank=True)
    """Empty where the source does not say."""
    fee = models.PositiveBigIntegerField(null=True)
    """What everybody pays, in đồng; None where it depends, and where no fee is named."""
    order_vi = models.TextField()
    order_en = models.TextField()
    """By sector, then by name, in the order of the Vietnamese alphabet."""
    name_exact_vi = models.TextField()
    name_folded_vi = models.TextField()
    name_exact_en = models.TextField()
    name_folded_en = models.TextField()
    words_exact = models.TextField()
    texts_folded = models.TextField()

    def __str__(self) -> str:
        return self.name_vi

    @property
    def name(self) -> Text:
        """The procedure's name."""
        return Text(self.name_vi, self.name_en)

    @property
    def sector_name(self) -> Text:
        """The sector's name."""
        return Text(self.sector_vi, self.sector_en)

    @property
    def limit(self) -> Limit:
        """The time that the agency promises."""
        return Limit(self.limit_amount, LimitUnit(self.limit_unit))

    def order(self, language: str) -> str:
        """Return what it is sorted by."""
        return self.order_en if language == "en" else self.order_vi

    def searched(self, language: str) -> Searched:
        """Return what is searched, with the name in a language."""
        names = (
            (self.name_exact_en, self.name_folded_en) if language == "en" else (self.name_exact_vi, self.name_folded_vi)
        )
        return Searched(*names, self.words_exact, self.texts_folded)


PHRASE_LENGTH = 80
"""Characters of what people say."""


class SearchWord(models.Model):
    """What people call a procedure, as an administrator added it: words, as ``search.exact``, with a blank between."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="search_words", verbose_name=_("procedure"))
    phrase = models.CharField(_("what people say"), max_length=PHRASE_LENGTH)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        """A procedure is called so once."""

        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        constraints = [models.UniqueConstraint(fields=["procedure", "phrase"], name="search_word_once")]

    def __str__(self) -> str:
        return self.phrase


class UnfoundSearch(models.Model):
    """How often a text was searched for on a day of which no procedure has all the words; nobody's name is with it."""

    day = models.DateField()
    phrase = models.CharField(max_length=PHRASE_LENGTH)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        """One row for each text and day."""

        constraints = [models.UniqueConstraint(fields=["day", "phrase"], name="unfound_search_once_a_day")]

    def __str__(self) -> str:
        return self.phrase


class Stamp(models.Model):
    """One row whose value the database renews with every change of a unit, its sectors, a calendar or a version.

    ``steady`` reads it. The value is random, so that what a transaction saw that was rolled back never comes again.
    """

    value = models.UUIDField()

    def __str__(self) -> str:
        return str(self.value)


class UnitSectorQuerySet(models.QuerySet["UnitSector"]):
    """Ways to pick rows."""

    def serving(self, sector: str) -> "UnitSectorQuerySet":
        """Narrow to the units that process a sector's dossiers."""
        return self.filter(sector=sector)


class UnitSector(models.Model):
    """Which division processes the dossiers of which sector (lĩnh vực)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="sectors", verbose_name=_("unit"))
    sector = models.SlugField(_("sector"), max_length=60)

    objects: ClassVar[UnitSectorQuerySet] = UnitSectorQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """One row for each unit and sector."""

        verbose_name = _("sector of a unit")
        verbose_name_plural = _("sectors of units")
        constraints = [models.UniqueConstraint(fields=["unit", "sector"], name="unit_sector_once")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.sector}"


class CalendarChange(models.Model):
    """A decision that changed calendars, and how far the open dossiers have been counted again by it.

    ``what`` is the correction as data. Only dossiers whose time touches the days from ``first_on`` to ``last_on``
    can move, none where there are no such days. ``cursor`` is the last dossier that was looked at; ``done`` of
    ``total`` were, ``moved`` of them have new dates; ``failures`` names those that could not be counted.
    """

    decision = models.CharField(_("number of the decision"), max_length=255)
    decided_on = models.DateField(_("date of the decision"), null=True)
    what = models.JSONField(_("what it changes"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(_("created at"))
    first_on = models.DateField(_("first day changed"), null=True)
    last_on = models.DateField(_("last day changed"), null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    failures = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """What is not finished is looked for often, and is rare."""

        verbose_name = _("change of the calendar")
        verbose_name_plural = _("changes of the calendar")
        indexes = [
            models.Index(fields=["id"], name="calendar_change_unfinished", condition=Q(finished_at=None)),
        ]

    def __str__(self) -> str:
        return self.decision


class CalendarVersion(models.Model):
    """A working calendar as deadlines were computed on it: stored once, never changed.

    ``content`` is the calendar's own JSON; between ``first_on`` and ``last_on`` it knows every day. A
    unit's calendar keeps in ``own`` what is only the unit's; the common one has no unit. A calendar
    that comes into force again is stored again: the same digest is always the same content.
    """

    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="calendars", db_index=False, verbose_name=_("unit")
    )
    change = models.ForeignKey(CalendarChange, models.PROTECT, null=True, related_name="versions")
    created_at = models.DateTimeField(_("created at"))
    digest = models.CharField(_("SHA-256 of the content"), max_length=64)
    content = models.JSONField(_("content"))
    own = models.JSONField(_("what is the unit's own"), default=dict, db_default=models.Value({}, models.JSONField()))
    decision = models.CharField(_("decision or other source"), max_length=255, blank=True)
    first_on = models.DateField(_("first day covered"))
    last_on = models.DateField(_("last day covered"))

    class Meta:
        """The newest of a unit is the one in force."""

        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        get_latest_by = ("created_at", "id")
        indexes = [
            models.Index(fields=["unit", "-created_at", "-id"], name="calendar_newest_of_unit"),
            models.Index(fields=["digest"], name="calendar_by_digest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=models.F("first_on")), name="calendar_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on:%d/%m/%Y} – {self.last_on:%d/%m/%Y} ({self.digest[:8]})"
