"""A file that was not taken is named at its paper when the form is opened later, until it comes or its note is taken away."""

from html import unescape

import pytest
from django.http import HttpResponse
from pytest_django import Settings

from dossiers.filing import arriving
from dossiers.models import Attachment, Draft
from portal.demo import story
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.citizen.test_sending import BEGIN, FIELD, FORM, MONDAY, text

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


CHECK = f"{FORM}kiem-tra/"


def sent(visitor: Visitor, *names_and_contents: tuple[str, bytes]) -> HttpResponse:
    files = [story.upload(name, content) for name, content in names_and_contents]
    return visitor.send(visitor.get(FORM), FORM, {"do": "save", FIELD: files})


def refused_unsent(visitor: Visitor, name: str, size: int, *, draft: str = "", field: str = FIELD) -> HttpResponse:
    """Have a script announce a file of which it knows that it will not be taken."""
    draft = draft or form_of(visitor.get(FORM), FORM).values["draft"]
    metadata = f"filename {text(name)},draft {text(draft)},field {text(field)}"
    return visitor.post(BEGIN, headers={"Upload-Length": str(size), "Upload-Metadata": metadata})


def notes(visitor: Visitor) -> list[str]:
    """Return what the form says of files that were not taken."""
    lines = visitor.get(FORM).content.decode().split('<li class="file-refused">')[1:]
    return [line.partition("<span>")[2].partition("</span>")[0] for line in lines]


def begun(visitor: Visitor) -> Visitor:
    visitor.send(visitor.get(FORM), FORM, {**story.ANSWERS, "do": "save"})
    return visitor


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("don.pdf", b"", "“don.pdf” is empty"),
        ("don.pdf", b"%PDF-1.7\n" + b"x" * 300, "“don.pdf” cannot be opened"),
        ("don.exe", b"MZ\x90\x00", "“don.exe” is of a kind that is not taken"),
        (
            "phim.MP4",
            b"\x00" * 2_000,
            "“phim.MP4” is a film or a recording: hand it in at the one-stop desk, on a disc or a USB stick.",
        ),
        ("don.png", b"%PDF-1.7", "“don.png” is not what its ending says"),
        ("don.pdf", b"%PDF-1.7" + b"x" * 2_000, "“don.pdf” is 2 kB; a file may have at most 1 kB"),
    ],
)
def test_on_reopening_the_paper_says_which_was_not_taken_and_why_in_both_languages(
    settings: Settings, name: str, content: bytes, sentence: str
) -> None:
    settings.UPLOAD_MAX_BYTES = 1_000
    alice = Visitor("alice")

    assert sent(alice, (name, content)).status_code == 422

    [line] = notes(alice)
    assert line.startswith(f"Not taken · {sentence}")
    assert notes(Visitor("alice", language="vi"))[0].startswith("Không nhận · ")
    kept = Attachment.objects.get()
    assert (kept.file.name, kept.sha256) == ("", ""), "never its bytes"


def test_it_stays_beside_others_until_it_comes_itself() -> None:
    alice = Visitor("alice")
    sent(alice, ("don.pdf", b""), ("b.pdf", story.pdf(1)))

    sent(alice, ("c.pdf", story.pdf(2)))
    assert len(notes(alice)) == 1
    sent(alice, ("don.pdf", story.pdf(3)))

    assert notes(alice) == []
    assert {row.name: row.problem for row in Attachment.objects.all()} == {"don.pdf": "", "b.pdf": "", "c.pdf": ""}


