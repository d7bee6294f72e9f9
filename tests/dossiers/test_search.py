"""A dossier is found by whatever an officer has at hand, and by nobody who may not see it."""

import dataclasses
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Unit
from accounts.seats import Seats, seats_of
from dossiers import search
from dossiers.background import relay
from dossiers.models import Dossier, EventPayload, Letter, Payment, Result, SearchedWords
from dossiers.search import finding
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.officers import CONTACT

pytestmark = pytest.mark.django_db

AN = story.ANSWERS | {
    "applicant_name": "Nguyễn Thị Ánh Đào",
    "applicant_id": "001185012345",
    "applicant_phone": "+84 912 345 678",
    "applicant_email": "anh.dao@example.vn",
    "applicant_organisation": "Hội Nhiếp ảnh Hà Nội",
    "material_name": "Kỷ yếu ảnh đẹp Tây Hồ",
}
BINH = story.ANSWERS | {
    "applicant_name": "Trần Bình",
    "applicant_id": "001185099999",
    "applicant_phone": "0987654321",
    "material_name": "Nội san Đào tạo",
    "content_summary": "Nội san gồm ba phần.",
}


@pytest.fixture
def an() -> Dossier:
    return story.file("alice", at=MONDAY, answers=AN)


@pytest.fixture
def binh() -> Dossier:
    return story.file("mallory", at=MONDAY + timedelta(minutes=3), answers=BINH)


def seats(who: str = "bob") -> Seats:
    return seats_of(story.person(who), MONDAY.date())


def found(text: str, who: str = "bob") -> list[str]:
    codes = dict(Dossier.objects.values_list("pk", "code"))
    return [codes[pk] for pk in search.search(text, seats(who))]


@pytest.mark.parametrize(
    "typed",
    [
        "Nguyễn Thị Ánh Đào", "nguyen thi anh dao", "NGUYEN THI ANH ĐAO", "dao nguyen", "anh dao", "anh nguy",
        "hoi nhiep anh", "Hội Nhiếp ảnh", "ky yeu anh dep", "tay ho", "ảnh đẹp", "anh.dao@example.vn",
        "0912345678", "0912 345 678", "0912.345.678", "+84912345678", "+84 912 345 678", "345678", "5678",
        "001185012345", "001 185 012 345", "012345",
    ],
)  # fmt: skip
def test_a_dossier_is_found_by_a_name_a_number_or_its_end_however_it_is_spelt(
    typed: str, an: Dossier, binh: Dossier
) -> None:
    assert found(typed) == [an.code]


@pytest.mark.parametrize("typed", ["H26.NN-260105-0001", "h26nn2601050001", "260105-0001", "2601050001", "0001"])
def test_the_number_of_a_dossier_is_found_whole_and_by_its_end(typed: str, an: Dossier, binh: Dossier) -> None:
    assert found(typed)[0] == an.code
    assert binh.code not in found(typed)


@pytest.mark.parametrize(
    "typed", ["", " ", "???", "0", "nobody", "nguyen binh", "0912345679", "%", "_", "a:*|b", "'", "\\", "!("]
)
def test_what_is_nowhere_finds_nothing_and_breaks_nothing(typed: str, an: Dossier, binh: Dossier) -> None:
    assert found(typed) == []


def test_the_name_counts_more_than_another_answer_and_an_identity_more_than_both(an: Dossier, binh: Dossier) -> None:
    newer = story.file("mallory", at=MONDAY + timedelta(minutes=9), answers=BINH | {"purpose": "Tặng chị Ánh Đào"})
    assert found("anh dao") == [an.code, newer.code], "a name before another answer, and be that a newer one"
    numbered = story.file("mallory", at=MONDAY + timedelta(hours=1), answers=BINH | {"material_name": "Số 0912345678"})

    assert set(found("0912345678")) == {an.code, numbered.code}
    assert found(numbered.code)[0] == numbered.code


def test_what_fits_equally_is_listed_open_before_ended_and_new_before_old() -> None:
    first, second, third = (
        story.file(who, at=MONDAY + timedelta(hours=n), answers=BINH)
        for n, who in enumerate(("alice", "mallory", "alice"))
    )
    story.take(third, "reject", "bob", at=MONDAY + timedelta(hours=5))

    assert found("tran binh") == [second.code, first.code, third.code]


