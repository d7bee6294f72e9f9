"""A supplement is a correction: what is named is answered anew, checked before it is sent, and read as it stands."""

import html

import pytest
from django.http import HttpResponse

from dossiers import search
from dossiers.log.answers import history, standing, standing_of
from dossiers.log.facts import facts_of, words_of
from dossiers.log.whole import log_of
from dossiers.models import Attachment, Dossier, Draft, EventPayload
from dossiers.proof import audit
from portal.demo import story
from portal.demo.story import Walk
from procedures.form import fees
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.lifecycle import MONDAY, act, dossier_at

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-01-07T09:00:00+07:00")]

PAPER, TITLE, EXTENT = "ban-thao", "material_name", "extent"
AS_BEFORE = "The answer is still the one that you filed: please correct it, or say why it stays."
NOT_SENT = "The office asks for this paper: please attach a file, or say why there is none."


def asked(components: dict[str, str] | None = None, questions: dict[str, str] | None = None) -> Walk:
    walk = dossier_at("tham-dinh.supplement-proposed")
    components = {PAPER: "Đóng dấu giáp lai."} if components is None else components
    questions = {TITLE: "Tên ghi sai so với bản thảo."} if questions is None else questions
    act(walk, "issue-supplement", "bob", "2026-01-06 10:00", components=components, questions=questions)
    return walk


def form_at(walk: Walk, alice: Visitor) -> tuple[HttpResponse, str]:
    address = f"/ho-so/{walk.dossier.code}/bo-sung/"
    return alice.get(address), address


def pressed(alice: Visitor, walk: Walk, typed: dict[str, object], do: str = "check") -> HttpResponse:
    page, address = form_at(walk, alice)
    return alice.send(page, address, {**typed, "do": do}, follow=True)


def sent(alice: Visitor, walk: Walk, typed: dict[str, object]) -> HttpResponse:
    check = pressed(alice, walk, typed)
    assert check.status_code == 200, read(check).summary
    done = alice.send(check, "/kiem-tra/", follow=True)
    walk.dossier.refresh_from_db()
    return done


def answered() -> dict[str, object]:
    return {TITLE: "Kỷ yếu 25 năm khuyến học Đống Đa", "component-ban-thao": story.upload("moi.pdf")}


def test_what_the_check_has_found_is_judged_anew_once_it_is_saved():
    walk, alice = asked(), Visitor("alice")
    page, address = form_at(walk, alice)
    checked = alice.send(page, address, {"do": "check"})
    assert read(checked).errors.keys() == {"id_material_name", "id_component-ban-thao"}

    alice.send(checked, address, {"do": "autosave", TITLE: "Kỷ yếu khuyến học"})

    progress = f"{address}tien-do/"
    assert "data-at" not in alice.get(progress, {"faults": TITLE}).content.decode()
    assert 'data-at="component-ban-thao"' in alice.get(progress, {"faults": "component-ban-thao"}).content.decode()
    assert Visitor("mallory").get(progress).status_code == 404


def test_the_form_asks_just_what_is_named_with_what_was_filed_and_what_the_office_says():
    walk = asked()
    page, address = form_at(walk, Visitor("alice"))

    values = form_of(page, address).values
    words = html.unescape(page.content.decode())

    assert values[TITLE] == story.ANSWERS[TITLE]
    assert EXTENT not in values
    assert "applicant_name" not in values
    assert 'name="component-ban-thao"' in words
    assert "component-don-de-nghi" not in words
    assert "Tên ghi sai so với bản thảo." in words
    assert "Đóng dấu giáp lai." in words


def test_what_is_corrected_is_read_everywhere_and_the_record_verifies():
    walk = asked()

    done = sent(Visitor("alice"), walk, answered())

    dossier = walk.dossier
    assert done.request["PATH_INFO"].endswith("/bo-sung/da-gui/")
    assert dossier.state == "tham-dinh.supplement-answered"
    assert standing_of(dossier)[TITLE] == "Kỷ yếu 25 năm khuyến học Đống Đa"
    last = dossier.events.latest("sequence")
    assert facts_of(last).corrected == (TITLE,)
    assert words_of(last.payload).corrected == {TITLE: "Kỷ yếu 25 năm khuyến học Đống Đa"}
    assert [row.component for row in Attachment.objects.filter(event=last)] == [PAPER]
    assert not Draft.objects.exists()
    assert audit.check_all().differences == []


