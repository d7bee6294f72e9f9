"""Saved views: an address under a name, one's own or a unit's, and no right at all."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Unit
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import queries
from dossiers.desk.lists import saved_views
from dossiers.lists import views
from dossiers.models import SavedView
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.listed import listed
from tests.dossiers.officers import officer

NOW = local("2026-01-06 09:00")
TODAY = date(2026, 1, 6)
PAGE = "/mot-cua/bo-loc/"
SAVE = f"{PAGE}luu/"
DIVISION = "bao-chi-xuat-ban"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def save(who: str, name: str = "Chờ thẩm định", query: str = "", **more: str) -> SavedView:
    """Save a view, by its form; of a list that no other shows where none is named."""
    query = query or f"list=open&step=tham-dinh&filed_from=2026-01-{SavedView.objects.count() + 1:02}"
    answer = Visitor(who).post(f"{SAVE}?{query}", {"name": name, **more})
    assert answer.status_code == 302, read(answer).words()
    return SavedView.objects.latest("pk")


def beside(who: str) -> list[str]:
    """Return the names of the views that stand beside somebody's list."""
    return [tab.label for tab in Visitor(who).get("/mot-cua/").context["views"]]


def do(who: str, view: SavedView, what: str, **more: str) -> int:
    return Visitor(who).post(f"{PAGE}{view.pk}/", {"do": what, **more}).status_code


def delete(who: str, view: SavedView) -> int:
    return Visitor(who).post(f"{PAGE}{view.pk}/xoa/").status_code


def unit_of(slug: str) -> str:
    return str(Unit.objects.get(slug=slug).pk)


def test_a_list_that_is_narrowed_is_saved_under_a_name_and_stands_beside_the_lists_with_its_count() -> None:
    dossier_at("tham-dinh")
    dossier_at("filed")
    bob = Visitor("bob")
    narrowed = bob.get("/mot-cua/?list=open&step=tham-dinh&sort=-filed")
    form = bob.get(next(href for href in links_of(narrowed) if href.startswith(SAVE)))

    answer = bob.send(form, "sort=-filed", {"name": "Chờ thẩm định"}, follow=True)

    [tab] = answer.context["views"]
    assert (tab.label, tab.count, tab.current) == ("Chờ thẩm định", "1", True)
    assert [tab.current for tab in answer.context["tabs"]] == [False] * len(answer.context["tabs"])
    assert len(listed(answer)) == 1
    assert SAVE in narrowed.content.decode()
    assert SAVE not in answer.content.decode(), "it is kept"


def links_of(page) -> list[str]:
    words = page.content.decode().split('href="')
    return [word.partition('"')[0].replace("&amp;", "&") for word in words[1:]]


def test_whole_lists_are_there_already_and_offer_no_saving() -> None:
    assert SAVE not in Visitor("bob").get("/mot-cua/?list=open").content.decode()


def test_a_view_is_its_owner_s_alone() -> None:
    view = save("bob")

    assert beside("bob") == ["Chờ thẩm định"]
    for who in ("lan", "tam", "hoa"):
        assert beside(who) == []
        answer = Visitor(who).get(f"{PAGE}{view.pk}/", follow=True)
        assert "not shared with you" in read(answer).words()
        assert delete(who, view) == 302
        assert "not shared with you" in read(Visitor(who).get(f"{PAGE}{view.pk}/xoa/", follow=True)).words()
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_a_head_shares_one_with_the_division_and_each_officer_may_hide_it() -> None:
    view = save("hoa", unit=unit_of(DIVISION))

    assert (beside("hoa"), beside("dung"), beside("bob")) == ([view.name], [view.name], [])
    assert do("dung", view, "hide") == 302
    assert (beside("hoa"), beside("dung")) == ([view.name], [])
    assert "hidden" in read(Visitor("dung").get(PAGE)).words()
    assert do("dung", view, "show") == 302
    assert beside("dung") == [view.name]


def test_who_answers_for_the_agency_shares_one_with_the_one_stop_desk() -> None:
    view = save("lan", unit=unit_of("mot-cua"))

    assert beside("bob") == [view.name]
    assert "Chờ thẩm định" in read(Visitor("lan").get(PAGE)).words()
    assert beside("dung") == []


@pytest.mark.parametrize("who", ["dung", "bob", "tam"])
def test_nobody_shares_one_with_a_unit_that_they_do_not_head(who: str) -> None:
    answer = Visitor(who).post(f"{SAVE}?list=open", {"name": "A", "unit": unit_of(DIVISION)})

    # Without a choice there is no such field: it is one's own.
    assert answer.status_code == 302
    assert list(SavedView.objects.values_list("owner__username", "unit")) == [(who, None)]


def test_a_head_shares_nothing_with_another_unit() -> None:
    answer = Visitor("hoa").post(f"{SAVE}?list=open", {"name": "Của tôi", "unit": unit_of("mot-cua")})

    assert answer.status_code == 422
    assert 'value="Của tôi"' in answer.content.decode()
    assert not SavedView.objects.exists()


