"""Transfers that somebody has recorded by hand, before their statement was read or since: known, and looked at by nobody."""

import re
from html import unescape
from typing import Any

import pytest

from accounts.models import Unit
from dossiers import acts, commands
from dossiers.commands import Fee
from dossiers.models import Payment, Statement
from dossiers.payments.statement import matching
from dossiers.payments.statement.naming import message_of_draft
from dossiers.proof import audit
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.payments.statement import made
from tests.dossiers.payments.statement.made import file_of

NOON = local("2026-01-06 12:00")
PAGE = "/mot-cua/sao-ke/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOON)]


@pytest.fixture(autouse=True)
def agrees() -> Any:
    yield
    assert audit.check_all().differences == []


def paid(reference: str, amount: int = 1_800_000, way: str = "transfer", when: str = "2026-01-06 09:00") -> Walk:
    walk = dossier_at("tham-dinh")
    act(walk, acts.RECEIVE_PAYMENT, "bob", when, fee=Fee(amount, way, reference))
    return walk


def take_in(*rows: tuple[str, str, str]) -> Statement:
    agency = Unit.objects.get(slug="so-tttt")
    file = file_of(made.vietcombank(rows))
    return matching.take_in(file, "sao-ke.csv", agency, by=story.person("bob"), at=NOON)


def rows_of(statement: Statement) -> list[tuple[str, bool]]:
    return [(row.match, row.event_id is not None) for row in statement.transfers.all()]


@pytest.mark.parametrize("reference", ["FT26006123", "ft26 006 123", "FT26006123 05/01/2026"])
@pytest.mark.parametrize("names_it", [True, False])
def test_the_same_number_and_amount_are_the_same_transfer(reference: str, *, names_it: bool) -> None:
    walk = paid(reference)

    statement = take_in(("FT26006123", "1.800.000", walk.dossier.code if names_it else "nop phi"))

    row = statement.transfers.get()
    assert (row.match, row.event_id, row.dossier_id) == ("recorded", Payment.objects.get().event_id, walk.dossier.pk)


@pytest.mark.parametrize(("row_s", "by_hand"), [("", "FT1"), ("FT1", ""), ("", "")])
def test_without_a_number_it_is_the_same_amount_of_the_dossier_once(row_s: str, by_hand: str) -> None:
    walk = paid(by_hand)

    statement = take_in((row_s, "1.800.000", walk.dossier.code), (row_s, "1.800.000", f"{walk.dossier.code} lan 2"))

    assert rows_of(statement) == [("recorded", True), ("not-owed", False)]


@pytest.mark.parametrize(
    ("row", "is_known"),
    [
        (("FT2", "1.800.000", "{code}"), False),
        (("FT1", "1.799.999", "{code}"), False),
        (("", "1.799.999", "{code}"), False),
        (("FT1", "1.800.000", "{other}"), False),
        (("FT1", "=1800000", "{code}"), False),
        (("FT1", "1.800.000", "{code}"), True),
    ],
)
def test_another_number_amount_or_dossier_is_another_transfer(row: tuple[str, str, str], *, is_known: bool) -> None:
    walk, other = paid("FT1"), dossier_at("tham-dinh")
    reference, amount, message = row

    statement = take_in((reference, amount, message.format(code=walk.dossier.code, other=other.dossier.code)))

    assert (statement.transfers.get().match == "recorded") == is_known


def test_what_came_in_cash_or_was_reversed_or_before_the_transfer_is_none() -> None:
    cash, early = paid("FT1", way="cash"), paid("", when="2026-01-05 16:00")
    gone = paid("FT3")
    event = gone.dossier.events.get(action=acts.RECEIVE_PAYMENT)
    act(gone, acts.REVERSE_PAYMENT, "bob", "2026-01-06 10:00", reverses=event.sequence, reason="Ghi nhầm.")
    codes = [walk.dossier.code for walk in (cash, early, gone)]
    text = made.vietcombank(
        [("FT1", "1.800.000", codes[0]), ("", "1.800.000", codes[1]), ("FT3", "1.800.000", codes[2])]
    )

    statement = matching.take_in(
        file_of(text.replace("05/01/2026", "06/01/2026")), "x.csv", Unit.objects.get(slug="so-tttt"), by=None, at=NOON
    )

    assert rows_of(statement) == [("not-owed", False), ("not-owed", False), ("sure", False)]


def test_the_same_transfer_in_another_spelling_is_no_second_payment() -> None:
    walk = paid("FT1")
    take_in(("FT1", "1.800.000", walk.dossier.code))
    file = file_of(made.techcombank([("FT1", "1,800,000", f"{walk.dossier.code} GD 1")]))

    again = matching.take_in(file, "x.csv", Unit.objects.get(slug="so-tttt"), by=None, at=NOON)

    assert rows_of(again) == [("recorded", False)]


