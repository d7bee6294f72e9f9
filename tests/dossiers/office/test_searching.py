"""The administrator's page of the search over HTTP: what was not found, words that are added and removed, who may."""

from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from procedures.catalogue import unfound
from procedures.models import SearchWord, UnfoundSearch
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 11, 27, 9, 30, tzinfo=LOCAL)
TODAY = NOW.date()
PAGE = "/van-hanh/tu-tim-kiem/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def search(typed: str, *, live: bool = False, **more: str) -> list[str]:
    """Search as anybody does; return the procedures that are listed."""
    headers = {"HX-Request": "true"} if live else {}
    page = Visitor(language="en").get("/thu-tuc/", {"q": typed, **more}, headers=headers).content.decode()
    return [part.split("/")[0] for part in page.split('<a class="title" href="/thu-tuc/')[1:]]


def counted() -> dict[str, int]:
    return dict(UnfoundSearch.objects.values_list("phrase", "times"))


def test_what_is_searched_for_in_vain_is_counted_and_shown_without_anybody() -> None:
    for typed in ("Cây cảnh", "cây  cảnh!", "zebra"):
        search(typed)

    words = read(Visitor("admin", language="en").get(PAGE)).words()

    assert counted() == {"cây cảnh": 2, "zebra": 1}
    assert words.index("cây cảnh") < words.index("zebra")
    assert {field.name for field in UnfoundSearch._meta.get_fields()} == {"id", "day", "phrase", "times"}


@pytest.mark.parametrize(
    ("typed", "more", "live"),
    [
        ("họp báo", {}, False),
        ("quán net", {}, False),
        ("họp báo", {"sector": "buu-chinh"}, False),
        ("cây cảnh", {}, True),
        ("cây cảnh", {"exact": "1"}, False),
        ("cây cảnh", {"page": "2"}, False),
        ("", {}, False),
        ("???", {}, False),
    ],
)
def test_what_is_found_or_still_being_typed_is_not_counted(typed: str, more: dict[str, str], *, live: bool) -> None:
    search(typed, live=live, **more)

    assert counted() == {}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("cây 0912345678", "cây"),
        ("cây 0912 345 678 cảnh", "cây cảnh"),
        ("cây 0912.345.678", "cây"),
        ("001090-012345 cây", "cây"),
        ("cây H26.NN-260105-9999", "cây h26 nn"),
        ("cây a.b@c.vn", "cây"),
        ("0912345678", ""),
        ("cây 2026", "cây 2026"),
        ("cây " * 100, " ".join(["cây"] * 20)),
        ("x" * 200, ""),
    ],
)
def test_no_number_of_anybody_is_kept_and_no_long_text(typed: str, kept: str) -> None:
    assert unfound.countable(typed) == kept


def test_whoever_sends_many_texts_fills_no_table() -> None:
    for number in range(unfound.MOST_A_DAY):
        UnfoundSearch.objects.create(day=TODAY, phrase=f"cây {number}")

    unfound.note("cây khác", on=TODAY)
    unfound.note("cây 1", on=TODAY)

    assert UnfoundSearch.objects.count() == unfound.MOST_A_DAY
    assert counted()["cây 1"] == 2


def test_what_is_old_is_not_shown_and_then_deleted() -> None:
    UnfoundSearch.objects.create(day=date(2026, 1, 5), phrase="xưa")
    UnfoundSearch.objects.create(day=TODAY - timedelta(days=unfound.SHOWN_DAYS), phrase="hôm nào")

    unfound.note("nay", on=TODAY)

    assert [row["phrase"] for row in unfound.lately(TODAY)] == ["nay"]
    assert counted().keys() == {"hôm nào", "nay"}


def test_words_that_are_added_are_used_at_once_and_no_more_when_they_are_removed() -> None:
    admin = Visitor("admin", language="en")
    assert search("cây cảnh") == []

    said = admin.post(PAGE, {"phrase": "Cây  Cảnh", "procedure": "gp-buu-chinh"}, follow=True)
    found, word = search("cay canh"), SearchWord.objects.get()
    page = read(admin.get(PAGE)).words()
    gone = admin.post(PAGE, {"remove": str(word.pk)}, follow=True)

    assert "The search uses these words from now on." in read(said).words()
    assert found == ["gp-buu-chinh"]
    assert (word.phrase, word.added_by.username, word.added_at) == ("cây cảnh", "admin", NOW)
    assert f"{word.added_by.get_full_name()}, 09:30 27/11/2026" in page
    assert "No search of the last 30 days is without a result." in page
    assert "The search does not use these words any more." in read(gone).words()
    assert search("cây cảnh") == []


def test_twice_the_same_changes_nothing() -> None:
    admin = Visitor("admin", language="en")
    sent = {"phrase": "cây cảnh", "procedure": "gp-buu-chinh"}
    admin.post(PAGE, sent)
    word = SearchWord.objects.get()

    again = read(admin.post(PAGE, sent, follow=True)).words()
    admin.post(PAGE, {"remove": str(word.pk)})
    gone = read(admin.post(PAGE, {"remove": str(word.pk)}, follow=True)).words()

    assert "The procedure is found by these words already." in again
    assert "These words were removed already." in gone
    assert "These words were removed already." in read(admin.post(PAGE, {"remove": "x"}, follow=True)).words()


@pytest.mark.parametrize(
    ("said", "slug", "sentence"),
    [
        ("?!", "gp-buu-chinh", "Give one to eight words."),
        ("a b c d e f g h i", "gp-buu-chinh", "Give one to eight words."),
        ("xin giấy phép", "gp-buu-chinh", "These words say nothing of one procedure"),
        ("cây", "khong-co", "Select a valid choice."),
        ("", "", "This field is required."),
    ],
)
def test_words_that_cannot_be_meant_are_refused(said: str, slug: str, sentence: str) -> None:
    answer = Visitor("admin", language="en").post(PAGE, {"phrase": said, "procedure": slug})

    assert answer.status_code == 422
    assert sentence in read(answer).words()
    assert not SearchWord.objects.exists()


def test_a_text_that_was_not_found_leads_to_the_form_with_its_words() -> None:
    search("cây cảnh")
    admin = Visitor("admin", language="en")

    assert f'href="{PAGE}?phrase=c%C3%A2y%20c%E1%BA%A3nh#id_phrase"' in admin.get(PAGE).content.decode()
    assert 'value="cây cảnh"' in admin.get(PAGE, {"phrase": "cây cảnh"}).content.decode()


@pytest.mark.parametrize("who", ["", "alice", "bob", "carol", "mallory"])
def test_for_everybody_else_the_page_does_not_exist(who: str) -> None:
    visitor = Visitor(who) if who else Visitor()

    visitor.post(PAGE, {"phrase": "cây cảnh", "procedure": "gp-buu-chinh"})

    assert not SearchWord.objects.exists()
    if who:
        assert visitor.get(PAGE).status_code == 404


def test_the_page_asks_as_many_questions_for_many_rows_as_for_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    admin = Visitor("admin")
    for said in "abcdefgh":
        admin.post(PAGE, {"phrase": f"cây {said}", "procedure": "gp-buu-chinh"})
        unfound.note(f"hoa {said}", on=TODAY)
    admin.get(PAGE)

    with django_assert_max_num_queries(14):
        admin.get(PAGE)


def test_a_search_that_finds_nothing_asks_few_questions(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    search("cây cảnh")

    with django_assert_max_num_queries(12):
        search("zebra")
