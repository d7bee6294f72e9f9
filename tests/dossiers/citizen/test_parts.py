"""The parts of the filing form: how far each is, which is open where there is room for one, and how one goes on."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dossiers.models import Dossier, Draft
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers import every_kind
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.every_kind import CHECK, FORM, with_answers

TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
APPLICANT, CONTENT, KIND, WHO, EQUIPMENT, PAPERS = (
    f"section-{name}" for name in ("applicant", "place", "form", "is_agent", "licence", "documents")
)
TASK = re.compile(r'<li class="task task--(\w+)"><a href="#([\w-]+)"')
OPEN = re.compile(r'<fieldset class="form-section is-open" id="([\w-]+)"')

pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


@pytest.fixture(autouse=True)
def _published(tmp_path: Path) -> None:
    every_kind.published(tmp_path)


def states(page: HttpResponse) -> dict[str, str]:
    """Return the state of each part of the task list."""
    return {anchor: state for state, anchor in TASK.findall(page.content.decode())}


def opened(page: HttpResponse) -> list[str]:
    """Return the parts that are marked as open."""
    return OPEN.findall(page.content.decode())


def saved(alice: Visitor, typed: Mapping[str, object], **also: object) -> HttpResponse:
    """Save answers as the form sends them; return the page that comes of it."""
    return alice.send(alice.get(FORM), FORM, {**typed, **also, "do": "save"}, follow=True)


def test_an_empty_form_lists_its_parts_and_where_to_begin() -> None:
    page = Visitor("alice").get(FORM)

    empty = dict.fromkeys((CONTENT, KIND, WHO, EQUIPMENT, PAPERS), "empty")
    assert states(page) == {APPLICANT: "done"} | empty
    assert list(states(page)) == [APPLICANT, CONTENT, KIND, WHO, EQUIPMENT, PAPERS]
    assert opened(page) == []
    assert f'href="{FORM}?muc={CONTENT}#{CONTENT}"' in page.content.decode()
    assert "complete" in read(page).words()
    assert not Draft.objects.exists()


def test_a_part_is_begun_to_be_corrected_or_complete_as_the_check_finds_it() -> None:
    alice = Visitor("alice")

    page = saved(alice, {"place": "hanoi", "form": "print", "pages": "x", "person_id": "", "is_agent": "no"})

    found = ("done", "started", "wrong", "started", "empty", "empty")
    assert states(page) == dict(zip((APPLICANT, CONTENT, KIND, WHO, EQUIPMENT, PAPERS), found, strict=True))
    page = saved(alice, with_answers(title=""), **every_kind.files())
    assert states(page) == dict.fromkeys((APPLICANT, KIND, WHO, EQUIPMENT, PAPERS), "done") | {CONTENT: "started"}
    assert f'href="{FORM}?muc={CONTENT}#{CONTENT}"' in page.content.decode()
    page = saved(alice, {"title": "Triển lãm"})
    assert set(states(page).values()) == {"done"}
    assert "data-ready" in page.content.decode()
    assert alice.get(CHECK).status_code == 200, "what the list calls complete, the check takes"


def test_where_no_paper_is_needed_the_list_says_so_and_does_not_take_the_form_for_begun(tmp_path: Path) -> None:
    title = 'title = { vi = "Bản đồ", en = "Map" }'
    optional = f'{title}\nrequired = false\ncondition = {{ vi = "Khi có", en = "When there is one" }}'
    every_kind.published(tmp_path, ("\nversion = 1\n", "\nversion = 2\n"), (title, optional))
    alice = Visitor("alice")

    page = alice.get(FORM)
    assert states(page)[PAPERS] == "empty", "it depends on an answer"
    assert "Begin" in read(page).words()
    assert "Go on:" not in read(page).words()

    page = saved(alice, {"is_agent": "no"})
    assert states(page)[PAPERS] == "needless"
    assert "nothing to attach" in read(page).words()
    assert "Go on:" in read(page).words()
    assert states(saved(alice, {"is_agent": "yes"}))[PAPERS] == "empty"
    page = saved(alice, with_answers(is_agent="no"))
    assert "data-ready" in page.content.decode()
    assert states(saved(alice, {}, **every_kind.files()))[PAPERS] == "done"


def test_a_hidden_question_counts_for_nothing(tmp_path: Path) -> None:
    place = 'name = "is_agent"\nheading'
    extra = """name = "extra"
heading = { vi = "Nước ngoài", en = "Abroad" }
kind = "email"
label = { vi = "Hộp thư ở đó", en = "Mailbox there" }
shown_when = { question = "form", is = "electronic" }

