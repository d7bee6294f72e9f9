"""How dossiers end, broken down: each way by its right name, what was refused by its result with the reasons."""

import re
from html import unescape

import pytest

from dossiers.manager.lists import deeds
from dossiers.models import Dossier
from portal.demo import story
from tests.dossiers.browsing import Visitor
from tests.dossiers.desk.deciding import MONDAY, NOW, walk_to
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.manager.test_deeds import row_of
from tests.dossiers.manager.test_figures import CODES, TITLE, table_of, text_of
from tests.dossiers.manager.test_lived import tables

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

DAYS = f"start={MONDAY:%Y-%m-%d}&end={NOW:%Y-%m-%d}"
OTHER = "dk-co-so-in"


def resolved(slug: str = story.SLUG) -> Dossier:
    """Return a dossier whose result is ready."""
    return walk_to("result-ready", slug).dossier


def refused(reason: str, slug: str = story.SLUG) -> Dossier:
    """Return a dossier that was refused by its result."""
    walk = walk_to("tham-dinh", slug).take("propose-refused", "dung", reason=reason)
    while walk.dossier.state != "result-ready":
        walk.onward()
    return walk.dossier


def outcomes(visitor: Visitor, narrowed: str = "") -> dict[str, tuple[str, str]]:
    """Return how many there are of each ending, by what it is called, with the address of its list."""
    page = text_of(visitor, f"/quan-ly/?{DAYS}&by=outcome{narrowed}")
    names, cells_of = table_of(page)
    part = page.partition('id="by"')[2]
    found = re.findall(r'href="(/quan-ly/resolved/[^"]*outcome=[^"]*)"', part)
    return {
        name: (cell[1], unescape(address)) for name, cell, address in zip(names[:-1], cells_of[:-1], found, strict=True)
    }


def test_an_ending_of_several_procedures_is_called_so_that_it_is_right_for_each() -> None:
    resolved()
    resolved(OTHER)
    refused("Không thuộc trường hợp được cấp.")
    refused("Máy không thuộc cơ sở.", OTHER)
    carol = Visitor("carol")

    found = outcomes(carol)
    of_one, of_other = outcomes(carol, f"&procedure={story.SLUG}"), outcomes(carol, f"&procedure={OTHER}")

    assert {name: count for name, (count, _address) in found.items()} == {
        "Granted: licence, certificate, confirmation": "2",
        "Refused, by the result": "2",
    }
    assert set(of_one) == {"Licence granted", "Licence refused"}
    assert set(of_other) == {"Registration confirmed", "Registration not confirmed"}
    for name, (count, address) in (found | of_one | of_other).items():
        page = text_of(carol, address)
        assert TITLE.search(page)[1] == count
        assert f"<strong>{name}</strong>" in page


def test_what_was_refused_by_its_result_says_why_and_reasons_are_summed() -> None:
    same = [refused("Ngoài phạm vi được cấp.").code, refused("ngoài phạm vi  được cấp").code]
    other = refused("Tài liệu đã xuất bản.").code
    resolved()
    carol = Visitor("carol")

    page = text_of(carol, f"/quan-ly/resolved/?{DAYS}&outcome=9-refused")

    assert TITLE.search(page)[1] == "3"
    assert "Tài liệu đã xuất bản." in row_of(page, other)
    assert [row[1] for row in tables(page)["Reasons for refusal"]] == ["2", "1"]
    [(address, count), _one] = re.findall(r'href="([^"]*reason=[^"]*)">(\d+)<', page)
    listed = text_of(carol, unescape(address))
    assert TITLE.search(listed)[1] == count == "2"
    assert set(CODES.findall(listed)) == set(same)


def test_a_refusal_under_the_first_edition_of_the_lifecycle_says_why_too() -> None:
    walk = dossier_at("van-thu", at=local("2026-01-05 08:30"))
    act(walk, "finish-van-thu-refused", "tam", "2026-01-12 09:00", reason="Ngoài phạm vi được cấp.")

    page = text_of(Visitor("carol"), "/quan-ly/resolved/?start=2026-01-01&end=2026-01-31&outcome=9-refused")

    assert "Ngoài phạm vi được cấp." in row_of(page, walk.dossier.code)


def test_why_another_outcome_was_ordered_is_not_why_it_was_refused() -> None:
    walk = walk_to("ky-duyet").take("direct-refused", "lan", reason="Xem lại phạm vi.")
    walk.take("propose-refused", "dung", reason="Ngoài phạm vi được cấp.")
    while walk.dossier.state != "result-ready":
        walk.onward()

    page = text_of(Visitor("carol"), f"/quan-ly/resolved/?{DAYS}&outcome=9-refused")

    assert "Ngoài phạm vi được cấp." in row_of(page, walk.dossier.code)
    assert "Xem lại phạm vi." not in page


def test_what_was_granted_has_no_reasons_of_a_refusal() -> None:
    resolved()

    page = text_of(Visitor("carol"), f"/quan-ly/resolved/?{DAYS}&outcome=9-granted")

    assert TITLE.search(page)[1] == "1"
    assert "Reasons for refusal" not in page


@pytest.mark.parametrize("part", ["9-khong-co", "9-%00", "7-khong-co", "9-granted%00", "-", "99-"])
def test_an_ending_that_there_is_not_narrows_nothing_and_is_said_to(part: str) -> None:
    resolved()

    page = text_of(Visitor("carol"), f"/quan-ly/resolved/?{DAYS}&outcome={part}")

    assert TITLE.search(page)[1] == "1"
    assert "not yours to choose" in page or "means nothing" in page


def test_a_list_of_refusals_by_result_asks_as_often_whatever_there_is(django_assert_max_num_queries) -> None:
    refused("Lý do một")
    carol = Visitor("carol")
    carol.get(f"/quan-ly/resolved/?{DAYS}&outcome=9-refused")
    refused("Lý do hai")
    refused("Lý do ba")

    with django_assert_max_num_queries(26):
        carol.get(f"/quan-ly/resolved/?{DAYS}&outcome=9-refused")


def test_what_was_refused_at_the_desk_leads_to_what_was_refused_by_its_result() -> None:
    page = text_of(Visitor("carol"), f"/quan-ly/refused/?{DAYS}")

    assert re.search(r'href="/quan-ly/\?[^"]*by=outcome#by"', page)


def test_reasons_that_are_not_shown_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deeds, "SHOWN", 1)
    for reason in ("Lý do một", "Lý do hai", "Lý do một"):
        refused(reason)

    page = text_of(Visitor("carol"), f"/quan-ly/resolved/?{DAYS}&outcome=9-refused")

    assert tables(page)["Reasons for refusal"] == [["Lý do một", "2"], ["Other reasons", "1"]]
