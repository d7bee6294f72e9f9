"""What a page says of mail while the worker is late: only what can reach somebody is on its way."""

import pytest
import time_machine

from accounts.models import MailAddress
from tests.dossiers.browsing import Visitor
from tests.dossiers.pages.test_undoing_pages import NOW, accepted, desk, words

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_while_the_worker_is_late_no_mail_is_on_its_way_where_none_reaches_the_applicant(
    clock: time_machine.Traveller,
) -> None:
    MailAddress.objects.all().delete()
    walk, bob = accepted(), Visitor("bob", language="vi")
    clock.shift(61)

    page = words(bob.get(desk(walk)))

    assert "không rút lại được nữa: đã hết thời gian rút lại lúc 08:51:00, giấy đang được lập." in page
