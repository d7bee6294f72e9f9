"""The counter's pages: from a card to the number, without a script, and nothing that was typed is lost."""

import re
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from pytest_django import DjangoAssertNumQueries

from dossiers.filing.counter import entries
from dossiers.models import Channel, CounterPerson, Dossier, Draft
from portal.demo import story
from portal.demo.people import PEOPLE
from portal.demo.story import Walk
from procedures.machine import Status
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
CARD = f"{counter.NUMBER}||{counter.NAME}|15051988|Nữ|{counter.SHOWN.address}|01072021"
DESK = "/mot-cua/quay/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


def looked_up(bob: Visitor, shown: str) -> HttpResponse:
    return bob.post(DESK, {"shown": shown})


def noted(bob: Visitor, **typed: str) -> HttpResponse:
    page = looked_up(bob, CARD)
    form = next(one for one in read(page).forms if "number" in one.values)
    return bob.post(DESK, {**form.values, **typed})


def begun(bob: Visitor, query: str = "Xuất bản tài liệu không kinh doanh", channel: str = "desk") -> HttpResponse:
    where = noted(bob).headers["Location"]
    code = Draft.objects.count()
    answer = bob.post(where, {"q": query, "channel": channel, "key": str(uuid4())})
    if answer.status_code == 200:
        answer = bob.post(where, {"slug": story.SLUG, "channel": channel, "key": str(uuid4())})
    assert Draft.objects.count() == code + 1
    return answer


def filled(bob: Visitor, **more: str) -> tuple[str, dict[str, str]]:
    """Return where an application is, and what makes it complete."""
    where = begun(bob).headers["Location"]
    draft = Draft.objects.get()
    return where, {**counter.pressed(draft, MONDAY), **more}


def test_from_a_card_to_the_number_in_four_presses(bob: Visitor) -> None:
    where, typed = filled(bob)

    done = bob.post(where, {**typed, "do": "accept"}, follow=True)

    dossier = Dossier.objects.get()
    assert (dossier.status, dossier.channel, dossier.applicant_name) == (Status.ACCEPTED, "desk", counter.NAME)
    words = read(done).words()
    assert dossier.code in words
    assert "Nộp thêm một hồ sơ cho người này" in words
    assert "đang được in" in words


def test_a_card_fills_the_form_and_only_confirming_notes_anybody(bob: Visitor) -> None:
    page = looked_up(bob, CARD)

    form = next(one for one in read(page).forms if "number" in one.values)
    assert (form.values["number"], form.values["name"]) == (counter.NUMBER, counter.NAME)
    assert (form.values["address"], form.values["born_on"]) == (counter.SHOWN.address, "15/05/1988")
    assert not CounterPerson.objects.exists()
    assert counter.NUMBER not in noted(bob).headers["Location"]


def test_who_was_served_before_is_offered_with_a_masked_phone(bob: Visitor) -> None:
    person = counter.mai(MONDAY, phone="+84912345678")

    for shown in (CARD, counter.NUMBER, "0912 345 678"):
        page = looked_up(bob, shown)
        words = read(page).words()
        assert f"{counter.NAME} · {counter.NUMBER}" in words, shown
        assert "•••• 678" in words
        assert "912345" not in page.content.decode().replace('value="0912', "") or shown.startswith("09")
    answer = bob.post(DESK, {"known": str(person.pk)})
    assert answer.headers["Location"] == f"{DESK}nguoi/{person.pk}/"


def test_an_earlier_dossier_leads_to_its_person_and_of_an_account_only_to_a_form(bob: Visitor) -> None:
    mine = counter.entered(at=MONDAY).dossier
    hers = story.file("alice", at=MONDAY)

    assert [one.name for one in looked_up(bob, mine.code).context["found"]] == [counter.NAME]
    page = looked_up(bob, hers.code)
    assert page.context["found"] == []
    assert page.context["form"].initial["number"] == "001185012345"
    assert "Không đọc được" in read(looked_up(bob, "H26.14-260105-9999")).words()


