"""Two officers who remark on the same paper at the same instant."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from dossiers.models import Dossier
from dossiers.refusals.review import RemarkedMeanwhile
from portal.demo import story
from tests.dossiers.commands.test_remarks import MONDAY, paper, say, texts

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at(MONDAY)]


def test_of_two_at_the_same_instant_one_is_refused() -> None:
    dossier = story.file("alice", at=MONDAY)

    def press(who: str) -> str:
        try:
            return say(Dossier.objects.get(pk=dossier.pk), paper(dossier), who, text=f"của {who}").text
        except RemarkedMeanwhile:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(press, ["bob", "lan"]))

    assert sorted(map(bool, found)) == [False, True]
    assert texts(dossier) == [text for text in found if text]
