"""Controls are drawn by Django's Jinja2 templates as its others draw them, and what has none there as before."""

import re
from html import unescape

from django import forms
from django.forms.renderers import DjangoTemplates

from portal.requests.controls import ControlRenderer


class Every(forms.Form):
    """A control of each kind that forms of ours have."""

    text = forms.CharField(max_length=9)
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}))
    number = forms.IntegerField(min_value=1)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    one = forms.ChoiceField(choices=[("", "—"), ("a", "A & B"), ("b", "<C>")])
    radio = forms.ChoiceField(choices=[("a", "A & B"), ("b", "<C>")], widget=forms.RadioSelect)
    some = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
    yes = forms.BooleanField()
    file = forms.FileField(widget=forms.ClearableFileInput)
    hidden = forms.IntegerField(widget=forms.HiddenInput)


def pieces(html: str) -> list[str]:
    """Return the tags and texts of a piece of a page, without the spaces between them."""
    return [unescape(" ".join(one.split())) for one in re.split(r"(<[^>]*>)", html) if one.strip()]


def test_each_control_is_what_the_other_templates_make_of_it() -> None:
    values = {
        "text": "\"'<b>&",
        "words": "\n a\n<i>",
        "number": 3,
        "day": "2026-01-05",
        "one": "b",
        "some": ["b"],
        "yes": True,
    }

    drawn = [
        [pieces(str(bound)) for bound in Every(initial=values, renderer=renderer)]
        for renderer in (DjangoTemplates(), ControlRenderer())
    ]

    assert drawn[0] == drawn[1]
    assert "<b>" not in "".join(str(bound) for bound in Every(initial=values, renderer=ControlRenderer()))


def test_what_has_templates_of_its_own_is_drawn_by_them() -> None:
    assert "<p>" in Every(renderer=ControlRenderer()).as_p()