@pytest.mark.parametrize("channel", ["desk", "online"])
def test_the_number_of_a_dossier_leads_to_that_dossier_first_and_to_its_return_where_its_result_waits(
    bob: Visitor, channel: str
) -> None:
    dossier = story.file("alice", at=MONDAY) if channel == "online" else counter.entered(at=MONDAY).dossier
    file = f'href="/mot-cua/{dossier.code}/'

    before = looked_up(bob, dossier.code).content.decode()
    Walk(dossier, MONDAY).until("result-ready")
    after = looked_up(bob, dossier.code.lower()).content.decode()

    assert f'{file}" autofocus>Mở hồ sơ này' in before
    assert f'{file}#action-return" autofocus>Đã có kết quả' in after
    assert 'id="action-return"' in bob.get(f"/mot-cua/{dossier.code}/").content.decode()
    for page in (before, after):
        assert file in page.partition(" autofocus")[0].rpartition("<")[2]


def test_the_number_of_a_dossier_that_waits_for_a_supplement_leads_to_where_that_is_recorded(bob: Visitor) -> None:
    dossier, of_account = counter.entered(at=MONDAY, accept=False).dossier, story.file("alice", at=MONDAY)
    first = dossier.machine.components[0].name
    for one in (dossier, of_account):
        story.take(one, "ask-supplement", "bob", at=MONDAY, components={first: "Nộp bản có chứng thực."})

    page = looked_up(bob, dossier.code).content.decode()
    on_line = looked_up(bob, of_account.code).content.decode()

    assert f'href="/mot-cua/quay/{dossier.code}/bo-sung/" autofocus>' in page
    assert f'href="/mot-cua/{dossier.code}/"' in page
    assert "/bo-sung/" not in on_line, "its applicant answers that"
    assert f'href="/mot-cua/{of_account.code}/" autofocus>' in on_line


def test_the_page_of_a_person_says_which_result_waits_and_leads_to_its_return(bob: Visitor) -> None:
    dossier = counter.entered(at=MONDAY).dossier
    page = f"{DESK}nguoi/{dossier.applicant_id}/"
    link = f'href="/mot-cua/{dossier.code}/#action-return"'
    assert link not in bob.get(page).content.decode()

    Walk(dossier, MONDAY).until("result-ready")

    assert link in bob.get(page).content.decode()


def test_a_number_that_an_officer_may_not_see_leads_nowhere(bob: Visitor) -> None:
    own = story.file("alice", at=MONDAY)
    Dossier.objects.filter(pk=own.pk).update(applicant=story.person("bob"))

    page = looked_up(bob, own.code)

    assert page.context["dossier"] is None
    assert own.code not in page.content.decode().replace(f'value="{own.code}"', "")


def test_another_name_under_a_number_is_asked_about_and_nothing_typed_is_lost(bob: Visitor) -> None:
    person = counter.mai(MONDAY)

    refused = noted(bob, name="Lê Văn Tám")
    assert refused.status_code == 409
    form = next(one for one in read(refused).forms if "number" in one.values)
    assert (form.values["name"], ("same_as", str(person.pk)) in form.buttons) == ("Lê Văn Tám", True)

    bob.post(DESK, {**form.values, "is_another": "1"})
    assert CounterPerson.objects.filter(number=counter.NUMBER).count() == 2


def test_who_is_under_age_is_said_and_goes_on(bob: Visitor) -> None:
    page = bob.post(DESK, {"shown": CARD.replace("15051988", "15052012").replace("001188", "001312")})

    assert "mới 14 tuổi" in read(page).words()
    form = next(one for one in read(page).forms if "number" in one.values)
    assert bob.post(DESK, form.values).status_code == 302, "what the page has said already is not asked again"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"number": "123"}, "id_number"),
        ({"number": "012345678901"}, "id_number"),
        ({"name": ""}, "id_name"),
        ({"address": " "}, "id_address"),
        ({"phone": "12"}, "id_phone"),
        ({"born_on": "31/02/1988"}, "id_born_on"),
        ({"born_on": "01/01/2030"}, "id_born_on"),
    ],
)
def test_what_is_wrong_of_a_person_is_said_at_its_field(bob: Visitor, typed: dict[str, str], field: str) -> None:
    page = noted(bob, **typed)

    assert page.status_code == 422
    assert field in read(page).errors
    assert not CounterPerson.objects.exists()


@pytest.mark.parametrize("query", ["không có thủ tục nào như vậy đâu zzz", "\x00", " ", "a" * 5000])
def test_words_that_mean_no_procedure_are_answered_by_a_sentence(bob: Visitor, query: str) -> None:
    where = noted(bob).headers["Location"]

    page = bob.post(where, {"q": query, "channel": "x", "key": "x"})

    assert page.status_code == 200
    assert not Draft.objects.exists()


