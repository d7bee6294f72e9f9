"""HEAD answers as GET does, without a body: for those who watch a site, and for those who check a link."""

from datetime import datetime

import pytest
from django.http.response import HttpResponseBase

from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, content_of
from tests.dossiers.pages.addresses import NOBODY, OPEN_TO, POSTS
from tests.dossiers.pages.world import world

OF_THE_SITE = ("/healthz", "/readyz", "/tai-khoan/login/", "/tai-khoan/signup/", "/tai-khoan/password/reset/")
BY_PARTS = ("/ho-so/gui-tep/", "/ho-so/gui-tep/{paper}/")
"""Where files are sent by parts nothing is read: HEAD asks how much has come (tus 1.0)."""
ALIKE = ("Content-Type", "Location", "Content-Disposition", "Cache-Control", "Content-Security-Policy")


pytestmark = [pytest.mark.django_db, pytest.mark.at(datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL))]


def head_of(answer: HttpResponseBase) -> dict[str, object]:
    return {"status": answer.status_code, **{name: answer.headers.get(name) for name in ALIKE}}


@pytest.mark.parametrize("is_open", [True, False])
def test_every_address_answers_head_as_it_answers_get(is_open):
    names = world()
    visitors = {who: Visitor(who) for who in (NOBODY, "alice", "bob", "lan", "viet-an", "mallory")}
    asked = 0

    for address in (*OPEN_TO, *(POSTS.keys() - BY_PARTS), *OF_THE_SITE):
        for who, visitor in visitors.items():
            if (who in OPEN_TO.get(address, {NOBODY})) is not is_open:
                continue
            path = address.format(**names)
            got, headed = visitor.get(path), visitor.head(path)

            assert head_of(headed) == head_of(got), (path, who)
            assert content_of(headed) == b"", (path, who)
            assert headed.status_code != 405, (path, who)
            assert content_of(got) or got.status_code == 302, (path, who)
            asked += 1

    assert asked > 40


def test_every_public_address_is_there_for_head():
    names, anybody = world(), Visitor()
    public = [*(address for address, meant in OPEN_TO.items() if NOBODY in meant), *OF_THE_SITE]

    answers = {address: anybody.head(address.format(**names)).status_code for address in public}

    # No schedule runs here.
    assert answers == {**dict.fromkeys(public, 200), "/readyz": 503}