def test_only_its_head_changes_what_a_unit_shares() -> None:
    view = save("hoa", unit=unit_of(DIVISION))

    for what in ("rename", "up", "down"):
        assert do("dung", view, what, name="Khác") == 404
    assert delete("dung", view) == Visitor("dung").get(f"{PAGE}{view.pk}/xoa/").status_code == 404
    assert list(SavedView.objects.values_list("name", flat=True)) == [view.name]
    officer("phuc", Role.DIVISION_HEAD, DIVISION)
    assert do("phuc", view, "rename", name="Khác") == 302
    assert beside("dung") == ["Khác"]
    assert delete("phuc", view) == 302
    assert beside("dung") == []


def test_views_are_renamed_put_in_another_order_and_deleted() -> None:
    first, second, third = (save("bob", name) for name in ("A", "B", "C"))

    assert beside("bob") == ["A", "B", "C"]
    do("bob", third, "up")
    assert beside("bob") == ["A", "C", "B"]
    do("bob", first, "down")
    assert beside("bob") == ["C", "A", "B"]
    do("bob", third, "up")
    do("bob", second, "down")
    assert beside("bob") == ["C", "A", "B"]
    do("bob", first, "rename", name="Đơn vị")
    delete("bob", third)
    assert beside("bob") == ["Đơn vị", "B"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "This field is required."), ("A", "There is a view of this name already."), ("x" * 61, "60")],
)
def test_a_name_that_will_not_do_is_refused_at_its_field_and_stays_typed(name: str, sentence: str) -> None:
    view = save("bob", "A")
    other = save("bob", "B")

    saved = Visitor("bob").post(f"{SAVE}?list=open&step=tham-dinh", {"name": name})
    renamed = Visitor("bob").post(f"{PAGE}{other.pk}/", {"do": "rename", "name": name})

    for answer in (saved, renamed):
        assert answer.status_code == 422
        assert sentence in " ".join(read(answer).errors.values())
        assert f'value="{name}"' in answer.content.decode() or not name
    assert beside("bob") == [view.name, other.name]


def test_two_people_and_a_unit_may_use_the_same_name() -> None:
    for who, more in (("hoa", {}), ("dung", {}), ("hoa", {"unit": unit_of(DIVISION)})):
        save(who, "Chờ tôi", **more)

    assert beside("hoa") == ["Chờ tôi", "Chờ tôi"]


def test_there_are_not_more_than_one_finds_again() -> None:
    owner = story.person("bob")
    SavedView.objects.bulk_create(
        SavedView(owner=owner, name=f"{n}", query="list=open") for n in range(saved_views.MOST)
    )

    answer = Visitor("bob").post(f"{SAVE}?list=open", {"name": "Một nữa"})

    assert answer.status_code == 422
    assert "There are 20 views already." in read(answer).words()


def test_a_view_whose_procedure_is_gone_says_so_and_shows_what_remains() -> None:
    dossier_at("filed")
    view = save("bob", query=f"list=open&procedure={story.SLUG}")
    SavedView.objects.filter(pk=view.pk).update(query="list=open&procedure=da-bo&holder=999999&step=khong-con")
    bob = Visitor("bob")

    page = bob.get(f"{PAGE}{view.pk}/", follow=True)

    words = read(page).words()
    assert (
        f"View “{view.name}”: Part of this address means nothing any more and was left out: procedure, step, held by"
        in words
    )
    assert len(listed(page)) == 1
    assert page.context["views"][0].count == "1"
    assert "Part of this address means nothing any more" in read(bob.get(PAGE)).words()


def test_a_view_whose_person_has_gone_from_the_unit_says_so() -> None:
    user = officer("minh", Role.SPECIALIST, DIVISION)
    view = save("hoa", query=f"list=open&holder={user.pk}")
    user.memberships.all().delete()
    # Names beside rows are kept for a minute.
    caches["process"].clear()

    page = Visitor("hoa").get(f"{PAGE}{view.pk}/", follow=True)

    assert "held by" in read(page).words()
    assert page.status_code == 200


def test_one_who_has_left_a_unit_no_longer_has_its_views() -> None:
    view = save("hoa", unit=unit_of(DIVISION))
    Membership.objects.filter(user__username="dung", unit__slug=DIVISION).delete()
    assert Visitor("dung").get("/mot-cua/").status_code == 200, "dung has another division"

    assert beside("dung") == []
    assert "not shared with you" in read(Visitor("dung").get(f"{PAGE}{view.pk}/", follow=True)).words()


def test_a_unit_that_goes_takes_its_views_along() -> None:
    agency = Unit.objects.get(slug="so-tttt")
    unit = Unit.objects.create(slug="tam", kind="division", name_vi="Tạm", name_en="T", parent=agency)
    SavedView.objects.create(unit=unit, name="A", query="list=open")
    officer("phuc", Role.SPECIALIST, "tam")
    assert beside("phuc") == ["A"]

    Membership.objects.filter(unit=unit).delete()
    unit.delete()

    assert not SavedView.objects.exists()
    assert Visitor("bob").get("/mot-cua/").status_code == 200