def test_a_code_alone_opens_the_procedure_at_once(bob: Visitor) -> None:
    draft = Draft.objects.get(pk=UUID(begun(bob, "1.003868").headers["Location"].split("/")[-2]))

    assert draft.procedure.slug == story.SLUG
    assert (draft.channel, draft.entered_by.username) == (Channel.DESK, "bob")


def test_what_is_refused_stays_typed_and_the_faults_stand_at_their_fields(bob: Visitor) -> None:
    where, typed = filled(bob, language="", applicant_phone="0912", applicant_email="x")
    first = Draft.objects.get().version.machine.components[0].name

    page = bob.post(where, {**typed, f"brought-{first}.original": "x", "do": "accept"})

    assert page.status_code == 422
    found = read(page)
    assert {
        "id_language",
        "id_applicant_phone",
        "id_applicant_email",
        f"id_brought-{first}.original",
    } <= found.errors.keys()
    form = next(one for one in found.forms if "applicant_address" in one.values)
    assert form.values["applicant_phone"] == "0912"
    assert form.values["extent"] == typed["extent"]
    assert form.values[f"brought-{first}.original"] == "x"
    assert not Dossier.objects.exists()
    assert "<details open>" in page.content.decode()


def test_a_required_paper_of_which_nothing_came_is_asked_for_at_its_place(bob: Visitor) -> None:
    where, typed = filled(bob)
    paper = next(one for one in Draft.objects.get().version.machine.components if one.required and one.is_uploaded)

    page = bob.post(where, {**typed, f"brought-{paper.name}.original": "", "do": "accept"})

    assert "Chưa có bản nào của giấy tờ này" in read(page).errors[f"id_brought-{paper.name}.original"]
    page = bob.post(
        where,
        {**typed, f"brought-{paper.name}.original": "", f"component-{paper.name}": story.upload(), "do": "accept"},
    )
    assert Dossier.objects.get().attachments.get().component == paper.name


def test_enter_in_a_field_files_nothing(bob: Visitor) -> None:
    where, typed = filled(bob)

    page = bob.post(where, {**typed, "do": "save"})

    assert page.status_code == 200
    assert not Dossier.objects.exists()
    form = next(one for one in read(page).forms if "applicant_address" in one.values)
    assert form.buttons[0] == ("do", "save"), "the first button of a form is what Enter presses"


def test_a_second_press_leads_to_the_same_dossier(bob: Visitor) -> None:
    where, typed = filled(bob)

    first = bob.post(where, {**typed, "do": "accept"})
    second = bob.post(where, {**typed, "do": "accept"})

    assert first.headers["Location"] == second.headers["Location"]
    assert Dossier.objects.count() == 1


def test_a_file_that_is_none_is_said_at_its_place_and_one_that_is_can_be_taken_away(bob: Visitor) -> None:
    where, typed = filled(bob)
    paper = next(one.name for one in Draft.objects.get().version.machine.components if one.is_uploaded)

    wrong = bob.post(where, {**typed, f"component-{paper}": story.upload("a.exe", b"MZ"), "do": "accept"})
    assert f"id_component-{paper}" in read(wrong).errors
    assert not Dossier.objects.exists()
    bob.post(where, {**typed, f"component-{paper}": story.upload(), "do": "save"})
    kept = Draft.objects.get().attachments.filter(problem="").get()
    bob.post(where, {**typed, "remove": str(kept.pk)})
    assert not Draft.objects.get().attachments.filter(problem="").exists()


def test_what_was_begun_is_found_again_and_can_be_thrown_away(bob: Visitor) -> None:
    where, _typed = filled(bob)

    assert counter.NAME in read(bob.get(DESK)).words()
    assert bob.get(where).status_code == 200
    asked = bob.post(where, {"do": "discard"})
    assert (asked.status_code, Draft.objects.count()) == (409, 1), "it is asked first"
    assert counter.NAME in read(asked).words()
    assert f'value="discard" formaction="{where}#discarding"' in bob.get(where).content.decode()
    focused = [tag for tag in re.findall("<[^>]*>", asked.content.decode()) if " autofocus" in tag]
    assert [('id="discarding"' in tag or 'id="keys-title"' in tag) for tag in focused] == [True] * len(focused)
    assert any('id="discarding"' in tag for tag in focused), "the question has the focus, no field before it"
    bob.post(where, {"do": "discard-sure"})
    assert not Draft.objects.exists()
    assert bob.get(where).status_code == 404


