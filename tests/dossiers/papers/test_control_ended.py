"""The control sheet of what has ended: no verdict of what had no result."""

import re

import pytest
from django.utils.timezone import localtime

from dossiers.models import Dossier
from dossiers.papers.wording import moment_in_words
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.papers.test_control import LATER, sheet

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


@pytest.mark.parametrize(("verdict", "said"), [("early", ""), ("overdue", " (Quá hạn)")])
def test_what_was_withdrawn_was_not_early(verdict: str, said: str) -> None:
    dossier = dossier_at("withdrawn").dossier
    Dossier.objects.filter(pk=dossier.pk).update(verdict=verdict)

    ended = sheet(dossier).ended
    page = Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/").content.decode()
    [shown] = re.findall(r"<dt>Rút lúc</dt><dd>(.*?)</dd>", page)

    at = moment_in_words(localtime(dossier.resolved_at))
    assert ended.endswith(f": {at}{said}")
    assert shown.endswith("2026</time> · Quá hạn" if said else "2026</time>")
    assert "Giải quyết xong lúc" not in page