def test_the_files_that_were_filed_stand_at_their_paper_and_it_says_that_new_ones_are_added():
    walk, alice = asked(), Visitor("alice")
    before = list(Attachment.objects.filter(dossier=walk.dossier, component=PAPER))
    other = Attachment.objects.filter(dossier=walk.dossier).exclude(component=PAPER)
    assert before

    form, _address = form_at(walk, alice)
    check = pressed(alice, walk, answered())

    for page in (form, check):
        words = page.content.decode()
        assert all(f"/{file.pk}/" in words for file in before)
        assert not any(f"/{file.pk}/" in words for file in other)
        assert read(page).words().count("New files are added beside those that you filed") == 1
    sent(alice, walk, answered())
    names = [file.name for file in Attachment.objects.filter(dossier=walk.dossier, component=PAPER)]
    assert names == [*(file.name for file in before), "moi.pdf"]


def test_each_answer_of_the_check_leads_back_to_where_it_is_given():
    walk, alice = asked(questions={TITLE: "Ghi lại.", "purpose": "Ghi rõ hơn."}), Visitor("alice")

    check = pressed(alice, walk, {**answered(), "lacking-purpose": "Không có gì để ghi thêm."})

    form, address = form_at(walk, alice)
    assert f'href="{address}?sua=papers#papers"' in check.content.decode()
    assert 'id="papers"' in form.content.decode()
    assert 'id="answer-papers"' in check.content.decode()
    for name in (TITLE, "lacking-purpose"):
        assert f'href="{address}?sua={name}#div_id_{name}"' in check.content.decode()
        assert f'id="div_id_{name}"' in form.content.decode()


def test_who_changes_an_answer_comes_back_to_it_on_the_check_with_one_press():
    walk, alice = asked(questions={TITLE: "Ghi lại.", "purpose": "Ghi rõ hơn."}), Visitor("alice")
    pressed(alice, walk, {**answered(), "lacking-purpose": "Không có gì để ghi thêm."})
    form, address = form_at(walk, alice)
    assert "Save and look at it again" not in read(form).words()

    page = alice.get(f"{address}?sua={TITLE}")
    assert "Save and look at it again" in read(page).words()
    kept = alice.send(page, address, {TITLE: "Kỷ yếu", "do": "save"})
    assert kept["Location"] == f"{address}?sua={TITLE}"
    refused = alice.send(alice.get(kept["Location"]), address, {TITLE: "", "do": "check"})
    assert "Save and look at it again" in read(refused).words()
    back = alice.send(refused, address, {TITLE: "Kỷ yếu 26 năm", "do": "check"})

    assert back["Location"] == f"{address}kiem-tra/#answer-{TITLE}"
    check = alice.get(back["Location"]).content.decode()
    assert f'id="answer-{TITLE}"' in check
    assert 'id="answer-lacking-purpose"' in check


def test_what_was_filed_stays_beside_what_is_new():
    walk = asked()
    sent(Visitor("alice"), walk, answered())

    events, _known = log_of(walk.dossier)

    rounds = [(version.round, version.value) for version in history(events, walk.dossier.machine, TITLE)]
    assert rounds == [(0, story.ANSWERS[TITLE]), (1, "Kỷ yếu 25 năm khuyến học Đống Đa")]
    assert standing(events)[EXTENT] == int(story.ANSWERS[EXTENT])
    page = html.unescape(Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/").content.decode())
    assert "Kỷ yếu 25 năm khuyến học Đống Đa" in page
    assert story.ANSWERS[TITLE] in page


def test_it_is_found_by_the_new_answer_and_no_longer_by_the_old_one_until_words_are_erased():
    walk = asked({}, {"purpose": "Ghi rõ hơn."})
    seats = story.seats_of(story.person("bob"), MONDAY.date())
    sent(Visitor("alice"), walk, {"purpose": "Phục vụ ngày hội xyzzykhuyenhoc."})

    assert search.search("xyzzykhuyenhoc", seats) == [walk.dossier.pk]
    assert search.search("hiếu học của quận biểu dương", seats) == []

    EventPayload.objects.filter(event=walk.dossier.events.latest("sequence")).erase(at=MONDAY)
    assert search.search("xyzzykhuyenhoc", seats) == []
    assert search.search("hiếu học của quận biểu dương", seats) == [walk.dossier.pk]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, {TITLE: AS_BEFORE, "component-ban-thao": NOT_SENT}),
        ({"note": "Đã gửi."}, {TITLE: AS_BEFORE, "component-ban-thao": NOT_SENT}),
        ({TITLE: "Tên mới"}, {"component-ban-thao": NOT_SENT}),
        ({TITLE: ""}, None),
        ({f"lacking-{TITLE}": "Tên này đúng.", f"lacking-{PAPER}": " \n "}, {"component-ban-thao": NOT_SENT}),
        ({f"lacking-{PAPER}": "a" * 1001, TITLE: "Tên mới"}, None),
    ],
)
def test_an_answer_in_which_something_is_missing_is_refused_at_its_place_and_costs_no_round(typed, errors):
    walk = asked()
    rounds = walk.dossier.supplement_rounds

    page = pressed(Visitor("alice"), walk, typed)

    found = {name.removeprefix("id_"): told for name, told in read(page).errors.items()}
    assert page.status_code == 422
    assert found
    if errors is not None:
        assert found == errors
    values = form_of(page, "/bo-sung/").values
    for name, text in typed.items():
        assert values[name].split() == text.split()
    walk.dossier.refresh_from_db()
    assert (walk.dossier.state, walk.dossier.supplement_rounds) == ("tham-dinh.supplement-asked", rounds)