def test_one_more_for_the_same_person_keeps_the_person(bob: Visitor) -> None:
    where, typed = filled(bob)
    bob.post(where, {**typed, "do": "record"})
    person = CounterPerson.objects.get()

    page = bob.get(f"{DESK}nguoi/{person.pk}/")
    assert Dossier.objects.get().code in read(page).words()
    again = bob.post(f"{DESK}nguoi/{person.pk}/", {"slug": story.SLUG, "channel": "post", "key": str(uuid4())})

    assert Draft.objects.get().owner_id == person.pk
    words = read(bob.get(again.headers["Location"])).words()
    assert "Ngày trên phong bì" in words


def test_an_officer_s_own_is_refused_with_a_sentence(bob: Visitor) -> None:
    page = noted(bob, name=story.person("bob").full_name)

    assert page.status_code == 403
    assert "không ai được xử lý hồ sơ của chính mình" in read(page).words()
    assert not CounterPerson.objects.exists()


@pytest.mark.parametrize("username", ["", *(one.username for one in PEOPLE if one.username != "bob")])
def test_for_everybody_else_the_counter_does_not_exist(username: str) -> None:
    draft, person = counter.begun(at=MONDAY), CounterPerson.objects.get()
    visitor = Visitor(username)

    pages = [DESK, f"{DESK}nguoi/{person.pk}/", f"{DESK}{draft.key}/", f"{DESK}H26.14-261207-0001/da-nhan/"]
    for page in pages:
        assert visitor.get(page).status_code == (404 if username else 302)
        assert visitor.post(page, {"do": "accept", "shown": CARD}).status_code in (
            (404,) if username else (302, 403, 409)
        )
    assert not Dossier.objects.exists()


def test_the_applicant_of_the_counter_has_no_way_in(bob: Visitor) -> None:
    counter.entered(at=MONDAY)

    user = CounterPerson.objects.get().user
    assert not Visitor().login(username=user.username, password="")
    assert not user.has_usable_password()


def test_who_enters_sees_own_entries_only_and_strange_addresses_are_not_found(bob: Visitor) -> None:
    for address in (f"{DESK}{uuid4()}/", f"{DESK}nguoi/999999/", f"{DESK}khong-co/da-nhan/"):
        assert bob.get(address).status_code == 404
    assert bob.post(DESK, {"known": "999999999999999999999", "number": "x"}).status_code == 422
    assert bob.post(f"{DESK}{uuid4()}/", {"do": "accept"}).status_code == 404


def test_rows_of_a_table_come_and_go(bob: Visitor) -> None:
    slug = "nhap-khau-xbp-khong-kinh-doanh"
    draft = counter.begun(slug, at=MONDAY)
    tables = [one for one in draft.version.machine.questions if one.kind == "table"]
    if not tables:
        pytest.skip("no table")
    where = f"{DESK}{draft.key}/"

    page = bob.post(where, {**counter.pressed(draft, MONDAY), "do": f"add-row:{tables[0].name}"})

    assert f"remove-row:{tables[0].name}:1" in page.content.decode()
    assert bob.post(where, {"do": f"remove-row:{tables[0].name}:99x"}).status_code == 200
    assert bob.post(where, {"do": "add-row:không"}).status_code == 200


@pytest.mark.parametrize("page", ["first", "person", "entry"])
def test_pages_ask_little_of_the_database(
    page: str, bob: Visitor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    draft = counter.begun(at=MONDAY)
    where = {"first": DESK, "person": f"{DESK}nguoi/{draft.owner_id}/", "entry": f"{DESK}{draft.key}/"}[page]
    bob.get(where)

    with django_assert_max_num_queries(12):
        assert bob.get(where).status_code == 200
    assert entries.own(story.person("bob")).count() == 1


def test_the_file_says_what_came_on_paper_and_by_which_paper_somebody_files_for_another(bob: Visitor) -> None:
    more = {"applicant_organisation": "Hội A", "authority": "Giấy giới thiệu số 7", "authorised_until": "31/12/2026"}
    dossier = counter.entered(at=MONDAY, channel=Channel.POST, more=more).dossier

    words = read(bob.get(f"/mot-cua/{dossier.code}/")).words()

    assert f"{dossier.machine.components[0].title.vi} (Bản chính: 1)" in words
    assert "Giấy uỷ quyền, giấy giới thiệu: Giấy giới thiệu số 7" in words
    assert "Có giá trị đến ngày: 31/12/2026" in words
    assert "Ngày trên phong bì: 07/12/2026" in words
    assert "EB123456785VN" in words
