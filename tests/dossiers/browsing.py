"""A visitor of the site: signs in as a person of the demo, reads a page's forms and sends them as a browser does."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.http import HttpResponse
from django.test import Client

from dossiers.models import AccessRecord, Attachment, Draft, LookUp, UnsentWords
from portal.demo import story

VOID = {"input", "img", "link", "meta", "br", "use", "rect", "path"}


class Visitor(Client):
    """A browser of one person ("" for nobody), in a language."""

    def __init__(self, username: str = "", *, language: str = "en", **options: Any) -> None:
        super().__init__(headers={"accept-language": language}, **options)
        if username:
            self.force_login(story.person(username))

    def send(
        self, page: HttpResponse, action: str, typed: dict[str, Any] | None = None, **options: Any
    ) -> HttpResponse:
        """Send the form of a page whose address ends like ``action``, with what is typed over what it holds."""
        form = form_of(page, action)
        return self.post(form.action, {**form.values, **(typed or {})}, **options)


@dataclass
class Form:
    """A form as it would be sent if nothing were changed in it, without its buttons."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Page(HTMLParser):
    """What a browser makes of a page: its forms, the errors at their fields, its words."""

    address: str
    forms: list[Form] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, dict[str, str]]] = []
        self._select = self._textarea = ""
        self._named: dict[str, Form] = {}
        self._elsewhere: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append((tag, known))
        if tag == "form":
            self.forms.append(Form(known.get("action") or self.address))
            self._named[known.get("id", "")] = self.forms[-1]
        elif tag == "input" and "form" in known:
            # It belongs to a form by name, which may come behind it.
            self._elsewhere += [(known["form"], known["name"], known.get("value", ""))] if _is_sent(known) else []
        elif self.forms and (name := known.get("name")):
            self._control(tag, name, known)
        elif tag == "option" and self._select:
            values = self.forms[-1].values
            if "selected" in known or self._select not in values:
                values[self._select] = known.get("value", "")

    def _control(self, tag: str, name: str, known: dict[str, str]) -> None:
        form = self.forms[-1]
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
            form.values[name] = ""
        elif tag == "button":
            form.buttons.append((name, known.get("value", "")))
        elif tag == "input" and _is_sent(known):
            form.values[name] = known.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.forms[-1].values[self._textarea] += data
        self.text += data
        for _tag, known in self._open:
            label = known.get("id", "")
            field_id = label.removesuffix("_error")
            if field_id != label:
                self.errors[field_id] = f"{self.errors.get(field_id, '')} {data}".strip()
            elif label == "error-summary":
                self.summary += data

    def handle_endtag(self, tag: str) -> None:
        if tag in (name for name, _known in self._open):
            while self._open.pop()[0] != tag:
                pass
        if tag == "textarea" and self._textarea:
            # A browser drops the line break that Django writes after the tag.
            self.forms[-1].values[self._textarea] = self.forms[-1].values[self._textarea].removeprefix("\n")
            self._textarea = ""
        elif tag == "select":
            self._select = ""

    def close(self) -> None:
        """Give each form what it has elsewhere on the page."""
        super().close()
        for form, name, value in self._elsewhere:
            if form in self._named:
                self._named[form].values[name] = value

    def words(self) -> str:
        """Return the text of the page with single blanks."""
        return " ".join(self.text.split())


def _is_sent(known: dict[str, str]) -> bool:
    kind = known.get("type", "text")
    return kind != "file" and (kind not in ("radio", "checkbox") or "checked" in known)


def read(response: HttpResponse) -> Page:
    """Return a page as a browser reads it."""
    page = Page(response.request["PATH_INFO"])
    page.feed(response.content.decode())
    page.close()
    return page


def form_of(response: HttpResponse, action: str) -> Form:
    """Return the one form of a page whose address ends so."""
    [found] = [form for form in read(response).forms if form.action.endswith(action)]
    return found


def buttons_of(response: HttpResponse, prefix: str) -> set[str]:
    """Return the actions that a dossier's page offers: the last part of the addresses of its forms."""
    forms = read(response).forms
    return {form.action.rstrip("/").rpartition("/")[2] for form in forms if form.action.startswith(prefix)}


def known(answer: HttpResponse) -> dict[str, str]:
    """Return what a page learns from the answer to what it has kept in the background."""
    return {"kept_version": answer["X-Kept-Version"]}


def renews_itself(response: HttpResponse) -> bool:
    """Say whether a page renews itself: with scripts its parts, without them as a whole."""
    content = response.content.decode()
    found = {part in content for part in ("data-renewed", "js/progress", '<noscript><meta http-equiv="refresh"')}
    assert len(found) == 1, "not with and without scripts alike"
    assert "Refresh" not in response, "this would throw whoever reads with scripts to the top"
    return found == {True}


def content_of(response: HttpResponse) -> bytes:
    """Return what a response holds; a file that is handed out is closed by reading it to its end."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def filing_of(draft: Draft) -> dict[str, str]:
    """Return what the check page sends when its button is pressed."""
    return {"key": str(draft.key), "seen": draft.saved_at.isoformat()}


def rows() -> dict[str, int]:
    """Return how many rows each table of the dossiers has, but for what says that a page was read, or refused with words."""
    beside = (AccessRecord, LookUp, UnsentWords)
    models = (model for model in apps.get_app_config("dossiers").get_models() if model not in beside)
    counts = {model.__name__: model._default_manager.count() for model in models}
    return counts | {Attachment.__name__: Attachment.objects.filter(problem="").count()}


def grown(before: dict[str, int]) -> dict[str, int]:
    """Return by how much tables have grown or shrunk since."""
    return dict(_changes(before, rows()))


def _changes(before: dict[str, int], after: dict[str, int]) -> Iterator[tuple[str, int]]:
    for name, count in after.items():
        if count != before[name]:
            yield name, count - before[name]
