"""Absences in the history of accounts: entered, ended, and cancelled before they began."""

from datetime import timedelta

import pytest

from accounts.models import AccountChange, ChangeKind, Substitution
from portal.demo import story
from tests.dossiers.browsing import Visitor
from tests.dossiers.bulk.choosing import NOW
from tests.dossiers.desk.test_absences import LAST, OWN, TODAY, typed, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_an_absence_and_its_end_stand_in_the_history_of_accounts() -> None:
    lan, admin = Visitor("lan"), Visitor("admin")
    lan.post(OWN, typed("tam"))
    Visitor("carol").post(f"{OWN}{story.person('lan').pk}/", {"end": str(Substitution.objects.get().pk)})

    kinds = AccountChange.objects.filter(person=story.person("lan")).order_by("pk").values_list("kind", "by__username")
    words = words_of(admin.get("/van-hanh/lich-su/"))

    assert list(kinds) == [(ChangeKind.AWAY, "lan"), (ChangeKind.AWAY_ENDED, "carol")]
    assert "Absence entered" in words
    assert "Who stands in: Bùi Thanh Tâm (tam)" in words
    assert "Absence ended" in words_of(admin.get("/van-hanh/lich-su/?kind=away-ended"))


def test_the_history_tells_an_absence_that_was_ended_from_one_that_never_began() -> None:
    later = {"since": (LAST + timedelta(days=1)).isoformat(), "until": (LAST + timedelta(days=2)).isoformat()}
    for days in ({}, later):
        Visitor("lan").post(OWN, {**typed("tam"), **days})
        newest = Substitution.objects.latest("pk")
        Visitor("carol").post(f"{OWN}{story.person('lan').pk}/", {"end": str(newest.pk)})

    begun, never = AccountChange.objects.filter(kind=ChangeKind.AWAY_ENDED).order_by("pk")
    assert (begun.after, never.after) == ({"ended_on": TODAY.isoformat()}, {})
    assert begun.before == {"since": TODAY.isoformat(), "until": LAST.isoformat(), "substitute": "tam"}
    words = words_of(Visitor("admin").get("/van-hanh/lich-su/?kind=away-ended"))
    assert words.count("Ended from: 30/11/2026") == 1, words
