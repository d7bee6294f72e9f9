"""An answer with which nothing is filed here is said as soon as it is given, and stays in sight at the list of parts."""

from datetime import datetime

import pytest
from django.http import HttpResponse

from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

FORM = "/ho-so/nop/gp-buu-chinh/"
SCOPE = "section-service_scope"
LABEL = "Cung ứng dịch vụ trong phạm vi"
TOLD = "Thủ tục này chỉ dành cho phạm vi nội tỉnh."
AT_LIST = "với câu trả lời này thì không nộp ở đây được."
LINK = f'<a href="#div_id_service_scope">{LABEL}</a>: {AT_LIST}'
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def tasks(page: HttpResponse) -> str:
    """Return the list of parts of a page."""
    return page.content.decode().partition('<nav class="tasks"')[2].partition("</nav>")[0]


def answered(scope: str, do: str) -> HttpResponse:
    alice = Visitor("alice", language="vi")
    story.draft_of("alice", NOW, slug="gp-buu-chinh")
    return alice.send(alice.get(FORM), FORM, {"service_scope": scope, "do": do}, follow=True)


@pytest.mark.parametrize("scope", ["inter-provincial", "international"])
def test_without_a_script_the_next_part_says_it_of_the_one_that_was_left(scope: str) -> None:
    page = answered(scope, f"next:{SCOPE}")

    after = page.content.decode().partition("Ở phần trước, xin xem lại điều sau")[2]
    assert f">{LABEL}</a>: {TOLD}" in after.partition("</ul>")[0]
    assert 'href="#div_id_service_scope"' in after.partition("</ul>")[0]


def test_it_stands_at_the_list_of_parts_and_in_what_a_script_shows_anew() -> None:
    page = answered("international", "save:list")

    assert LINK in tasks(page)
    assert '<li class="task task--wrong"><a href="#section-service_scope"' in tasks(page)
    draft = story.draft_of("alice", NOW, slug="gp-buu-chinh", answers={"service_scope": "international"})
    shown = Visitor("alice", language="vi").get("/ho-so/nop/gp-buu-chinh/tien-do/", {"draft": str(draft.key)})
    assert LINK in tasks(shown)


def test_of_an_answer_with_which_one_files_here_nothing_is_said() -> None:
    page = answered("intra-provincial", f"next:{SCOPE}")

    assert AT_LIST not in tasks(page)
    assert "Ở phần trước" not in read(page).words()
