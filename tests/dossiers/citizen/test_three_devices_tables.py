"""Three devices write one table: cells are typed, rows added and removed, pages killed, answers lost; no last word is."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers.filing.tables import merging
from dossiers.models import Draft
from tests.dossiers import every_kind
from tests.dossiers.browsing import Visitor
from tests.dossiers.citizen.test_three_devices import Device, Words

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-01-07T09:00:00+07:00")]

FORM = every_kind.FORM
EXAMPLES = int(os.environ.get("DEVICE_EXAMPLES", "12"))
OPEN, TYPE, SAVE, LOSE_ANSWER, KILL, MINE, SAVED, ADD, REMOVE = range(9)
CELLS = [f"machines.{row}.{column}" for row in range(4) for column in ("model", "number")]


@pytest.fixture(autouse=True)
def _published(clock: object, tmp_path: Path) -> None:
    every_kind.published(tmp_path)


def kept() -> set[str]:
    return {answer for draft in Draft.objects.all() for answer in draft.answers.values()}


@dataclass
class TableDevice(Device):
    """A browser whose page has a table in it."""

    address: str = FORM

    def step(self, what: int, cell: str) -> None:
        row = cell.split(".")[1]
        if what == OPEN:
            self.kill()
            self.open()
        elif self.page is not None:
            {
                TYPE: lambda: self.type(cell) if cell in self.page else None,
                SAVE: self.save,
                LOSE_ANSWER: lambda: self.post(self.page, "autosave"),
                KILL: self.kill,
                MINE: lambda: self.choose("take-mine:"),
                SAVED: lambda: self.choose("take-saved:"),
                ADD: lambda: self.press("add-row:machines"),
                REMOVE: lambda: self.remove(row),
            }[what]()

    def press(self, pressed: str) -> bool:
        """Send the page by a button and look at what comes; say whether it was done."""
        answer = self.post(self.page, pressed)
        self.show(self.browser.get(FORM) if answer.status_code == 302 else answer)
        return answer.status_code == 302

    def remove(self, row: str) -> None:
        seen = {text for name, text in self.page.items() if name.startswith(f"machines.{row}.")}
        if seen and self.press(f"remove-row:machines:{row}"):
            self.words.replaced |= seen - kept()

    def choose(self, which: str) -> None:
        pressed = next((button for button in self.buttons if button.startswith(which)), "")
        if not pressed:
            return
        name, _colon, mark = pressed.removeprefix(which).partition(":")
        typed = {text for field, text in self.page.items() if field == name or field.startswith(f"{name}.")}
        saved = {word for word in self.words.typed if merging.mark(word) == mark}
        self.press(pressed)
        self.words.replaced |= (saved if which == "take-mine:" else typed) - kept()


steps = st.lists(
    st.tuples(st.integers(0, 2), st.integers(OPEN, REMOVE), st.sampled_from(CELLS)), min_size=6, max_size=24
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps)
def test_every_last_word_in_a_table_is_in_the_draft_or_in_a_question(
    taken: list[tuple[int, int, str]],
) -> None:
    Draft.objects.all().delete()
    words = Words()
    devices = [TableDevice(Visitor("alice"), words) for _device in range(3)]
    for device in devices:
        device.open()

    for number, what, cell in taken:
        devices[number].step(what, cell)
    for device in devices:
        device.kill()
        device.settle()

    assert words.typed - words.replaced <= kept()


def test_a_device_that_overwrites_a_cell_is_found_by_this_test() -> None:
    """Without its marks of what it knows, a page writes over what another has saved: the word would be missed."""
    words = Words()
    one, two = (TableDevice(Visitor("alice"), words) for _device in range(2))
    one.open()
    two.open()
    one.type(CELLS[0])
    one.save()
    two.type(CELLS[0])
    del two.page["kept_version"]

    two.post(two.page, "autosave")

    assert words.typed - words.replaced - kept() == {"w1"}
