"""An absence beside others: what another one is in the way of, and what may be meant."""

from http import HTTPStatus

import pytest

from accounts.models import Substitution
from portal.demo import story
from tests.dossiers.browsing import Visitor
from tests.dossiers.bulk.choosing import NOW
from tests.dossiers.desk.test_absences import OWN, typed, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.mark.parametrize(("reader", "path"), [("carol", f"{OWN}{{lan}}/"), ("lan", OWN)])
def test_who_can_enter_another_stand_in_is_led_there(reader: str, path: str) -> None:
    Visitor("lan").post(OWN, typed("carol" if reader == "carol" else "tam"))
    whose = OWN if reader == "carol" else f"{OWN}{story.person('tam').pk}/"

    answer = Visitor(reader).post(whose, typed("bob"))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "which you can do yourself" in words_of(answer)
    assert f'href="{path.format(lan=story.person("lan").pk)}">the page of' in answer.content.decode()
    assert Substitution.objects.count() == 1