def test_once_one_has_come_all_that_were_refused_of_its_paper_go_by_one_press() -> None:
    alice = Visitor("alice")
    sent(alice, ("a.pdf", b""), ("b.pdf", b""))
    assert "clear" not in {name for name, _value in form_of(alice.get(FORM), FORM).buttons}, (
        "none has come in their place"
    )
    sent(alice, ("tot.pdf", story.pdf(1)))
    page = alice.get(FORM)
    [key] = [value for name, value in form_of(page, FORM).buttons if name == "clear"]

    answer = alice.send(page, FORM, {"clear": key, "extent": "7"}, follow=True)

    assert answer.status_code == 200
    assert notes(alice) == []
    assert form_of(answer, FORM).values["extent"] == "7", "what was typed before is kept"
    assert list(Attachment.objects.filter(component="ban-thao").values_list("name", flat=True)) == ["tot.pdf"]


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_a_press_that_names_none_takes_nothing_away(key: str) -> None:
    alice = Visitor("alice")
    sent(alice, ("a.pdf", b""), ("b.pdf", b""), ("tot.pdf", story.pdf(1)))

    alice.send(alice.get(FORM), FORM, {"clear": key}, follow=True)

    assert len(notes(alice)) == 2


def test_a_press_takes_it_away_and_the_check_asks_for_that() -> None:
    alice = begun(Visitor("alice"))
    sent(alice, ("don.pdf", b""))
    page = alice.get(CHECK)
    assert "could not be taken" in read(page).errors[f"id_{FIELD}"]

    alice.send(alice.get(FORM), FORM, {"remove": str(Attachment.objects.get().pk)})

    assert notes(alice) == []
    assert not Attachment.objects.exists()


def test_what_a_script_does_not_even_send_is_noted_too_and_once() -> None:
    alice = begun(Visitor("alice"))

    answers = [refused_unsent(alice, "don.pdf", 0) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [400, 400]
    [line] = notes(alice)
    assert line.startswith("Not taken · “don.pdf” is empty")
    assert answers[-1]["Upload-Noted"] == str(Attachment.objects.get().pk)
    assert refused_unsent(alice, "to.pdf", 10**11)["Upload-Noted"], "of any size"
    assert len(notes(alice)) == 2


def test_it_is_noted_in_no_draft_of_somebody_else_and_at_no_unknown_field() -> None:
    begun(Visitor("alice"))
    key = str(Draft.objects.get().key)

    for answer in (
        refused_unsent(Visitor("mallory"), "don.pdf", 0, draft=key),
        refused_unsent(Visitor("alice"), "don.pdf", 0, draft=key, field="x"),
        refused_unsent(Visitor("alice"), "don.pdf", 0, draft="x"),
    ):
        assert (answer.status_code, answer["Upload-Noted"]) == (400, "")
    assert not Attachment.objects.exists()


def test_notes_take_no_place_of_files_and_have_an_end() -> None:
    alice = begun(Visitor("alice"))
    for number in range(arriving.MOST_FILES + 1):
        refused_unsent(alice, f"{number}.pdf", 0)

    assert len(notes(alice)) == arriving.MOST_FILES
    sent(alice, ("don.pdf", story.pdf(1)))
    assert Attachment.objects.filter(problem="").count() == 1


def test_a_filing_leaves_it_behind() -> None:
    alice = begun(Visitor("alice"))
    sent(alice, ("don.pdf", story.pdf(1)), ("b.pdf", b""))

    page = alice.get(CHECK)
    assert "“b.pdf” is empty" in read(page).words()
    alice.send(page, CHECK)

    assert [row.name for row in Attachment.objects.filter(dossier__isnull=False)] == ["don.pdf"]


def test_the_check_names_it_once_with_the_paper_that_it_was_meant_for() -> None:
    alice = begun(Visitor("alice"))
    sent(alice, ("don.pdf", story.pdf(1)), ("b.pdf", b""))
    machine = Draft.objects.get().version.machine
    title = next(one.title.en for one in machine.components if FIELD.endswith(one.name))

    page = unescape(alice.get(CHECK).content.decode())

    at_papers = {part.partition("</h3>")[0]: part for part in page.split("<h3>")[1:]}
    assert f"<strong>{title}</strong>: “b.pdf” is empty" in page
    # It does not go along, so it stands at the head alone and not among the papers.
    assert "don.pdf" in at_papers[title]
    assert page.count("b.pdf") == 1
