"""Three devices write one draft, pages are killed, requests and answers get lost: no last word of any of them is lost."""

import os
from dataclasses import dataclass, field
from itertools import count

import pytest
from django.http import HttpResponse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers.models import Draft
from portal.demo import story
from tests.dossiers.browsing import Visitor, form_of

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-01-07T09:00:00+07:00")]

FORM = f"/ho-so/nop/{story.SLUG}/"
FIELDS = ("material_name", "extent", "applicant_organisation")
EXAMPLES = int(os.environ.get("DEVICE_EXAMPLES", "20"))
OPEN, TYPE, SAVE, LOSE_REQUEST, LOSE_ANSWER, KILL, MINE, SAVED = range(8)


@dataclass
class Words:
    """All that was ever typed, and what of it somebody has replaced with it in sight."""

    typed: set[str] = field(default_factory=set)
    replaced: set[str] = field(default_factory=set)
    numbers: count = field(default_factory=lambda: count(1))

    def new(self, over: str) -> str:
        self.replaced.add(over)
        word = f"w{next(self.numbers)}"
        self.typed.add(word)
        return word


@dataclass
class Device:
    """A browser as the scripts of the form make it: a page that may be open, and copies of what pages could not send."""

    browser: Visitor
    words: Words
    page: dict[str, str] | None = None
    buttons: list[str] = field(default_factory=list)
    is_saved: bool = True
    copies: list[dict[str, str]] = field(default_factory=list)
    address: str = FORM

    def do(self, what: int, name: str) -> None:
        if what == OPEN:
            self.kill()
            self.open()
        elif self.page is not None:
            {
                TYPE: lambda: self.type(name),
                SAVE: self.save,
                LOSE_REQUEST: lambda: None,
                LOSE_ANSWER: lambda: self.post(self.page, "autosave"),
                KILL: self.kill,
                MINE: lambda: self.choose("take-mine:"),
                SAVED: lambda: self.choose("take-saved:"),
            }[what]()

    def post(self, values: dict[str, str], pressed: str) -> HttpResponse:
        return self.browser.post(self.address, {**values, "do": pressed})

    def type(self, name: str) -> None:
        self.page[name] = self.words.new(self.page[name])
        self.is_saved = False

    def save(self) -> None:
        answer = self.post(self.page, "autosave")
        assert answer.status_code in (200, 409)
        self.page["kept_version"] = answer["X-Kept-Version"]
        self.is_saved = answer.status_code == 200

    def kill(self) -> None:
        if self.page is not None and not self.is_saved:
            self.copies.append(self.page)
        self.page, self.is_saved = None, True

    def show(self, page: HttpResponse) -> None:
        """Take a page in; where it asks which of two stays, what was typed stands nowhere else."""
        form = form_of(page, self.address)
        self.page = form.values
        self.buttons = [value for _name, value in form.buttons if value.startswith("take-")]
        self.is_saved = not self.buttons

    def open(self) -> None:
        while self.copies:
            copy = self.copies.pop(0)
            if "X-Clashing" in self.post(copy, "autosave"):
                self.show(self.post(copy, "save"))
                return
        self.show(self.browser.get(self.address))

    def choose(self, which: str) -> None:
        """Press the first button of a kind; what was not chosen is replaced with it in sight."""
        pressed = next((button for button in self.buttons if button.startswith(which)), "")
        name = pressed.split(":")[1] if pressed else ""
        if not name:
            return
        mine, stood = self.page[name], Draft.objects.get().answers.get(name, "")
        answer = self.post(self.page, pressed)
        self.show(self.browser.get(self.address) if answer.status_code == 302 else answer)
        stands = Draft.objects.get().answers.get(name, "")
        self.words.replaced |= {mine, stood} - {stands}

    def settle(self) -> None:
        """Open the form and choose, until there is no question and no copy."""
        for _turn in range(50):
            if self.page is None or not self.buttons:
                self.kill()
                if not self.copies:
                    return
                self.open()
            self.choose("take-mine:")
        pytest.fail("the questions do not end")


steps = st.lists(
    st.tuples(st.integers(0, 2), st.integers(OPEN, SAVED), st.sampled_from(FIELDS)), min_size=6, max_size=24
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps)
def test_every_last_word_is_in_the_draft_or_in_a_question(taken: list[tuple[int, int, str]]) -> None:
    Draft.objects.all().delete()
    words = Words()
    devices = [Device(Visitor("alice"), words) for _device in range(3)]
    for device in devices:
        device.open()

    for number, what, name in taken:
        devices[number].do(what, name)
    for device in devices:
        device.kill()
        device.settle()

    kept = {answer for draft in Draft.objects.all() for answer in draft.answers.values()}
    assert words.typed - words.replaced <= kept


def test_a_device_that_overwrites_is_found_by_this_test() -> None:
    """Without its marks of what it knows, a page writes over what another has saved: the words would be missed."""
    words = Words()
    one, two = (Device(Visitor("alice"), words) for _device in range(2))
    one.open()
    two.open()
    one.type(FIELDS[0])
    one.save()
    two.type(FIELDS[0])
    del two.page["kept_version"]

    two.post(two.page, "autosave")

    kept = set(Draft.objects.get().answers.values())
    assert words.typed - words.replaced - kept == {"w1"}
