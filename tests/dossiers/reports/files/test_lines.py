"""Lines that the database writes: sign by sign those that are made of the same dossiers one by one, whatever stands in them."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import translation

from accounts.models import Unit
from accounts.seats import Seats, seats_of
from dossiers.clock import Verdict
from dossiers.models import Channel, Dossier, DossierQuerySet, Format
from dossiers.reports.files import lines
from dossiers.reports.files.lines import Lines, read
from dossiers.reports.files.listed import COLUMNS, EACH, fields_of, table
from dossiers.reports.sheets import FORMULA, ROWS
from portal.demo import story
from procedures.machine import Status
from tests.dossiers.desk.deciding import walk_to
from tests.dossiers.lifecycle import MONDAY, dossier_at, local

pytestmark = pytest.mark.django_db

NOW = local("2026-03-17 11:30")
WRITTEN = tuple(name for name, column in COLUMNS.items() if column.made_where != EACH)
"""The columns of which the database writes some."""
ENDS = (Status.RESULT_READY, Status.RETURNED, Status.WITHDRAWN, Status.STOPPED)
TEXTS = (
    "", " ", "a,b", 'a "b"', "a\nb", "a\rb", ",", '"', *FORMULA, *(f"{sign}1" for sign in FORMULA), " =1", "\t=1", "\n=1",
    "\u3000=1", "\xa0-1", "\u2028@", "'=1", "<b>&amp;", "\x01", "\x1f", "a\x0bb", "_x0041_", "_", "\ufffe", "\uffff", "＆",
    "Cấp giấy phép, số 1", "ệ" * 250, "😀", r"\N", r"\.", "%s", "{}",
)  # fmt: skip


def life(chance: random.Random, units: Sequence[int]) -> dict[str, Any]:
    """Draw the columns of a dossier; every other one was resolved in time and is in nobody's hands."""
    is_plain, is_accepted = chance.random() < 0.5, chance.random() < 0.9
    accepted = NOW - timedelta(microseconds=chance.randrange(3 * 10**14))
    resolved = accepted + timedelta(seconds=chance.randrange(10**7)) if is_plain or chance.random() < 0.5 else None
    verdict = chance.choice(list(Verdict)).value if resolved else ""
    return {
        "subject": chance.choice(TEXTS)[:250] if chance.random() < 0.3 else f"Giấy phép số {chance.randrange(99)}",
        "organisation": chance.choice(TEXTS)[:200] if chance.random() < 0.3 else "",
        "applicant_name": "Đặng Thị Ước",
        "accepted_at": accepted if is_accepted else None,
        "due_at": accepted.replace(hour=chance.randrange(24), minute=0) if is_accepted else None,
        "lawful_due_at": accepted + timedelta(days=9),
        "late_at": chance.choice([accepted + timedelta(days=9), None]),
        "resolved_at": resolved,
        "returned_at": chance.choice([resolved, None]),
        "verdict": chance.choice(["early", "on_time"]) if is_plain else verdict,
        "status": chance.choice(ENDS).value if resolved else Status.IN_PROCESS.value,
        "holder": "" if is_plain else chance.choice(["", "specialist", "one_stop_officer"]),
        "outcome": chance.choice(["", "granted", "refused"]),
        "proposed": chance.choice(["", "granted", "refused"]),
        "channel": chance.choice(list(Channel)).value,
        "unit_id": chance.choice([None, *units]),
        "owed": chance.choice([None, 0, 1_800_000, chance.randrange(10**6)]),
    }


@pytest.fixture
def dossiers() -> list[int]:
    """Return the ids of dossiers of two versions, as they were drawn, in another order than that of their ids."""
    chance, walked = random.Random(20260317), [dossier_at("returned").dossier, dossier_at("tham-dinh").dossier]
    units = list(Unit.objects.order_by("pk").values_list("pk", flat=True)[:5])
    made = []
    for number in range(400):
        columns = {field.attname: getattr(walked[number % 2], field.attname) for field in Dossier._meta.concrete_fields}
        own = {"id": None, "code": f"X-{number:06}", "draft_key": uuid4()}
        made.append(Dossier(**{**columns, **own, **life(chance, units)}))
    ids = [dossier.pk for dossier in Dossier.objects.bulk_create(made)]
    chance.shuffle(ids)
    return ids


@pytest.fixture
def seats() -> Seats:
    return seats_of(story.person("lan"), date(2026, 3, 17))


def written_by(
    writer: Lines, ids: Sequence[int], seats: Seats, seen: DossierQuerySet | None = None
) -> tuple[bytes, int]:
    """Return a part, and of how many dossiers it is."""
    pieces = list[bytes]()
    count = writer.part(ids, Dossier.objects.all() if seen is None else seen, seats, NOW, pieces.append)
    return b"".join(pieces), count


def made_one_by_one(names: Sequence[str], form: Format, ids: Sequence[int], seats: Seats) -> bytes:
    """Return the lines as they are made of dossiers here, of none by the database."""
    return ROWS[form](table(names, read(fields_of(names), ids, Dossier.objects.all()), seats, NOW))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("form", [Format.CSV, Format.XLSX])