def test_the_page_says_so_with_the_receipt_and_asks_nobody_to_look_at_it() -> None:
    walk = paid("FT1")
    statement = take_in(("FT1", "1.800.000", walk.dossier.code), ("FT9", "15.000", "le phi"))
    bob = Visitor("bob", language="vi")

    doubtful = read(bob.get(f"{PAGE}{statement.pk}/")).words()
    known = read(bob.get(f"{PAGE}{statement.pk}/?loai=recorded")).words()

    said = "Đã được ghi thu bằng tay tại hồ sơ"
    assert f"{said} : 1" in doubtful or f"{said}: 1" in doubtful
    assert walk.dossier.code not in doubtful
    assert walk.dossier.code in known
    assert "biên lai BL-2026/00001" in known
    assert "Đánh dấu đã xử lý" not in known


@pytest.mark.parametrize(("amount", "typed"), [("1.200.000", 1_200_000), ("1.800.000", 1_800_000)])
def test_what_is_recorded_by_hand_since_leaves_what_is_open_when_a_page_is_shown(amount: str, typed: int) -> None:
    walk = dossier_at("tham-dinh")
    statement = take_in(("FT26006123", amount, walk.dossier.code), ("FT9", "15.000", "le phi"))
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(typed, "transfer", "ft26006123"))
    bob = Visitor("bob", language="vi")

    doubtful = read(bob.get(f"{PAGE}{statement.pk}/")).words()
    known = read(bob.get(f"{PAGE}{statement.pk}/?loai=recorded")).words()

    assert rows_of(statement) == [("recorded", True), ("no-number", False)]
    assert walk.dossier.code not in doubtful
    assert "biên lai BL-2026/00001" in known


def test_an_open_row_leads_to_the_form_of_a_payment_that_it_fills_in_and_records_nothing_by_itself() -> None:
    walk, bob = dossier_at("tham-dinh"), Visitor("bob", language="vi")
    statement = take_in(("FT26006123", "1.200.000", walk.dossier.code))
    page = bob.get(f"{PAGE}{statement.pk}/").content.decode()
    (address,) = re.findall(rf'href="(/mot-cua/{walk.dossier.code}/[^"#]*)#action-receive-payment"', page)

    file = bob.get(unescape(address))
    form = form_of(file, "/receive-payment/")

    names = ("fee_amount", "fee_method", "fee_reference")
    assert [form.values[name] for name in names] == ["1.200.000", "transfer", "FT26006123 05/01/2026"]
    assert re.search(r'id="action-receive-payment"\s+open', file.content.decode())
    assert not Payment.objects.exists()
    bob.send(file, "/receive-payment/", {name: form.values[name] for name in names} | {"fee_meant": "on"})
    assert f"{PAGE}{statement.pk}/?loai=recorded" in bob.get(f"{PAGE}{statement.pk}/").content.decode()
    assert rows_of(statement) == [("recorded", True)]


@pytest.mark.parametrize(
    "query", ["so-tien=x", "so-tien=0", "so-tien=99999999999999", f"so-tien=5&so-giao-dich={'x' * 61}"]
)
def test_an_address_that_names_no_transfer_fills_in_nothing(query: str) -> None:
    walk, bob = dossier_at("tham-dinh"), Visitor("bob", language="vi")

    form = form_of(bob.get(f"/mot-cua/{walk.dossier.code}/?{query}"), "/receive-payment/")

    assert (form.values["fee_amount"], form.values["fee_method"], form.values["fee_reference"]) == ("1.800.000", "", "")


def test_since_another_amount_or_dossier_or_a_row_that_was_put_aside_is_left_as_it_is() -> None:
    walk, other = dossier_at("tham-dinh"), dossier_at("tham-dinh")
    code = walk.dossier.code
    statement = take_in(("FT1", "1.000.000", code), ("FT2", "500.000", other.dossier.code), ("FT3", "300.000", code))
    aside = statement.transfers.get(reference="FT3")
    bob = Visitor("bob", language="vi")
    bob.post(f"{PAGE}{statement.pk}/", {"settle": aside.pk})
    for number, amount in (("FT1", 900_000), ("FT2", 500_000), ("FT3", 300_000)):
        act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(amount, "transfer", number))

    bob.get(f"{PAGE}{statement.pk}/")
    bob.get(PAGE)

    assert rows_of(statement) == [("less", False), ("less", False), ("less", False)]


def test_an_application_that_was_filed_and_recorded_since_is_known_when_it_is_matched_anew() -> None:
    draft = story.draft_of("alice", local("2026-01-05 09:00"))
    statement = take_in(("FT1", "1.800.000", message_of_draft(draft.key)))
    walk = Walk(commands.submit(draft.key, owner=draft.owner, at=local("2026-01-06 08:00")), NOON)
    fee = Fee(1_800_000, "transfer", "FT1")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=fee)

    matching.match_anew(statement, NOON)

    assert rows_of(statement) == [("recorded", True)]
