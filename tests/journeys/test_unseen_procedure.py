"""A procedure that the project has never seen: from a file outside the tree to a returned result, with no line of code."""

import re
from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from dossiers.background import relay
from dossiers.models import Dossier
from dossiers.proof.audit import check_all
from portal.demo import story
from procedures.answers.sample import raw_answers
from procedures.language.compiler import compile_text
from procedures.machine import Action, Ask, Tone
from tests.journeys.people import Someone, go, pdf
from tests.procedures.test_guide import EXAMPLE

Opener = Callable[..., Page]
Look = Callable[[Page, str], None]

SLUG = "thu-tuc-mau"


def answer(page: Page, name: str, value: str) -> None:
    """Give one answer as a person would: what is not on the page, or not asked now, is passed by."""
    field = page.locator(f"main [name='{name}']")
    if not field.count() or not field.first.is_visible():
        return
    match field.first.get_attribute("type"), field.first.evaluate("node => node.tagName"):
        case _, "SELECT":
            field.select_option(value)
        case "radio", _:
            page.check(f"main [name='{name}'][value='{value}']")
        case "checkbox", _:
            field.check()
        case _:
            field.fill(value)


def take(someone: Someone, code: str, action: Action) -> None:
    """Take an action at the desk, giving what it asks: the first choice, a small PDF, a few words."""
    someone.visit(f"/mot-cua/{code}/")
    form = someone.open_action(action.name)
    for asked in action.asks:
        if asked.required:
            _give(form, asked.kind)
    go(form.locator("button.btn").last)
    assert not someone.page.locator("[role=alert], .has-error").all_inner_texts()


def _give(form: Locator, kind: Ask) -> None:
    field = form.locator(f"[name={kind.value}]")
    match kind:
        case Ask.DIVISION | Ask.ASSIGNEE:
            first = field.locator("option:not([value=''])").first.get_attribute("value")
            field.select_option(first)
        case Ask.FILES:
            field.set_input_files(pdf("Kết quả.pdf"))
        case Ask.HANDOVER:
            form.locator("[name=handover_identity]").fill("CCCD …2345")
        case Ask.DRAFT | Ask.UNTIL | Ask.CONTENT | Ask.CAPACITY:
            pass  # They are there already: the procedure’s own text, its term, what is shown, what the title lets sign.
        case _:
            raise AssertionError(kind)


def forward(dossier: Dossier) -> Action:
    """Return the way forward for an officer from where a dossier is."""
    actions = dossier.machine.actions_from(dossier.state)
    return next(a for a in actions if a.tone is Tone.PRIMARY and not a.by.isdisjoint(story.SEATED))


def test_a_procedure_from_a_file_outside_the_tree_is_published_filed_and_taken_to_its_end(
    new_page: Opener, picture: Look, tmp_path: Path
) -> None:
    file = tmp_path / "v1.toml"
    file.write_text(re.sub(r"^effective_on = .*$", "effective_on = 2026-01-01", EXAMPLE, flags=re.MULTILINE), "utf-8")
    machine = compile_text(file.read_bytes(), path=file.name)

    call_command("publish_procedures", file)

    alice = Someone(new_page(), picture).signed_in("alice")
    alice.visit(f"/thu-tuc/?q={machine.name.vi.upper()}")
    go(alice.page.locator(f"main a[href='/thu-tuc/{SLUG}/']").first)
    alice.look("unseen-procedure")
    go(alice.page.locator(f"main a[href^='/ho-so/nop/{SLUG}/']").first)
    for name, value in raw_answers(machine, timezone.now()).items():
        answer(alice.page, name, value)
    for chooser in alice.page.locator("main input[type=file]").all():
        chooser.set_input_files(pdf("Giấy tờ.pdf"))
    alice.look("unseen-form")
    go(alice.page.locator("button[name=do][value=check]"))
    expect(alice.page).to_have_url(re.compile(r"/kiem-tra/$"))
    alice.look("unseen-check")
    go(alice.page.locator("main button[name=do][value=submit]"))
    expect(alice.page).to_have_url(re.compile("/da-nop/$"))

    dossier = Dossier.objects.get(procedure__slug=SLUG)
    people: dict[str, Someone] = {}
    while not dossier.place.is_end:
        action = forward(dossier)
        username = story.SEATED[next(role for role in story.SEATED if role in action.by)]
        if username not in people:
            people[username] = Someone(new_page(), picture).signed_in(username)
        take(people[username], dossier.code, action)
        dossier.refresh_from_db()

    assert (dossier.state, dossier.outcome) == ("returned", machine.outcomes[0].name)
    assert dossier.verdict in {"early", "on_time"}
    assert check_all().differences == []
    relay.run(timezone.now())
    alice.visit(f"/ho-so/{dossier.code}/", "unseen-returned")
    expect(alice.page.locator(f"main a[href='/ho-so/ket-qua/{dossier.code}/']")).to_be_visible()
