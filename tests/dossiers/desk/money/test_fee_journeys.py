"""A fee from the filing to the return, at each time at which it is due and in each way in which it is settled; over HTTP."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers import acts
from dossiers.models import Dossier, Event, Payment
from dossiers.proof import audit
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.commands.test_fee_guards import WAITS, do
from tests.dossiers.desk.money.test_cash_day import PAGE as BOOK
from tests.dossiers.desk.money.test_statements import PAGE as STATEMENTS
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.owing import OWED, STEPS, owing
from tests.dossiers.payments.gateway.made import message, order_of, send
from tests.dossiers.payments.statement import made

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + timedelta(days=3))]


def pressed(dossier: Dossier, who: str, action: str, typed: dict[str, str]) -> None:
    """Open the file and send one of its forms, as a browser does."""
    officer, address = Visitor(who, language="vi"), f"/mot-cua/{dossier.code}/"
    answer = officer.send(officer.get(address), f"/{action}/", typed)
    assert answer.status_code == 302, read(answer).errors


def by_cash(dossier: Dossier) -> None:
    pressed(dossier, "bob", acts.RECEIVE_PAYMENT, {"fee_amount": "1.800.000", "fee_method": "cash"})


def by_transfer(dossier: Dossier) -> None:
    """Have a statement of the bank read, and what is sure of it recorded."""
    bob, text = Visitor("bob", language="vi"), made.vietcombank([("FT1", "1.800.000", f"nop phi {dossier.code}")])
    page = bob.post(STATEMENTS, {"file": SimpleUploadedFile("sao-ke.csv", text.encode())}, follow=True)
    bob.post(page.redirect_chain[-1][0], {"record": "1"})


def on_line(dossier: Dossier) -> None:
    assert send(message(order_of(dossier))).status_code == 200


def waived(dossier: Dossier) -> None:
    typed = {
        "fee_amount": "1.800.000",
        "ground": "Điều 10 Luật Phí và lệ phí 2015",
        "reason": "Hộ nghèo.",
        "waiver_checked": "on",
    }
    pressed(dossier, "lan", acts.WAIVE_FEE, typed)


def let_pass(dossier: Dossier) -> None:
    pressed(dossier, "lan", acts.LET_PASS, {"reason": "Người nộp hẹn nộp khi nhận kết quả."})


SETTLED: dict[str, Callable[[Dossier], None]] = {
    "cash": by_cash,
    "transfer": by_transfer,
    "online": on_line,
    "waived": waived,
    "let-pass": let_pass,
}


def taken(walk: Walk, action: str, who: str, clock: Any) -> None:
    """Take a step a little later than whatever was done last; then it is a little later still."""
    walk.at = max(walk.at, Event.objects.filter(dossier=walk.dossier).latest("sequence").at)
    do(walk, action, who)
    clock.move_to(walk.at + timedelta(minutes=5))


@pytest.mark.parametrize("way", SETTLED)
@pytest.mark.parametrize("due", WAITS)
def test_a_fee_goes_from_the_filing_to_the_return_and_back(tmp_path: Path, due: str, way: str, clock: Any) -> None:
    walk = owing(tmp_path, due)
    clock.move_to(walk.at + timedelta(minutes=5))
    for action, who in STEPS.items():
        if action == WAITS[due]:
            page = read(Visitor(who, language="vi").get(f"/mot-cua/{walk.dossier.code}/"))
            assert not any(form.action.endswith(f"/{action}/") for form in page.forms)
            SETTLED[way](Dossier.objects.get(pk=walk.dossier.pk))
            walk.dossier.refresh_from_db()
        taken(walk, action, who, clock)

    pays = way in ("cash", "transfer", "online")
    assert (walk.dossier.state, walk.dossier.paid) == ("returned", OWED if pays else 0)
    assert walk.dossier.owed == (OWED if way == "let-pass" else 0)
    assert [row.way for row in Payment.objects.all()] == ([way] if pays else [])
    if pays:
        _goes_back(walk.dossier)
    assert audit.check_all().differences == []


def _goes_back(dossier: Dossier) -> None:
    """Reverse after the return what was paid, by whoever may: it is owed again, and stands in the book as reversed."""
    row = Payment.objects.get()
    typed = {"reverses": str(row.event.sequence), "reversal": "wrong", "reason": "Thu nhầm hồ sơ."}
    pressed(dossier, "lan", acts.REVERSE_PAYMENT, typed)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.owed) == ("returned", OWED)
    assert f"Huỷ {row.receipt}" in read(Visitor("bob", language="vi").get(BOOK)).words()


def test_cash_of_a_closed_day_waits_for_the_next_and_the_bank_does_not(tmp_path: Path) -> None:
    first, second = owing(tmp_path, "filing"), owing(tmp_path, "acceptance")
    bob = Visitor("bob", language="vi")
    by_cash(first.dossier)
    bob.post(BOOK, {"counted": "1.800.000", "early": "on"})

    answer = bob.send(
        bob.get(f"/mot-cua/{second.dossier.code}/"),
        "/receive-payment/",
        {"fee_amount": "1.800.000", "fee_method": "cash"},
    )
    on_line(second.dossier)

    assert "đã được Trần Văn Bình khoá" in read(answer).text
    assert [row.way for row in Payment.objects.all()] == ["cash", "online"]
    assert audit.check_all().differences == []