def test_what_has_the_very_accents_that_were_typed_stands_first_and_then_the_newest() -> None:
    names = ("Lê Hoà Bình", "Nguyên Văn Tứ", "Lê Thị Nguyễn", "Nguyễn Văn Tư", "Lê Nguyên", "Lê Hòa Binh")
    codes = {
        name: story.file("mallory", at=MONDAY + timedelta(minutes=n), answers=BINH | {"applicant_name": name}).code
        for n, name in enumerate(names)
    }

    def named(typed: str) -> list[str]:
        return [name for code in found(typed) for name in names if codes[name] == code]

    assert named("nguyễn") == ["Nguyễn Văn Tư", "Lê Thị Nguyễn", "Lê Nguyên", "Nguyên Văn Tứ"]
    assert named("nguyen") == ["Lê Nguyên", "Nguyễn Văn Tư", "Lê Thị Nguyễn", "Nguyên Văn Tứ"]
    assert named("hòa bình") == ["Lê Hoà Bình", "Lê Hòa Binh"], "wherever the tone is written"
    assert named("nguyên tứ") == ["Nguyên Văn Tứ", "Nguyễn Văn Tư"]


def test_whole_words_come_before_beginnings_and_a_word_without_accents_beside_one_with_them_is_meant_so() -> None:
    names = ("Nguyễn Du", "Nguyễn Dung", "Nguyễn Dũng", "Nguyễn Dự", "Nguyễn Đức")
    codes = {
        name: story.file("mallory", at=MONDAY + timedelta(minutes=n), answers=BINH | {"applicant_name": name}).code
        for n, name in enumerate(names)
    }

    shown = [name for code in found("nguyễn du") for name in names if codes[name] == code]

    assert shown == ["Nguyễn Du", "Nguyễn Dung", "Nguyễn Dự", "Nguyễn Đức", "Nguyễn Dũng"]


def test_a_word_twice_in_a_dossier_makes_it_no_better_than_a_newer_one() -> None:
    twice = BINH | {"applicant_organisation": "Công ty Trần Bình", "purpose": "Trần Bình đọc"}
    first = story.file("mallory", at=MONDAY, answers=twice)
    second = story.file("mallory", at=MONDAY + timedelta(minutes=1), answers=BINH)

    assert found("tran binh") == [second.code, first.code]


@pytest.mark.parametrize("typed", ["0011", "00118", "0912", "09123", "345", "an 0011", "2026 0011"])
def test_a_few_digits_are_nobody_s_number(typed: str, an: Dossier) -> None:
    assert found(typed) == []


@pytest.mark.parametrize("typed", ["001185", "091234", "5678", "012345"])
def test_the_first_six_digits_and_the_last_four_are(typed: str, an: Dossier) -> None:
    assert found(typed) == [an.code]


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("nguyễn", "Nguyễn Nguyên nguyễn", ["Nguyễn", "nguyễn"]),
        ("nguyen", "Nguyễn Nguyên", ["Nguyễn", "Nguyên"]),
        ("nguyễ", "Nguyễn Nguyên", ["Nguyễn"]),
        ("hoà", "Hòa hoa", ["Hòa"]),
        ("2026", "năm 2026, số 20261234", ["2026"]),
        ("2026", "20261234", []),
        ("202612", "20261234", ["20261234"]),
        ("1234", "20261234", ["20261234"]),
    ],
)
def test_what_was_searched_for_is_marked_and_nothing_else(typed: str, text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in search.places(search.Query(typed), text)] == marked