def test_which_way_a_line_has_come_is_not_seen_in_it(
    form: Format, language: str, dossiers: list[int], seats: Seats, monkeypatch: pytest.MonkeyPatch
) -> None:
    translation.activate(language)
    written, by_hand = Lines(WRITTEN, form), []
    made = written._made
    monkeypatch.setattr(Lines, "_made", lambda self, ids, *given: by_hand.append(len(ids)) or made(ids, *given))

    parts = [written_by(written, dossiers[first : first + 100], seats) for first in range(0, 400, 100)]

    assert b"".join(content for content, _count in parts) == made_one_by_one(WRITTEN, form, dossiers, seats)
    assert [count for _content, count in parts] == [100] * 4
    # The words of each part are looked at before it; the database has written at least a fifth of all.
    assert sum(by_hand) < 320


@pytest.mark.parametrize("form", [Format.CSV, Format.XLSX])
@pytest.mark.parametrize("name", WRITTEN)
def test_each_column_is_written_so_by_itself(form: Format, name: str, dossiers: list[int], seats: Seats) -> None:
    written = Lines([name], form)

    content, count = written_by(written, dossiers, seats)

    assert (content, count) == (made_one_by_one([name], form, dossiers, seats), 400)


def test_of_words_that_are_too_many_the_others_are_made_here(
    dossiers: list[int], seats: Seats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOST_WORDS", 2)
    names = ("code", "owed", "status")

    content, _count = written_by(Lines(names, Format.CSV), dossiers, seats)

    assert content == made_one_by_one(names, Format.CSV, dossiers, seats)


def test_of_what_is_not_seen_there_is_no_line_whichever_way_it_would_come(dossiers: list[int], seats: Seats) -> None:
    seen = Dossier.objects.filter(channel=Channel.ONLINE)

    content, count = written_by(Lines(WRITTEN, Format.CSV), dossiers, seats, seen)

    ids = [pk for (pk,) in read(["pk"], dossiers, seen)]
    assert ids == [pk for pk in dossiers if pk in set(seen.values_list("pk", flat=True))]
    assert (content, count) == (made_one_by_one(WRITTEN, Format.CSV, ids, seats), len(ids))


def test_of_what_was_resolved_in_time_no_line_is_made_here(
    dossiers: list[int], seats: Seats, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Dossier.objects.filter(holder="", verdict__in=["early", "on_time"], subject__startswith="G", owed=0)
    ids = list(plain.filter(organisation="").values_list("pk", flat=True))
    written = Lines(WRITTEN, Format.CSV)
    written_by(written, ids, seats)
    monkeypatch.setattr(Lines, "_made", None)

    assert written_by(written, ids, seats) == (made_one_by_one(WRITTEN, Format.CSV, ids, seats), len(ids))
    assert len(ids) > 5


def test_words_that_come_late_in_a_part_and_in_a_later_part_are_known_before_it_is_written(
    seats: Seats, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked = [dossier_at("returned").dossier, walk_to("returned", "dk-co-so-in").dossier]
    other = walk_to("returned", "gp-hoat-dong-in").dossier
    monkeypatch.setattr(lines, "SAMPLE", 2)
    monkeypatch.setattr(lines, "AGAIN", 2)
    ids = [[walked[0].pk] * 3 + [walked[1].pk] * 3, [walked[1].pk] * 3 + [other.pk] * 3]
    names = ("code", "procedure", "status", "outcome", "resolved")
    written = Lines(names, Format.CSV)
    monkeypatch.setattr(Lines, "_made", None)

    contents = [written_by(written, part, seats)[0] for part in ids]

    assert contents == [made_one_by_one(names, Format.CSV, part, seats) for part in ids]


def test_the_way_instants_are_written_is_that_of_the_part_alone(dossiers: list[int], seats: Seats) -> None:
    written_by(Lines(WRITTEN, Format.CSV), dossiers, seats)

    with connection.cursor() as cursor:
        cursor.execute("SHOW timezone")
        assert cursor.fetchone() == ("UTC",)
        cursor.execute("SHOW datestyle")
        assert cursor.fetchone()[0].startswith("ISO")
    assert Dossier.objects.filter(pk__in=dossiers).latest("filed_at").filed_at == MONDAY


def test_a_text_that_begins_like_a_formula_is_a_text(seats: Seats) -> None:
    dossier = story.file("alice", at=MONDAY)
    ids = []
    for typed in (*(f"{sign}1+1" for sign in FORMULA), " =1", "1=1"):
        dossier.pk, dossier.code, dossier.draft_key, dossier.subject = None, f"F-{len(ids)}", uuid4(), typed
        dossier._state.adding = True
        Dossier.objects.bulk_create([dossier])
        ids.append(Dossier.objects.get(code=dossier.code).pk)

    content, _count = written_by(Lines(("subject", "filed"), Format.CSV), ids, seats)

    texts = [line.rpartition(",")[0] for line in content.decode().splitlines()]
    assert texts == [*(f"'{sign}1+1" for sign in FORMULA), "' =1", "1=1"]
