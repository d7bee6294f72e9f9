"""The forms of a page with all that a browser could send from them: hidden fields, choices, files and buttons."""

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser


@dataclass(frozen=True, slots=True)
class Control:
    """A field: its name, its type, what it holds, and what else could be chosen."""

    name: str
    kind: str
    value: str = ""
    options: tuple[str, ...] = ()


@dataclass(slots=True)
class Form:
    """A form: where and how it is sent, and its fields."""

    action: str
    method: str
    is_multipart: bool
    controls: list[Control] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Control]:
        """Return the fields of a type."""
        return [control for control in self.controls if control.kind == kind]


class Forms(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._open: Form | None = None
        self._text: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            kind = known.get("enctype", "")
            self._open = Form(known.get("action", ""), known.get("method", "get").upper(), "multipart" in kind)
            self._by_id[known.get("id", "")] = self._open
            self.forms.append(self._open)
        elif tag in ("input", "select", "textarea", "button"):
            self._control(tag, known)
        elif tag == "option" and self._text and self._text.kind == "select":
            chosen = "selected" in known or not self._text.value
            value = known.get("value", "") if chosen else self._text.value
            self._text = replace(self._text, value=value, options=(*self._text.options, known.get("value", "")))

    def _control(self, tag: str, known: dict[str, str]) -> None:
        form = self._by_id.get(known["form"]) if "form" in known else self._open
        if form is None or not known.get("name"):
            return
        kind = known.get("type", "text") if tag == "input" else tag
        value = known.get("value", "on" if kind in ("checkbox", "radio") else "")
        if kind in ("checkbox", "radio") and "checked" not in known:
            kind = f"{kind} off"
        control = Control(known["name"], kind, value)
        if tag in ("select", "textarea"):
            self._text, self._target = control, form
        else:
            form.controls.append(control)

    def handle_data(self, data: str) -> None:
        if self._text and self._text.kind == "textarea":
            self._text = replace(self._text, value=self._text.value + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif self._text and tag == self._text.kind:
            self._target.controls.append(self._text)
            self._text = None


def forms_of(text: str) -> list[Form]:
    """Return the forms of a page in their order."""
    parser = Forms()
    parser.feed(text)
    return parser.forms
