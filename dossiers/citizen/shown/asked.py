"""What the applicant's form shows: questions with all that belongs to them, rows of tables, papers; templates read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms

from dossiers.citizen.paying.fee import Paying
from dossiers.citizen.shown.taken_out import TakenOut
from dossiers.citizen.shown.understood import Echo
from dossiers.filing.arriving import Aside
from dossiers.filing.licences import NOT_ASKED, InRegister
from dossiers.filing.lookups.words import Looked
from dossiers.filing.overlaps import Clash
from dossiers.models import Attachment, PartialFile
from procedures.form import Component, Text


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """When something is asked for: a condition as a script reads it, and as a person does."""

    question: str
    values: str
    """By blanks; a value has none."""
    sentence: str
    is_met: bool
    """Whether it is asked for by the answers so far."""


@dataclass(frozen=True, slots=True)
class Case:
    """An answer with which nothing is filed here, and what is said then."""

    only_if: OnlyIf
    tell: Text


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its place from 0 as fields name it, its number from 1 as people do, its id, its cells."""

    index: int
    number: int
    anchor: str
    cells: list["Part"]
    clash: Clash | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A question on the page. Its own field has no control where ``members`` or ``rows`` have them."""

    name: str
    field: forms.BoundField
    template: str
    only_if: OnlyIf | None = None
    cases: Sequence[Case] = ()
    members: Sequence[forms.BoundField] = ()
    rows: Sequence[Row] = ()
    may_grow: bool = False
    taken_out: TakenOut | None = None
    """The row of it that was taken out last."""
    files: Sequence[Attachment] = ()
    unfinished: Sequence[PartialFile] = ()
    """Files for it that were not sent to their end."""
    aside: Sequence[Aside] = ()
    """Files of it that were taken out and may be put back."""
    twice: Sequence[str] = ()  # what is said of files of it that stand elsewhere, too
    may_be_head_office: bool = False  # whether it is an address, empty yet, that may be that of the head office
    clash: Clash | None = None
    """What another window has saved there, where something else was typed here."""
    echo: Echo | None = None
    """What is said back of the answer; None of a file, of which nothing ever is."""
    register: InRegister = NOT_ASKED
    """What our register says of the licence that is named, and what could be named instead."""


@dataclass(frozen=True, slots=True)
class Section:
    """Parts under a heading; ``anchor`` is where links to it lead."""

    anchor: str
    title: str
    parts: list[Part]
    pays: Paying | None = None
    """What is to be paid with the filing, and how: of the part that asks how it is paid."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A component that is asked for as a file, that is brought, or that this form itself is."""

    component: Component
    files: list[Attachment]
    unfinished: list[PartialFile]
    """Those that were not sent to their end."""
    aside: list[Aside]
    """Those that were taken out and may be put back."""
    field: forms.BoundField | None
    only_if: OnlyIf | None
    looked: Looked | None = None  # what a database says of it, where the law lets it be looked up
    as_file: Text | None = None  # the question at which it comes as a file by the answers, not by what is typed
    twice: Sequence[str] = ()  # what is said of files in it that stand elsewhere, too
