"""The form of a list's filters: its words mean what they find, and what cannot be is told at its field."""

import re
from datetime import datetime, timedelta

import pytest

from portal.demo import story
from procedures.machine import Status
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import paid_until
from tests.dossiers.listed import listed

NOW = datetime(2026, 11, 30, 10, 0, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def form(query: str = "", language: str = "vi") -> str:
    page = Visitor("bob", language=language).get(f"/mot-cua/?list=open&filters=open{query}").content.decode()
    return page.partition('<form class="filter-form"')[2].partition("</form>")[0]


@pytest.mark.parametrize("name", ["filed", "due"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_last_day_before_the_first_is_told_at_its_field(name: str, language: str) -> None:
    story.file("alice", at=NOW - timedelta(hours=1))
    asked = {"list": "open", f"{name}_from": "2026-12-02", f"{name}_to": "2026-12-01", "apply": "1"}

    page = Visitor("bob", language=language).get("/mot-cua/", asked, follow=True).content.decode()

    field = re.search(rf'<input[^>]*id="filter-{name}_to"[^>]*>', page)
    assert field
    assert f'aria-describedby="filter-{name}_to-error"' in field[0]
    assert 'value="2026-12-01"' in field[0]
    error = page.partition(f'id="filter-{name}_to-error"')[2].partition("</div>")[0]
    assert "02/12/2026" in error


@pytest.mark.parametrize(
    "asked", ["&filed_from=2026-12-01&filed_to=2026-12-01", "&filed_to=2026-12-01", "&due_from=2026-12-01"]
)
def test_days_in_their_order_are_no_error(asked: str) -> None:
    assert "invalid" not in form(asked)


def test_no_filter_is_called_as_a_status_is() -> None:
    page = form()

    labels = set(re.findall(r"<label[^>]*>([^<]+)</label>", page))
    states = page.partition('id="filter-state"')[2].partition("</select>")[0]
    assert len(labels) > 10
    assert labels & set(re.findall(r">([^<]+)</option>", states)) == set()
    assert f'value="{Status.IN_PROCESS.value}"' in states


def test_what_is_paid_is_not_said_to_need_no_fee() -> None:
    dossier = paid_until("tham-dinh")
    bob = Visitor("bob", language="vi")

    page = bob.get("/mot-cua/?list=open&fee=none")

    assert dossier.code in listed(page)
    assert "không nợ phí" in read(page).words()
    assert "không phải nộp phí" not in read(page).words()


def test_all_who_have_dossiers_can_be_chosen_by_name_below_what_they_are() -> None:
    choice = form().partition('id="filter-holder"')[2].partition("</select>")[0]

    groups = {
        label: rest.partition("</optgroup>")[0]
        for label, _q, rest in (part.partition('"') for part in choice.split('<optgroup label="')[1:])
    }
    who = {name: story.person(name) for name in ("dung", "hoa", "lan", "tam")}
    for name, label in {"dung": "Chuyên viên", "hoa": "Lãnh đạo phòng", "lan": "Lãnh đạo", "tam": "Văn thư"}.items():
        of = [words for head, words in groups.items() if head.startswith(label)]
        assert any(f">{who[name].full_name}<" in words for words in of), name
        assert choice.count(f'value="{who[name].pk}"') == 1
