"""A printer that is away: form 01 is there to be printed again, the very same, from the end page and from the file."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.http import HttpResponse

from dossiers.background import relay
from dossiers.models import Letter
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def bytes_of(answer: HttpResponse) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer)  # type: ignore[arg-type] # a stream


def test_form_01_is_printed_again_as_often_as_it_takes() -> None:
    dossier, bob = counter.entered(at=MONDAY).dossier, Visitor("bob", language="vi")
    relay.run(MONDAY + timedelta(seconds=5))
    letter = Letter.objects.get(dossier=dossier, kind="01")
    address = f"/ho-so/giay/{letter.token}/?in=1"

    assert f'href="{address}"' in bob.get(f"/mot-cua/quay/{dossier.code}/da-nhan/").content.decode()
    printed = [bytes_of(bob.get(address)) for _time in range(2)]

    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        later = Visitor("bob")
        assert f"/ho-so/giay/{letter.token}/" in later.get(f"/mot-cua/{dossier.code}/").content.decode()
        printed.append(bytes_of(later.get(address)))
    assert len({*printed}) == 1
    assert Letter.objects.filter(dossier=dossier, kind="01").count() == 1


def test_what_is_only_recorded_has_a_paper_for_the_hand() -> None:
    dossier, bob = counter.entered(at=MONDAY, accept=False).dossier, Visitor("bob", language="vi")
    end = f"/mot-cua/quay/{dossier.code}/da-nhan/"

    before = bob.get(end).content.decode()
    relay.run(MONDAY + timedelta(minutes=5))
    after = bob.get(end).content.decode()

    letter = Letter.objects.get(dossier=dossier)
    assert 'hx-select="#proof"' in before
    assert "data-print-paper" not in before
    assert f'href="/ho-so/giay/{letter.token}/?in=1"' in after
    assert "Bản ghi nhận nộp hồ sơ In giấy" in read(bob.get(end)).words(), "it is called as the paper itself"
    assert "xác nhận nộp hồ sơ" not in after


def test_an_accepted_one_offers_form_01_alone() -> None:
    dossier, bob = counter.entered(at=MONDAY).dossier, Visitor("bob", language="vi")
    relay.run(MONDAY + timedelta(minutes=5))

    assert 'id="proof"' not in bob.get(f"/mot-cua/quay/{dossier.code}/da-nhan/").content.decode()