def test_a_word_says_why_a_paper_does_not_come_and_why_an_answer_stays():
    walk = asked()
    words = {f"lacking-{TITLE}": "Tên đúng theo quyết định.", f"lacking-{PAPER}": "Bản gốc đã mất."}

    check = read(pressed(Visitor("alice"), walk, words)).words()
    sent(Visitor("alice"), walk, words)

    assert "I do not have it: Bản gốc đã mất." in check
    assert "It is right as it stands: Tên đúng theo quyết định." in check

    last = walk.dossier.events.latest("sequence")
    assert words_of(last.payload).lacking == {TITLE: "Tên đúng theo quyết định.", PAPER: "Bản gốc đã mất."}
    assert facts_of(last).corrected == ()
    page = html.unescape(Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/").content.decode())
    # At the paper and the answer themselves, not only in the log.
    paper, answer = (
        "The applicant does not have this paper, because:",
        "The applicant leaves the answer as it is, because:",
    )
    for key, why in (
        (f"component.{PAPER}", f"{paper} Bản gốc đã mất."),
        (f"answer.{TITLE}", f"{answer} Tên đúng theo quyết định."),
    ):
        assert why in page.split(f'id="{key}"')[1].split('<li class="review-item')[0]
    gathered = page[page.index('id="supplied"') :].partition("</div></div>")[0]
    assert "Supplied or corrected" not in gathered
    missing, unchanged = gathered.split("The applicant leaves as it is:")
    assert "The applicant does not have:" in missing
    assert [f'href="#component.{PAPER}-title"' in part for part in (missing, unchanged)] == [True, False]
    assert [f'href="#answer.{TITLE}-title"' in part for part in (missing, unchanged)] == [False, True]
    assert audit.check_all().differences == []


def test_what_comes_and_a_word_why_it_does_not_are_refused_together_at_the_word():
    walk, alice = asked(), Visitor("alice")
    words = {f"lacking-{PAPER}": "Bản gốc đã mất.", f"lacking-{TITLE}": "Tên này đúng."}

    page = pressed(alice, walk, {**answered(), **words})

    assert page.status_code == 422
    assert read(page).errors == {
        f"id_lacking-{PAPER}": "A file is attached, and this says why there is none: please remove the file, or clear these words.",
        f"id_lacking-{TITLE}": "The answer is corrected, and this says why it stays: please put the old answer back, or clear these words.",
    }
    values = form_of(page, "/bo-sung/").values
    assert words.items() <= values.items()
    assert values[TITLE] == answered()[TITLE]
    assert sent(alice, walk, dict.fromkeys(words, "")).request["PATH_INFO"].endswith("/bo-sung/da-gui/")


def test_a_draft_is_kept_of_its_own_and_beside_another_of_the_same_procedure():
    walk = asked()
    other = story.draft_of("alice", MONDAY)
    alice = Visitor("alice")

    saved = pressed(alice, walk, {TITLE: "Đang gõ dở", f"lacking-{PAPER}": "Mất", "do": "autosave"}, "autosave")

    assert saved.content.decode().startswith("Saved at")
    page, address = form_at(walk, alice)
    values = form_of(page, address).values
    assert (values[TITLE], values[f"lacking-{PAPER}"]) == ("Đang gõ dở", "Mất")
    assert Draft.objects.get(correcting=walk.dossier).pk != other.pk
    assert Draft.objects.get(pk=other.pk).answers[TITLE] == story.ANSWERS[TITLE]
    assert html.unescape(alice.get("/ho-so/").content.decode()).count('href="/ho-so/nop/xb-tai-lieu') == 2


def test_a_second_answer_from_another_tab_is_refused_with_the_words_that_were_typed():
    walk = asked()
    alice = Visitor("alice")
    tab, address = form_at(walk, alice)
    sent(alice, walk, answered())
    filed = walk.dossier.sequence

    refused = alice.send(tab, address, {TITLE: "Tên gõ ở cửa sổ thứ hai", "do": "check"})

    words = html.unescape(refused.content.decode())
    assert refused.status_code == 409
    assert "The office does not wait for anything from you on this dossier now." in words
    assert "Tên gõ ở cửa sổ thứ hai" in words
    assert Dossier.objects.get(pk=walk.dossier.pk).sequence == filed
    assert not Draft.objects.exists()


def test_what_was_saved_again_since_it_was_checked_is_shown_before_it_is_sent(clock):
    walk = asked()
    alice = Visitor("alice")
    check = pressed(alice, walk, answered())
    clock.shift(60)
    pressed(alice, walk, {TITLE: "Tên thứ ba"}, "save")

    again = alice.send(check, "/kiem-tra/")

    assert again.status_code == 409
    assert "Your draft has changed" in read(again).words()
    assert "Tên thứ ba" in html.unescape(again.content.decode())
    walk.dossier.refresh_from_db()
    assert walk.dossier.state == "tham-dinh.supplement-asked"


def test_an_answer_to_an_earlier_request_is_refused_where_the_office_asks_for_something_else_now():
    walk = asked()
    alice = Visitor("alice")
    tab, address = form_at(walk, alice)
    sent(alice, walk, answered())
    act(walk, "confirm-supplement", "bob", "2026-01-08 10:00")
    act(walk, "propose-supplement", "dung", "2026-01-08 11:00", components={}, questions={EXTENT: "Sai số trang."})
    act(walk, "issue-supplement", "bob", "2026-01-08 12:00", components={}, questions={EXTENT: "Sai số trang."})

    refused = alice.send(tab, address, {TITLE: "Tên gõ cho yêu cầu cũ", "do": "check"})

    words = html.unescape(refused.content.decode())
    assert refused.status_code == 409
    assert "The office asks for something else now" in words
    assert "Tên gõ cho yêu cầu cũ" in words
    assert not Draft.objects.exists()


def test_what_nothing_asks_for_is_not_taken():
    walk = asked()

    sent(Visitor("alice"), walk, {**answered(), EXTENT: "999", "nonsense": "x", "applicant_name": "Mallory"})

    assert facts_of(walk.dossier.events.latest("sequence")).corrected == (TITLE,)
    assert standing_of(walk.dossier)[EXTENT] == int(story.ANSWERS[EXTENT])


@pytest.mark.parametrize("username", ["mallory", "bob", "dung"])
@pytest.mark.parametrize("page", ["", "kiem-tra/", "da-gui/"])
def test_nobody_else_answers(username, page):
    walk = asked()

    assert Visitor(username).get(f"/ho-so/{walk.dossier.code}/bo-sung/{page}").status_code == 404


def test_a_question_that_hangs_on_a_corrected_one_is_asked_with_it():
    walk = asked({}, {"is_translated": "Bản thảo là bản dịch."})
    alice = Visitor("alice")
    machine = walk.dossier.machine
    follow = [q.name for q in machine.questions if q.shown_when and q.shown_when.question == "is_translated"]

    page = pressed(alice, walk, {"is_translated": "yes"})

    assert follow
    errors = {name.removeprefix("id_").partition(".")[0] for name in read(page).errors}
    assert errors & set(follow)


def test_another_fee_is_due_by_a_corrected_number():
    walk = asked({}, {EXTENT: "Sai số trang."})
    machine = walk.dossier.machine
    before = fees.total(fees.due(machine.fees, standing_of(walk.dossier)))

    sent(Visitor("alice"), walk, {EXTENT: "200"})

    due = fees.total(fees.due(machine.fees, standing_of(walk.dossier)))
    assert due != before
    assert facts_of(walk.dossier.events.latest("sequence")).due == due
    assert walk.dossier.owed == due
    assert audit.check_all().differences == []


def test_a_corrected_name_is_that_of_the_applicant_from_then_on():
    walk = asked({}, {"applicant_name": "Khác với căn cước.", "applicant_email": "Thư bị trả lại."})

    sent(Visitor("alice"), walk, {"applicant_name": "Nguyễn Thị Ân", "applicant_email": "moi@example.vn"})

    assert walk.dossier.applicant_name == "Nguyễn Thị Ân"
    assert audit.check_all().differences == []


def test_the_very_file_that_was_filed_is_told_of_before_it_is_sent_again():
    walk, alice = asked(questions={}), Visitor("alice")
    filed = Attachment.objects.filter(dossier=walk.dossier, component=PAPER).first()
    with filed.file.open("rb") as stored:
        again = story.upload("ban-thao-sua.pdf", stored.read())

    same = read(pressed(alice, walk, {"component-ban-thao": again})).words()

    assert "“ban-thao-sua.pdf” is the same file as the one that you sent before." in same


def test_where_no_paper_is_asked_for_nothing_is_said_of_files():
    alice = Visitor("alice")

    with_papers, without = (read(form_at(asked(components), alice)[0]).words() for components in (None, {}))

    assert ["You may choose several at once" in words for words in (with_papers, without)] == [True, False]