@pytest.mark.parametrize(
    "query", ["", "list=", "x=1", "list=open&step=%00&holder=-1", "%ff", "list=open&" + "a" * 3000]
)
def test_whatever_is_stored_as_a_query_breaks_no_page(query: str) -> None:
    SavedView.objects.create(owner=story.person("bob"), name="A", query=query.replace("\x00", "")[:1000])
    bob = Visitor("bob")

    assert [bob.get(address).status_code for address in ("/mot-cua/", PAGE)] == [200, 200]


@pytest.mark.parametrize("what", ["", "explode", "__class__"])
def test_what_no_button_does_is_not_done(what: str) -> None:
    assert do("bob", save("bob"), what) == 404


def test_nobody_sees_more_by_a_view_than_by_the_list() -> None:
    dossier_at("filed")
    inside = dossier_at("tham-dinh").dossier
    save("hoa", query="list=open", unit=unit_of(DIVISION))

    [tab] = Visitor("dung").get("/mot-cua/").context["views"]
    page = Visitor("dung").get(tab.url)

    assert tab.count == "1"
    assert [*listed(page)] == [inside.code]


def test_many_views_ask_no_more_than_one() -> None:
    dossier_at("tham-dinh")
    bob = Visitor("bob")
    asked = []
    for number in range(3):
        save("bob", f"{number}", query=f"list=open&step=tham-dinh&filed_from=2026-01-0{number + 1}")
        bob.get("/mot-cua/")
        story.take(dossier_at("filed").dossier, "accept", "bob", at=NOW)
        with CaptureQueriesContext(connection) as found:
            bob.get("/mot-cua/")
        asked.append(len(found))

    assert len(set(asked)) == 1
    assert asked[0] <= 12


def test_counts_are_as_many_as_the_list_shows_and_stop_at_a_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        dossier_at("filed")
    save("bob", query="list=open&state=1")
    seats = seats_of(story.person("bob"), TODAY)
    [view] = views.glance(seats).views

    assert views.counts(views.glance(seats), seats, NOW) == {view.pk: 3}
    monkeypatch.setattr(queries, "MOST_COUNTED", 2)
    dossier_at("filed")
    [tab] = Visitor("bob").get("/mot-cua/").context["views"]
    assert tab.count == "2+"


def test_its_query_is_the_one_of_the_list() -> None:
    view = save("bob", query="sort=-filed&list=open&x=1&cols=filed,applicant&apply=1&step=tham-dinh")

    assert dict(parse_qsl(view.query)) == {
        "list": "open", "step": "tham-dinh", "sort": "-filed", "cols": "applicant,filed",
    }  # fmt: skip


def test_deleting_asks_first_and_says_what_is_lost_by_whom() -> None:
    own, shared = save("hoa", "Của tôi"), save("hoa", "Của phòng", unit=unit_of(DIVISION))
    hoa = Visitor("hoa", language="vi")
    page = hoa.get(PAGE)
    assert [href for href in links_of(page) if href.endswith("/xoa/")] == [
        f"{PAGE}{own.pk}/xoa/", f"{PAGE}{shared.pk}/xoa/"
    ]  # fmt: skip

    asked = {view.name: read(hoa.get(f"{PAGE}{view.pk}/xoa/")).words() for view in (own, shared)}

    assert SavedView.objects.count() == 2, "to ask deletes nothing"
    assert all("không khôi phục được" in words for words in asked.values())
    assert "Phòng Báo chí - Xuất bản: mọi cán bộ của đơn vị" in asked["Của phòng"]
    assert "mọi cán bộ" not in asked["Của tôi"]
    answer = hoa.send(hoa.get(f"{PAGE}{shared.pk}/xoa/"), "/xoa/", follow=True)
    assert "Đã xoá bộ lọc “Của phòng”." in read(answer).words()
    assert list(SavedView.objects.all()) == [own]


def test_what_is_gone_when_it_is_renamed_keeps_the_name_that_was_typed() -> None:
    view = save("bob")
    SavedView.objects.filter(pk=view.pk).delete()

    answer = Visitor("bob").post(f"{PAGE}{view.pk}/", {"do": "rename", "name": "Chờ ký & <b>"}, follow=True)

    assert "This view is not there any more" in read(answer).words()
    assert "You had typed the name “Chờ ký & <b>”." in read(answer).words()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Thủ tục: Bản tin", "Thủ tục: Bản tin"),
        (
            "Thủ tục: Cấp giấy phép xuất bản tài liệu không kinh doanh; Trạng thái: Mới",
            "Thủ tục: Cấp giấy phép xuất bản tài liệu không kinh doanh",
        ),
        ("x" * 70, "x" * 60),
    ],
)
def test_the_suggested_name_ends_behind_a_word(words: str, name: str) -> None:
    assert saved_views.suggested(words) == name


def test_beside_the_list_stands_what_the_page_of_views_shows_until_it_is_hidden() -> None:
    view = save("hoa", unit=unit_of(DIVISION))

    assert beside("carol") == [view.name]
    assert do("carol", view, "hide") == 302
    assert (beside("carol"), beside("hoa")) == ([], [view.name])