[[questions]]
"""
    every_kind.published(tmp_path, ("\nversion = 1\n", "\nversion = 2\n"), (place, extra + place))
    alice = Visitor("alice")

    page = saved(alice, {"place": "hanoi", "extra": "none of this is one", "form": "print"})

    assert "section-extra" not in states(page), "nothing of it is asked"
    assert alice.send(page, FORM, {"do": f"next:{KIND}"})["Location"] == f"{FORM}?muc={WHO}&tu={KIND}#{WHO}"
    page = saved(alice, {"form": "electronic"})
    assert states(page)["section-extra"] == "wrong"
    assert alice.send(page, FORM, {"do": f"next:{KIND}"})["Location"].endswith("#section-extra")


def test_a_question_that_is_not_asked_by_the_answers_so_far_is_known_before_a_script_hides_it() -> None:
    alice, asked = Visitor("alice"), re.compile(r'data-when="form" data-is="print"( data-unmet)?>')

    before = asked.search(alice.get(FORM).content.decode())
    after = asked.search(saved(alice, {"form": "print"}).content.decode())

    assert before is not None
    assert after is not None
    assert (before[1], after[1]) == (" data-unmet", None)


def test_saving_goes_on_to_the_next_part_with_all_that_was_typed_anywhere() -> None:
    alice = Visitor("alice")

    answer = alice.send(alice.get(FORM), FORM, {"do": f"next:{CONTENT}", "title": "Một", "cost": "5"})

    assert answer["Location"] == f"{FORM}?muc={KIND}&tu={CONTENT}#{KIND}"
    page = alice.get(f"{FORM}?muc={KIND}")
    assert opened(page) == [KIND]
    values = form_of(page, FORM).values
    assert (values["title"], values["cost"]) == ("Một", "5")
    for odd in ("", "x", "section-none", PAPERS, '"><b>'):
        answer = alice.send(page, FORM, {"do": f"next:{odd}"})
        assert answer["Location"] == FORM
    assert opened(alice.get(f"{FORM}?muc=%22%3E")) == []


@pytest.mark.at(datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL))
def test_where_the_form_is_all_that_is_handed_in_the_last_part_leads_to_the_check() -> None:
    form, alice = "/ho-so/nop/dk-co-so-in/", Visitor("alice")
    story.draft_of("alice", datetime(2026, 12, 1, 8, 0, tzinfo=LOCAL), slug="dk-co-so-in")
    page = alice.get(form)
    *_rest, last, papers = states(page)

    assert (papers, states(page)[papers]) == (PAPERS, "needless")
    assert "Each file up to" not in read(page).words(), "nothing is attached"
    onward = alice.send(page, form, {"do": f"next:{last}"})
    assert onward["Location"] == f"{form}kiem-tra/"
    unread = alice.send(page, form, {"do": f"next:{last}", "machines.0.made_in_year": "x"})
    assert unread.status_code == 422, "what cannot be read keeps one there"


def test_what_is_doubtful_is_in_the_list_and_keeps_nobody_from_filing() -> None:
    alice = Visitor("alice")

    page = saved(alice, with_answers(held_at="16:30 06/01/2026"), **every_kind.files())

    assert states(page)[KIND] == "doubted"
    assert set(states(page).values()) == {"done", "doubted"}
    assert "data-ready" in page.content.decode()
    assert "to be looked at again" in read(page).words()
    assert alice.get(CHECK).status_code == 200


def test_who_goes_on_over_an_answer_that_is_doubtful_reads_so_on_the_next_part() -> None:
    alice = Visitor("alice")
    typed = with_answers(held_at="16:30 06/01/2026")

    page = alice.send(alice.get(FORM), FORM, {**typed, "do": f"next:{KIND}"}, follow=True)

    assert opened(page) == [WHO]
    assert states(page)[KIND] == "doubted"
    note = (
        page.content.decode()
        .partition('<div class="note note--warning" role="status">')[2]
        .partition("</div></div>")[0]
    )
    assert '<a href="#id_held_at">' in note, "the cursor is led to the control"
    assert "at least 24 hours before" in note
    page = alice.send(page, FORM, {**every_kind.ANSWERS, "do": f"next:{KIND}"}, follow=True)
    assert 'class="note note--warning" role="status"' not in page.content.decode()


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("held_at", "sáng mai", "both the date and the time"),
        ("held_at", "25:00 05/12/2026", "between 00:00 and 23:59"),
        ("held_at", "05/12/2026", "both the date and the time"),
        ("signed_on", "31/02/2020", "There is no such day"),
    ],
)
def test_what_cannot_be_read_keeps_one_at_its_part_with_the_sentence_and_what_was_typed(
    name: str, typed: str, said: str
) -> None:
    alice = Visitor("alice")
    answers = with_answers(**{name: typed}, title="", born_on="x")

    page = alice.send(alice.get(FORM), FORM, {**answers, "do": f"next:{KIND}"})

    assert page.status_code == 422
    assert opened(page) == [KIND]
    assert said in read(page).summary
    assert "Title" not in read(page).summary, "nothing is called wrong that is only empty still"
    assert f'id="id_{name}_error"' in page.content.decode()
    assert 'href="#id_born_on"' in page.content.decode(), "what is red in another part is in the list, too"
    assert form_of(page, FORM).values[name] == typed
    assert Draft.objects.get().answers[name] == typed
    answer = alice.send(page, FORM, {name: every_kind.ANSWERS[name], "do": f"next:{KIND}"})
    assert answer["Location"] == f"{FORM}?muc={WHO}&tu={KIND}#{WHO}"


def test_an_unreadable_answer_that_is_emptied_or_of_another_part_keeps_nobody() -> None:
    alice = Visitor("alice")

    emptied = alice.send(alice.get(FORM), FORM, {**with_answers(held_at="", born_on="x"), "do": f"next:{KIND}"})

    assert emptied["Location"] == f"{FORM}?muc={WHO}&tu={KIND}#{WHO}"
    listed = alice.send(alice.get(FORM), FORM, {"held_at": "sáng mai", "do": "save:list"})
    assert listed.status_code == 302, "the list of parts is left to"


def test_what_is_only_lacking_is_not_called_wrong_on_the_next_part() -> None:
    alice = Visitor("alice")

    page = alice.send(alice.get(FORM), FORM, {"form": "print", "do": f"next:{KIND}"}, follow=True)

    assert states(page)[KIND] == "started"
    assert "In the part before" not in read(page).words()


def test_faults_stand_under_their_parts_and_the_first_of_these_is_open() -> None:
    alice = Visitor("alice")
    saved(alice, with_answers(born_on="31/02/2020", cost="-1"))

    page = alice.send(alice.get(FORM), FORM, {"do": "check"})

    assert page.status_code == 422
    summary = read(page).summary
    assert summary.index("Form") < summary.index("Who asks") < summary.index("Documents")
    assert "Equipment" not in summary
    assert opened(page) == [KIND]
    assert states(page)[KIND] == states(page)[WHO] == "wrong"
    assert opened(alice.get(CHECK)) == [KIND]


def test_what_the_check_found_stays_in_sight_from_part_to_part_until_it_is_put_right() -> None:
    alice = Visitor("alice")
    saved(alice, with_answers(title="", born_on="31/02/2020"), **every_kind.files())
    page = alice.send(alice.get(FORM), FORM, {"do": "check"})
    assert opened(page) == [CONTENT]

    page = alice.send(page, FORM, {"do": f"next:{CONTENT}", "title": "Một"}, follow=True)

    assert opened(page) == [WHO], "the part between has no fault"
    assert "There is no such day" in read(page).summary
    assert "Title" not in read(page).summary
    assert 'id="id_born_on_error"' in page.content.decode()
    page = alice.send(page, FORM, {"do": f"next:{WHO}"}, follow=True)
    assert opened(page) == [WHO], "it is the last that has one"
    assert 'id="id_born_on_error"' in page.content.decode()
    page = alice.send(page, FORM, {"do": "save"}, follow=True)
    assert opened(page) == []
    assert "There is no such day" in read(page).summary
    link = f'href="{FORM}?muc={WHO}&amp;kiem=1#{WHO}"'
    assert link in page.content.decode()
    progress = reverse("draft_progress", args=[every_kind.SLUG])
    assert link in alice.get(f"{progress}?draft={Draft.objects.get().key}&kiem=1").content.decode()
    done = alice.send(page, FORM, {"do": f"next:{WHO}", "born_on": "01/02/2000"})
    assert done["Location"] == CHECK
    assert alice.get(CHECK).status_code == 200


def test_the_form_after_a_check_asks_the_database_no_more_than_any_page(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    alice = Visitor("alice")
    saved(alice, with_answers(born_on="31/02/2020"), **every_kind.files())

    with django_assert_max_num_queries(18):
        page = alice.get(f"{FORM}?muc={WHO}&kiem=1")

    assert read(page).summary


def test_nothing_is_called_wrong_of_what_is_not_typed_before_a_check_was_asked_for() -> None:
    alice = Visitor("alice")

    page = alice.send(alice.get(FORM), FORM, {"do": f"next:{CONTENT}", "born_on": "31/02/2020"}, follow=True)

    assert read(page).summary == ""
    assert 'name="kiem"' not in page.content.decode()
    opened_plainly = alice.get(f"{FORM}?kiem=1")
    assert read(opened_plainly).summary, "the address says that one was"
    assert opened_plainly.status_code == 200, "nothing was refused just now"
    assert Visitor("mallory").get(f"{FORM}?kiem=1").status_code == 200


def test_a_file_that_is_taken_out_leads_back_to_where_it_stood() -> None:
    alice = Visitor("alice")
    page = saved(alice, {}, **every_kind.files())
    assert states(page)[PAPERS] == "done"

    answer = alice.send(page, FORM, {"remove": str(Draft.objects.get().attachments.get().pk)})

    assert answer["Location"] == f"{FORM}#div_id_component-ban-do"
    assert states(alice.get(FORM))[PAPERS] == "empty"


def test_who_comes_from_the_check_goes_back_to_it_with_one_press() -> None:
    alice = Visitor("alice")
    saved(alice, with_answers(), **every_kind.files())
    assert f'href="{FORM}?muc={CONTENT}&amp;sua=title#div_id_title"' in alice.get(CHECK).content.decode()

    page = alice.get(f"{FORM}?muc={CONTENT}&sua=title")
    assert "Save and look at it again" in read(page).words()
    assert opened(page) == [CONTENT]
    grown = alice.send(page, FORM, {"do": "add-row:machines"})
    assert grown["Location"] == f"{FORM}?sua=title#row_machines.2"
    refused = alice.send(alice.get(grown["Location"]), FORM, {"do": "check", "title": ""})
    assert "Save and look at it again" in read(refused).words()
    back = alice.send(refused, FORM, {"do": "check", "title": "Hai"})

    assert back["Location"] == f"{CHECK}#answer-title"
    assert 'id="answer-title"' in alice.get(CHECK).content.decode()
    assert "Save and look at it again" not in read(alice.get(FORM)).words()


def test_the_check_has_a_way_to_every_answer_that_says_which() -> None:
    alice = Visitor("alice")
    saved(alice, with_answers(), **every_kind.files())

    page = alice.get(CHECK)

    links = re.findall(r'href="([^"]*sua=[^"]*)"', page.content.decode())
    named = {link.rpartition("#div_id_")[2] for link in links}
    asked = {name.partition(".")[0] for name, value in every_kind.ANSWERS.items() if value and ".rows" not in name}
    assert asked - {"store", "guests"} <= named
    assert 'aria-label="Change: Title"' in page.content.decode()
    form = alice.get(f"{FORM}?sua=1").content.decode()
    missing = [link for link in links if f'id="{link.rpartition("#")[2]}"' not in form]
    assert missing == []


def test_the_fee_and_the_day_of_the_result_are_said_as_far_as_they_are_known() -> None:
    alice = Visitor("alice")

    assert "Fees 50.000 đ so far" in read(alice.get(FORM)).words().replace("\N{NO-BREAK SPACE}", " ")
    page = saved(alice, {"form": "print", "pages": "10", "place": "hanoi"})

    said = read(page).words().replace("\N{NO-BREAK SPACE}", " ")
    assert "Fees 200.000 đ" in said
    assert "so far" not in said
    assert "Filed and accepted now, the result is due on 09/01/2026." in said


def test_an_address_leads_nowhere_but_to_an_answer_of_the_check() -> None:
    alice = Visitor("alice")
    saved(alice, with_answers(), **every_kind.files())

    for odd in ('"><b>', "//example.org", "a b"):
        back = alice.send(alice.get(FORM), FORM, {"do": "check", "sua": odd})
        assert back["Location"] == CHECK
    documents = alice.send(alice.get(FORM), FORM, {"do": "check", "sua": PAPERS})["Location"]
    assert documents == f"{CHECK}#answer-{PAPERS}"
    assert f'id="answer-{PAPERS}"' in alice.get(CHECK).content.decode()


def test_the_check_says_the_day_of_the_result_before_anything_is_filed() -> None:
    alice = Visitor("alice")
    saved(alice, with_answers(), **every_kind.files())

    words = read(alice.get(CHECK)).words()

    assert "Filed and accepted now, the result is due on 09/01/2026." in words
    assert words.index("the result is due on") < words.index("By filing you state")


def test_the_day_that_is_foreseen_is_the_one_that_the_receipt_gives() -> None:
    alice = Visitor("alice")
    form = f"/ho-so/nop/{story.SLUG}/"
    foreseen = re.search(r"the result is due on (\S+)\.", read(alice.get(form)).words())

    dossier = story.dossier_in("accepted", at=TUESDAY).dossier

    assert foreseen
    assert foreseen[1] == f"{Dossier.objects.get(pk=dossier.pk).due_at.astimezone(LOCAL):%d/%m/%Y}"
