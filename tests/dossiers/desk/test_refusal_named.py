"""What the paper of a refusal is called: after the acceptance nobody refuses to receive any more."""

import pytest

from portal.demo.story import dossier_in
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]

RECEIVES, RESOLVES = "Phiếu từ chối tiếp nhận giải quyết hồ sơ", "Phiếu từ chối giải quyết hồ sơ"


@pytest.mark.parametrize(
    ("state", "who", "named", "not_named"),
    [("filed", "bob", RECEIVES, RESOLVES), ("van-thu", "tam", RESOLVES, RECEIVES)],
)
def test_a_refusal_names_what_is_refused(state: str, who: str, named: str, not_named: str) -> None:
    walk = dossier_in(state, at=MONDAY)

    words = read(Visitor(who, language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()

    assert named in words
    assert not_named not in words
