"""A leave that would leave files to nobody names them, says why, and who could go on with them."""

from portal.demo import story
from tests.dossiers.browsing import Visitor
from tests.dossiers.desk import test_absences
from tests.dossiers.desk.test_absences import OWN, typed, waiting_for_the_leader, words_of

pytestmark = test_absences.pytestmark


def test_what_would_lie_with_nobody_is_named_with_the_reason_and_who_could() -> None:
    code = waiting_for_the_leader().dossier.code

    asked = Visitor("lan").post(OWN, typed("dung"))

    assert f'<a href="/mot-cua/{code}/">{code}</a>' in asked.content.decode()
    before, _, could = words_of(asked).partition("Who could, standing in: ")
    assert "has drafted it, and nobody initials or signs what was the own draft." in before
    assert could
    names = could.partition(".")[0]
    assert story.person("dung").get_full_name() not in names
    # Who judges drafts is proposed, and no clerk or officer of the desk as long as there is one.
    assert story.person("hoa").get_full_name() in names
    assert not [who for who in ("bob", "tam") if story.person(who).get_full_name() in names]