def counted() -> None:
    """Have the database count how common words are, as it does from time to time by itself."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dossiers_searchedwords")


def ways(typed: str, username: str = "bob") -> tuple[list[str], list[str]]:
    """Return the numbers found by a search, and the statements that have looked for its words."""
    with CaptureQueriesContext(connection) as queries:
        codes = found(typed, username)
    return codes, [one["sql"] for one in queries if "tsquery" in one["sql"]]


@pytest.mark.parametrize(("newest", "asked"), [(3, 1), (2, 1), (1, 2)], ids=["all", "two", "too-few"])
def test_of_words_that_stand_in_very_many_the_newest_are_shown(
    newest: int, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks = [story.dossier_in("phan-cong", at=MONDAY + timedelta(hours=n)) for n in range(3)]
    counted()
    monkeypatch.setattr(finding, "MOST", 2)
    monkeypatch.setattr(finding, "ENOUGH", 2)
    monkeypatch.setattr(finding, "NEWEST", newest)

    codes, statements = ways("an")

    # What is not among the newest is asked of the index, which gives any two of three.
    assert len(statements) == asked
    assert codes == [walk.dossier.code for walk in walks[:0:-1]] or (asked > 1 and len(codes) == 2)


def test_of_words_that_are_everywhere_a_division_is_shown_its_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    walks = [story.dossier_in("phan-cong", at=MONDAY + timedelta(hours=n)) for n in range(4)]
    story.person("dung").memberships.exclude(unit=walks[0].dossier.division_id).delete()
    Dossier.objects.filter(pk=walks[3].dossier.pk).update(division=Unit.objects.get(slug="buu-chinh-vien-thong"))
    counted()
    monkeypatch.setattr(finding, "MOST", 2)
    monkeypatch.setattr(finding, "ENOUGH", 2)

    for sample, looked_at, asked in ((2, 3, 2), (2, 1, 3), (64, 3, 2)):
        monkeypatch.setattr(finding, "SAMPLE", sample)
        monkeypatch.setattr(finding, "NEWEST_OWN", looked_at)
        codes, statements = ways("an", "dung")

        # What is not among the newest is asked of the index, which gives any two of three.
        assert len(statements) == asked
        by_the_index = looked_at == 1 or sample > looked_at
        assert codes == [walks[2].dossier.code, walks[1].dossier.code] or (by_the_index and len(codes) == 2)


@pytest.mark.parametrize(
    ("typed", "last"), [("an d", "d"), ("an da", "da:*"), ("an 12345", "12345"), ("an 123456", "123456:*")]
)
def test_the_last_word_may_go_on_where_it_is_long_enough(typed: str, last: str) -> None:
    assert search.Query(typed).parts(begun=True) == ["an", last]
    assert search.Query(typed).parts(begun=False)[1] == last.removesuffix(":*")


@pytest.mark.parametrize("username", ["bob", "hoa"])
def test_the_index_is_not_asked_for_a_word_that_stands_everywhere(username: str) -> None:
    for n in range(3):
        story.dossier_in("phan-cong", at=MONDAY + timedelta(hours=n))
    counted()

    codes, statements = ways("an khongcogi", username)

    assert codes == []
    for statement in statements:
        assert "@@ '(khongcogi" in statement
        assert "'') @@ 'an'::tsquery" in statement


@pytest.mark.parametrize(
    "typed", ["dao", "an dao", "nguyen d", "2601", "091 234", "noi san", "tran binh dao", "kỷ yếu"]
)
def test_what_is_known_of_words_changes_the_way_and_nothing_of_what_is_found(
    typed: str, an: Dossier, binh: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = found(typed)
    counted()
    for share in (0, 0.5, 1):
        monkeypatch.setattr(finding, "COMMON", share)
        monkeypatch.setattr(finding, "EVERYWHERE", share)

        assert found(typed) == before


def test_a_word_that_is_common_is_the_beginning_of_no_other() -> None:
    story.file("alice", at=MONDAY, answers=BINH)
    counted()

    for typed, asked in (("khongcogi binh", 1), ("khongcogi bin", 2)):
        assert len(ways(typed, "hoa")[1]) == asked


def test_a_result_and_a_paper_are_found_by_their_numbers() -> None:
    walk = story.dossier_in("result-ready", at=datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL))
    relay.run(walk.at)
    result, letter = Result.objects.get(), Letter.objects.get(kind="01")
    assert letter is not None

    for typed in (result.number, result.number.lower(), f"Số {result.number}", result.number[1:], "01 / GP-STTTT"):
        assert found(typed) == [walk.dossier.code], typed
    assert found(letter.number) == [walk.dossier.code]
    assert search.exact(f"http://localhost:8000/xac-minh/{letter.token}/", seats()) == walk.dossier.code
    assert search.exact(f"http://localhost:8000/xac-minh/{letter.token}/", seats("alice")) == ""
    # As a scanner reads it: with what the code says by itself, of which a field takes the beginning.
    for statement in ("8" * 383, "8" * 90):
        scanned = f"http://localhost:8000/xac-minh/{letter.token}/#{statement}"
        assert search.exact(scanned, seats()) == walk.dossier.code


@pytest.mark.parametrize(
    "typed",
    [
        "H26.NN-260105-0001",
        "h26.nn-260105-0001",
        "H26NN2601050001",
        "H26 NN 260105 0001",
        "https://x.vn/ho-so/H26.NN-260105-0001/",
    ],
)
def test_a_whole_number_names_one_dossier(typed: str, an: Dossier) -> None:
    assert search.exact(typed, seats()) == an.code


@pytest.mark.parametrize(
    "typed", ["260105-0001", "0001", "H26.NN-260105-0002", "https://x.vn/ho-so/0001/", "https://x.vn/a/"]
)
def test_a_part_of_a_number_opens_nothing(typed: str, an: Dossier) -> None:
    assert search.exact(typed, seats()) == ""


@pytest.mark.parametrize("who", ["alice", "van", "tam-khac"])
def test_nobody_finds_what_that_person_may_not_see(who: str, an: Dossier) -> None:
    if who == "tam-khac":
        other = Unit.objects.create(kind="agency", slug="khac", agency_code="H99", name_vi="Khác", name_en="Other")
        found_in = dataclasses.replace(
            seats("tam"), seats=tuple(dataclasses.replace(s, agency_id=other.pk) for s in seats("tam"))
        )
    else:
        found_in = seats(who)

    assert [search.search(typed, found_in) for typed in ("anh dao", an.code, "0912345678", "0001")] == [[]] * 4
    assert search.exact(an.code, found_in) == ""


def test_a_division_finds_what_it_has_and_no_more_once_another_has_it() -> None:
    dossier = story.dossier_in("phan-cong", at=MONDAY, applicant="alice").dossier
    other = Unit.objects.get(slug="buu-chinh-vien-thong")
    held = [seat for seat in seats("dung") if seat.unit_id in (dossier.division_id, other.pk)]
    held.sort(key=lambda seat: seat.unit_id != dossier.division_id)
    here, there = (dataclasses.replace(seats("dung"), seats=(seat,)) for seat in held)
    assert [search.search("khuyen hoc", one) for one in (here, there)] == [[dossier.pk], []]

    Dossier.objects.filter(pk=dossier.pk).update(division=other)

    assert [search.search("khuyen hoc", one) for one in (here, there)] == [[], [dossier.pk]]
    assert search.search("khuyen hoc", seats("carol")) == [dossier.pk]


def test_an_officer_does_not_find_ones_own() -> None:
    own = story.file("bob", at=MONDAY, answers=AN | CONTACT)

    assert found("anh dao") == []
    assert found("anh dao", "hoa") == [], "the division has not got it yet"
    assert found("anh dao", "carol") == [own.code]


def test_erased_words_find_nothing_any_more_and_the_number_still_does(an: Dossier, binh: Dossier) -> None:
    EventPayload.objects.filter(event__dossier=an).erase(at=MONDAY + timedelta(days=1))

    assert [found(typed) for typed in ("anh dao", "0912345678", "nhiep anh")] == [[], [], []]
    assert found("2601050001") == [an.code]
    assert list(SearchedWords.objects.values_list("dossier", flat=True)) == [binh.pk]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=60)
    | st.text("ab'\\%&|!:*()<>0123 /-.+_\"", max_size=30)
)
def test_whatever_is_typed_is_searched_and_never_breaks_the_statement(text: str) -> None:
    for who in ("bob", "dung"):
        assert search.search(text, seats(who)) == []
        assert search.exact(text, seats(who)) == ""


@pytest.mark.parametrize("sign", ["\u3300", "\ufdfa", "\u1e9e", "đ", "a"])
def test_a_word_that_folding_makes_longer_than_the_database_reads_finds_nothing(sign: str, an: Dossier) -> None:
    assert found(sign * 200) == []
    assert found(f"{sign * 200} dao") == []


def test_the_tax_code_of_a_branch_finds_its_company_and_a_word_before_a_number_is_left_out() -> None:
    company = story.file("alice", at=MONDAY, answers=AN | {"establishment_decision_no": "0199334651"})

    for typed in ("0199334651-001", "MST 0199334651", "mst: 0199334651", "Mã số thuế 0199334651-002", "SĐT 0912345678"):
        assert found(typed) == [company.code], typed
    assert search.Query("Số nhà 12 Lê Duẩn").text == "Số nhà 12 Lê Duẩn"
    assert search.Query("hồ sơ 12").text == "hồ sơ 12", "too short to be copied"


def test_the_number_of_a_receipt_finds_its_dossier() -> None:
    walk = story.dossier_in("tham-dinh", at=MONDAY)
    walk.take("receive-payment", "bob")
    story.file("mallory", at=MONDAY, answers=BINH)
    receipt = Payment.objects.get().receipt

    assert found(receipt) == found(receipt.lower()) == found(receipt.replace("-", "")) == [walk.dossier.code]
    assert found(receipt, "mallory") == []


@pytest.mark.parametrize(
    "typed", ["2026/00001", "00001", "bl 00001", "BL-1", "biên lai 00001", "Biên lai số 2026/00001"]
)
def test_the_end_of_a_receipt_s_number_finds_its_dossier(typed: str) -> None:
    walk = story.dossier_in("tham-dinh", at=MONDAY)
    walk.take("receive-payment", "bob")
    assert Payment.objects.get().receipt == "BL-2026/00001"
    story.file("mallory", at=MONDAY, answers=BINH)

    assert walk.dossier.code in found(typed)
    assert found("2025/00001") == found("bl 00002") == []
    assert found(typed, "mallory") == []
