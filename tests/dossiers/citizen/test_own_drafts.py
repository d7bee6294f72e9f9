"""Several drafts of one procedure: chosen, named, thrown away and taken back, each by its owner alone."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.urls import reverse

from dossiers.display.formats import vn_datetime
from dossiers.filing import opening
from dossiers.models import Attachment, Dossier, Draft
from portal.demo import story
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL
from tests.dossiers import every_kind
from tests.dossiers.browsing import Visitor, form_of, grown, read, rows
from tests.dossiers.every_kind import ANSWERS, CHECK, FORM

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
DRAFTS = f"{FORM}ban-nhap/"
LISTED = "/ho-so/"
THROWN = (
    "You have thrown this draft away, so it cannot be filed. Nothing is lost: what you typed is kept with it, "
    "and it can be taken back under “Drafts thrown away” in “My dossiers”."
)
NOT_GONE_ON_WITH = (
    "You have thrown this draft away, so it is none of those that you go on with. Nothing is lost: what you typed is kept "
    "with it, and it can be taken back under “Drafts thrown away” in “My dossiers”."
)
TOO_MANY = "You have 20 open drafts of this procedure, and there may be no more. File one or throw one away first."

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture(autouse=True)
def _published(clock: object, tmp_path: Path) -> None:
    every_kind.published(tmp_path)


def version() -> ProcedureVersion:
    return ProcedureVersion.objects.get(procedure__slug=every_kind.SLUG, version=1)


def begun(count: int = 1, who: str = "alice") -> list[Draft]:
    """Return so many open drafts of a person."""
    owner = story.person(who)
    return [opening.begin(owner, version(), at=NOW + timedelta(minutes=n)) for n in range(count)]


def press(who: Visitor, do: str, draft: Draft | UUID | None = None, **typed: str) -> HttpResponse:
    """Press a button at a draft."""
    key = draft.key if isinstance(draft, Draft) else draft
    return who.post(DRAFTS, {"do": do, "draft": str(key or ""), **typed})


def links(page: HttpResponse) -> list[str]:
    """Return where the titles of a list lead."""
    return [part.split('"')[0] for part in page.content.decode().split('class="title" href="')[1:]]


def numbers() -> list[int | None]:
    return list(Draft.objects.order_by("created_at", "number").values_list("number", flat=True))


def test_the_one_draft_there_is_is_gone_on_with_at_once() -> None:
    (draft,) = begun()
    alice = Visitor("alice")

    assert form_of(alice.get(FORM), FORM).values["draft"] == str(draft.key)
    assert form_of(alice.get(f"{FORM}1/"), FORM).values["draft"] == str(draft.key)
    assert alice.get(f"{FORM}7/").url == DRAFTS


def test_of_several_one_is_chosen_by_what_tells_them_apart() -> None:
    first, second = begun(2)
    alice = Visitor("alice")
    form = alice.get(f"{FORM}1/")
    alice.send(form, f"{FORM}1/", {"do": "save", "title": "Triển lãm ảnh", "applicant_organisation": "Hội An"})

    assert alice.get(FORM).url == DRAFTS
    page = alice.get(DRAFTS)
    assert links(page) == [f"{FORM}2/", f"{FORM}1/"]
    words = read(page).words()
    assert "Triển lãm ảnh" in words
    assert "Hội An" in words
    assert f"Draft begun at {vn_datetime(second.created_at)}" in words
    assert form_of(alice.get(f"{FORM}1/"), f"{FORM}1/").values["draft"] == str(first.key)
    assert form_of(alice.get(f"{FORM}2/"), f"{FORM}2/").values["draft"] == str(second.key)


def test_a_new_one_is_begun_beside_another_once_however_often_one_presses() -> None:
    begun()
    alice = Visitor("alice")
    begins = next(form for form in read(alice.get(DRAFTS)).forms if ("do", "begin") in form.buttons)

    answers = [alice.post(begins.action, {**begins.values, "do": "begin"}) for _twice in range(2)]

    assert [answer.url for answer in answers] == [f"{FORM}2/"] * 2
    assert numbers() == [1, 2]
    assert form_of(alice.get(f"{FORM}2/"), f"{FORM}2/").values["applicant_name"] == "Nguyễn Thị An"


def test_what_is_sent_goes_into_the_draft_of_its_form_by_any_address() -> None:
    first, second = begun(2)
    alice = Visitor("alice")

    saved = alice.send(alice.get(f"{FORM}2/"), f"{FORM}2/", {"do": "save", "title": "Hai"})
    # A tab that was opened when there was only the first, at the address without a number.
    alice.post(FORM, {"do": "autosave", "draft": str(first.key), "version": "1", "title": "Một"})

    assert saved.url == f"{FORM}2/"
    assert [Draft.objects.get(pk=one.pk).answers.get("title") for one in (first, second)] == ["Một", "Hai"]


def test_a_page_from_before_there_was_any_goes_on_with_one_but_never_with_one_of_several() -> None:
    alice = Visitor("alice")
    blank, other = alice.get(FORM), alice.get(FORM)
    alice.send(blank, FORM, {"do": "save", "title": "Một"})

    alice.send(other, FORM, {"do": "save", "title": "Một rưỡi", "kept_version": "{}"})
    assert [draft.answers["title"] for draft in Draft.objects.all()] == ["Một rưỡi"]

    begun(1)
    alice.post(FORM, {"do": "save", "draft": str(uuid4()), "version": "1", "title": "Hai"})
    assert numbers() == [1, 2, 3]
    assert Draft.objects.get(number=3).answers["title"] == "Hai"


def test_two_tabs_of_one_of_several_meet_by_its_key() -> None:
    begun(2)
    alice = Visitor("alice")
    tab = alice.get(f"{FORM}2/")
    alice.send(alice.get(f"{FORM}2/"), f"{FORM}2/", {"do": "save", "title": "Một"})

    page = alice.send(tab, f"{FORM}2/", {"do": "save", "title": "Hai"})

    assert page.status_code == 409
    assert form_of(page, f"{FORM}2/").values["title"] == "Hai"
    assert Draft.objects.get(number=2).answers["title"] == "Một"


def test_filing_one_leaves_the_others() -> None:
    first, second = begun(2)
    alice = Visitor("alice")
    filled = {**ANSWERS, **every_kind.files(), "do": "check"}

    page = alice.send(alice.get(f"{FORM}2/"), f"{FORM}2/", filled, follow=True)
    assert page.redirect_chain == [(f"{FORM}2/kiem-tra/", 302)]
    assert f'href="{FORM}2/"' in page.content.decode(), "the way back leads to this draft"
    alice.send(page, f"{FORM}2/kiem-tra/", {"do": "submit"})

    assert Dossier.objects.get().draft_key == second.key
    assert Draft.objects.get() == first
    assert alice.get(FORM).status_code == 200


def test_a_procedure_that_changed_shows_in_each_draft_what_changed(tmp_path: Path) -> None:
    begun(2)
    alice = Visitor("alice")
    for number in (1, 2):
        alice.send(alice.get(f"{FORM}{number}/"), f"{FORM}{number}/", {"do": "save", "title": f"Bản {number}"})
    every_kind.published(tmp_path, ("\nversion = 1\n", "\nversion = 2\n"), ("amount = 50000\n", "amount = 60000\n"))

    pages = [alice.get(f"{FORM}{number}/") for number in (1, 2)]

    for number, page in enumerate(pages, 1):
        words = read(page).words()
        assert "This procedure has a new version." in words
        assert "Licence fee is now 60.000 đ (was: 50.000 đ)." in words
        assert form_of(page, f"{FORM}{number}/").values["title"] == f"Bản {number}"
    assert {draft.moved_from.version for draft in Draft.objects.select_related("moved_from") if draft.moved_from} == {1}


def test_a_draft_has_a_name_if_one_likes() -> None:
    (draft,) = begun()
    alice = Visitor("alice")

    named = press(alice, "rename", draft, name="  Kỷ yếu\x00 \n hội thảo\u200b ", back="form")

    assert named.url == FORM
    assert Draft.objects.get().name == "Kỷ yếu hội thảo"
    assert "Draft: Kỷ yếu hội thảo" in read(alice.get(FORM)).words()
    assert "Kỷ yếu hội thảo" in read(alice.get(LISTED)).words()
    assert press(alice, "rename", draft, name="A" * 300, back="list").url == LISTED
    assert Draft.objects.get().name == "A" * 100
    assert press(alice, "rename", draft, name="").url == DRAFTS
    assert Draft.objects.get().name == ""


def test_what_is_thrown_away_comes_back_with_words_and_files() -> None:
    begun(2)
    alice = Visitor("alice")
    form = {"do": "save", "title": "Triển lãm ảnh", **every_kind.files()}
    alice.send(alice.get(f"{FORM}2/"), f"{FORM}2/", form)
    draft = Draft.objects.get(number=2)
    files = set(draft.attachments.values_list("name", flat=True))

    page = alice.post(DRAFTS, {"do": "throw", "draft": str(draft.key), "back": "form"}, follow=True)

    assert page.redirect_chain == [(DRAFTS, 302)]
    words = read(page).words()
    assert "Thrown away: “Triển lãm ảnh”. Until 05/02/2026 it can be taken back here." in words
    assert "can be taken back until 05/02/2026" in words
    assert links(page) == [f"{FORM}1/"]
    assert "Drafts thrown away" in read(alice.get(LISTED)).words()
    assert form_of(alice.get(FORM), FORM).values["title"] == "", "the other is the only one"

    assert press(alice, "take-back", draft).url == f"{FORM}2/"
    draft.refresh_from_db()
    assert (draft.thrown_at, draft.answers["title"]) == (None, "Triển lãm ảnh")
    assert files == set(draft.attachments.values_list("name", flat=True))
    assert len(files) > 0
    assert "Drafts thrown away" not in read(alice.get(LISTED)).words()


def test_what_is_sent_to_a_draft_that_was_thrown_away_is_kept_and_a_sentence_says_so() -> None:
    (draft,) = begun()
    alice = Visitor("alice")
    tab = alice.get(FORM)
    press(alice, "throw", draft)

    line = alice.send(tab, FORM, {"do": "autosave", "title": "Gõ trong thẻ kia"})
    assert (line.status_code, line["Content-Type"], line.content.decode()) == (409, "text/plain", NOT_GONE_ON_WITH)

    page = alice.send(tab, FORM, {"do": "check", "pages": "7", **every_kind.files()})
    assert page.status_code == 409
    assert THROWN in read(page).words()
    assert form_of(page, FORM).values["pages"] == "7"
    assert ("do", "take-back") in form_of(page, FORM).buttons
    assert not {("do", "check"), ("do", "check:list")} & {*form_of(page, FORM).buttons}, "nothing invites to go on"
    assert 'id="task-on"' not in page.content.decode()
    draft.refresh_from_db()
    assert draft.thrown_at == NOW
    assert draft.answers["pages"] == "7"
    assert Attachment.objects.filter(draft=draft).exists()

    onward = alice.send(tab, FORM, {"do": "next:section-form", "born_on": "x"})
    assert onward.status_code == 409
    assert read(onward).summary == "", "nobody corrects anything in it"
    state = onward.content.decode().partition("data-autosave-status")[2].partition("</span>")[0]
    assert "Kept in the draft that was thrown away" in state
    assert "Saved at" not in state

    back = alice.send(page, FORM, {"do": "take-back", "cost": "9"})
    assert back.url == FORM
    draft.refresh_from_db()
    assert (draft.thrown_at, draft.number, draft.answers["cost"]) == (None, 1, "9")
    assert Draft.objects.count() == 1


def test_a_draft_that_was_thrown_away_is_not_filed() -> None:
    alice = Visitor("alice")
    page = alice.send(alice.get(FORM), FORM, {**ANSWERS, **every_kind.files(), "do": "check"}, follow=True)
    press(alice, "throw", Draft.objects.get())

    answer = alice.send(page, CHECK, {"do": "submit"}, follow=True)

    assert answer.redirect_chain == [(DRAFTS, 302)]
    assert THROWN in read(answer).words()
    assert not Dossier.objects.exists()


def test_there_are_at_most_twenty_open_drafts_and_a_sentence_says_so() -> None:
    first, *_others = begun(20)
    alice = Visitor("alice")

    page = alice.get(DRAFTS)
    assert TOO_MANY in read(page).words()
    assert ("do", "begin") not in [button for form in read(page).forms for button in form.buttons]
    assert TOO_MANY in read(alice.post(DRAFTS, {"do": "begin"}, follow=True)).words()
    line = alice.post(FORM, {"do": "autosave", "draft": str(uuid4()), "version": "1", "title": "x"})
    assert (line.status_code, line.content.decode()) == (409, TOO_MANY)
    press(alice, "throw", first)
    begun(1)
    assert TOO_MANY in read(alice.post(DRAFTS, {"do": "take-back", "draft": str(first.key)}, follow=True)).words()
    kept = alice.post(FORM, {"do": "take-back", "draft": str(first.key), "version": "1", "title": "Vẫn còn"})
    assert (kept.status_code, TOO_MANY in read(kept).words()) == (409, True)
    first.refresh_from_db()
    assert (first.thrown_at, first.answers["title"]) == (NOW, "Vẫn còn")
    assert Draft.objects.open().count() == 20
    # Another procedure, another person.
    assert opening.open_draft(story.person("viet-an"), version(), at=NOW).number == 1


STATES = ("open", "thrown", "filed")
ACTS = ("rename", "throw", "take-back")
DONE = {("open", "rename"), ("open", "throw"), ("thrown", "take-back")}
"""What an owner may do in each state; everything else, and everybody else, does nothing."""


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_its_owner_s_in_the_states_in_which_it_means_something(state: str, act: str) -> None:
    draft = begun()[0] if state != "filed" else story.draft_of("alice", NOW)
    if state == "thrown":
        opening.throw_away(story.person("alice"), draft.key, at=NOW)
    if state == "filed":
        story.commands.submit(draft.key, owner=draft.owner, at=NOW)
    before = list(Draft.objects.values())

    for who in ("mallory", "bob", "carol", "admin"):
        assert press(Visitor(who), act, draft, name="Của tôi").url == DRAFTS
    assert press(Visitor(), act, draft, name="Của tôi").status_code in (302, 403)
    assert list(Draft.objects.values()) == before

    press(Visitor("alice"), act, draft, name="Của tôi")
    assert (list(Draft.objects.values()) != before) == ((state, act) in DONE)


def test_drafts_of_others_and_answers_to_requests_are_in_no_list() -> None:
    begun(2, "viet-an")
    opening.throw_away(story.person("viet-an"), Draft.objects.earliest("number").key, at=NOW)
    mallory = Visitor("mallory")

    assert links(mallory.get(DRAFTS)) == []
    assert "Drafts thrown away" not in read(mallory.get(DRAFTS)).words()
    assert "Drafts" not in read(mallory.get(LISTED)).words()
    before = rows()
    assert mallory.get(f"{FORM}2/").url == DRAFTS
    assert grown(before) == {}


def test_of_a_procedure_that_is_no_longer_received_each_draft_can_still_be_read() -> None:
    begun(2)
    alice = Visitor("alice")
    alice.send(alice.get(f"{FORM}1/"), f"{FORM}1/", {"do": "save", "title": "Triển lãm ảnh"})
    ProcedureVersion.objects.filter(procedure__slug=every_kind.SLUG).update(status="retired", retired_at=NOW)

    assert alice.get(FORM).url == DRAFTS
    page = alice.get(DRAFTS)
    assert [page.status_code, ("do", "begin") in [button for form in read(page).forms for button in form.buttons]] == [
        200,
        False,
    ]
    assert press(alice, "begin", uuid4()).url == FORM
    shown = alice.get(f"{FORM}1/")
    assert (shown.status_code, "Triển lãm ảnh" in read(shown).words()) == (410, True)
    assert press(alice, "throw", Draft.objects.get(number=2)).url == DRAFTS
    assert alice.get(FORM).status_code == 410
    assert Visitor("mallory").get(DRAFTS, follow=True).status_code == 404


def test_unknown_buttons_and_keys_do_nothing() -> None:
    begun()
    alice = Visitor("alice")
    before = list(Draft.objects.values())

    for typed in (
        {},
        {"do": "x"},
        {"do": "throw"},
        {"do": "throw", "draft": "x"},
        {"do": "take-back", "draft": str(uuid4())},
    ):
        assert alice.post(DRAFTS, typed).url == DRAFTS
    assert list(Draft.objects.values()) == before
    assert alice.get(reverse("own_drafts", args=["khong-co"])).status_code == 404
    assert alice.get(f"{FORM}99999999999999999999/").url == DRAFTS
