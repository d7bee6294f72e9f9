"""What two administrators change at once: each changes only what that one has typed, and nobody undoes another's change unread."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from dossiers.display.formats import vn_date


class KeptForm(forms.Form):
    """A form of what is kept, whose fields send back what they showed (``display.controls.control``).

    What was left as it was shown is stored as it stands by now. What somebody else has changed meanwhile to another thing than what
    was typed is an error, once: whoever presses again has read it. A page that sends nothing of what it showed is taken as it is.
    """

    shows_kept = True

    def full_clean(self) -> None:
        """Look at what has changed since the page was made before anything is checked."""
        moved = self._moved() if self.is_bound else {}
        super().full_clean()
        for name, now in moved.items():
            words = _(
                "Somebody else has just changed this to “%(now)s”. Nothing was kept: press again to have it as you typed it."
            )
            self.add_error(name, words % {"now": now})

    def _moved(self) -> dict[str, str]:
        """Put what stands by now where nothing was typed; return what was typed over something new, with that as it is read."""
        data, moved = QueryDict(mutable=True), {}
        data.update(self.data)
        for bound in self:
            shown = data.get(bound.html_initial_name)
            now = _text(bound.field.prepare_value(bound.initial))
            if shown is None or _is_same(bound.field, shown, now):
                continue
            typed = data.get(bound.html_name, "")
            if _is_same(bound.field, typed, shown):
                data[bound.html_name] = now
            elif not _is_same(bound.field, typed, now):
                moved[bound.name] = _read(bound.initial)
            data[bound.html_initial_name] = now
        self.data = data
        return moved


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _is_same(field: forms.Field, one: str, other: str) -> bool:
    """Say whether two texts mean the same to a field: a day is written in two ways, and lines end in two."""
    return bool(_meant(field, one) == _meant(field, other))


def _meant(field: forms.Field, text: str) -> Any:
    plain = "\n".join(text.splitlines()).strip()
    try:
        return field.to_python(plain)
    except forms.ValidationError:
        return plain


def _read(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return vn_date(value) if isinstance(value, date) else _text(value) or _("nothing")
