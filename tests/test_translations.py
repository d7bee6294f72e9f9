"""The Vietnamese catalogue: every text of ours is in it, well-formed, beside those of Django and allauth."""

import re
import unicodedata
from pathlib import Path

import allauth
import django
import polib
import pytest

from portal.management.commands.collect_messages import (
    CATALOGUE,
    Message,
    in_page,
    in_python,
    in_template,
    is_of_others,
    key,
    messages,
    updated,
)
from portal.postgres import BASE_DIR

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
MARKUP = re.compile(r"<[^>]+>")
# Vietnamese spells the mark over the second vowel here (hoá, uỷ), as laws of this domain mostly do.
OTHER_SPELLING = re.compile(r"\w*(?:[òóỏõọ][ae]|(?<!q)[ùúủũụ]y)\b", re.IGNORECASE)
DJANGO, ALLAUTH = (Path(package.__file__).parent for package in (django, allauth))
ACCOUNT_PAGES = ("account/", "templates/account/", "templates/allauth/")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


@pytest.fixture(scope="module", params=["django", "djangojs"])
def any_catalogue(request) -> polib.POFile:
    """The site's own texts, and those of the scripts of Django's administration."""
    return polib.pofile(str(CATALOGUE.with_stem(request.param)))


def ours(catalogue: polib.POFile) -> list[polib.POEntry]:
    return [entry for entry in catalogue if not is_of_others(entry)]


def translations(entry: polib.POEntry) -> list[str]:
    return [text for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]


def english_of(folder: Path, app: str = "", domain: str = "django") -> list[polib.POEntry]:
    return list(polib.pofile(str(folder / app / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po")))


def test_every_text_has_its_vietnamese(catalogue):
    """Mended by ``manage.py collect_messages`` and a translator."""
    known = {key(entry) for entry in catalogue if entry.translated()}

    assert {message: places for message, places in messages().items() if message not in known} == {}


def test_nothing_of_ours_in_the_catalogue_is_out_of_use(catalogue):
    used = messages()

    assert [key(entry) for entry in ours(catalogue) if key(entry) not in used] == []


def test_no_entry_waits_for_a_second_look(any_catalogue):
    assert [entry.msgid for entry in any_catalogue if not entry.translated() or entry.fuzzy or entry.obsolete] == []
    assert len({(entry.msgctxt, entry.msgid) for entry in any_catalogue}) == len(any_catalogue)


def test_every_text_of_the_account_pages_has_its_vietnamese(catalogue):
    """allauth brings no Vietnamese at all."""
    known = {key(entry) for entry in catalogue}
    asked = [entry for entry in english_of(ALLAUTH) if entry.occurrences[0][0].startswith(ACCOUNT_PAGES)]

    assert [key(entry) for entry in asked if key(entry) not in known] == []


def test_what_we_say_for_others_is_still_said_by_them(any_catalogue):
    parts = [(ALLAUTH, ""), (DJANGO, "conf"), (DJANGO, "contrib/auth"), (DJANGO, "contrib/admin")]
    english = [entry for folder, app in parts for entry in english_of(folder, app)]
    theirs = {key(entry) for entry in [*english, *english_of(DJANGO, "contrib/admin", "djangojs")]}

    assert [key(entry) for entry in any_catalogue if is_of_others(entry) and key(entry) not in theirs] == []


def test_a_translation_keeps_what_is_filled_in(any_catalogue):
    changed = [
        entry.msgid
        for entry in any_catalogue
        for text in translations(entry)
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    ]

    assert changed == []


def test_a_translation_keeps_its_markup_and_its_edges(any_catalogue):
    """Outer blanks and ends of lines join texts; tags make links."""

    def frame(text: str) -> tuple[list[str], bool, bool]:
        return MARKUP.findall(text), text[:1].isspace(), text[-1:].isspace()

    assert [
        entry.msgid for entry in any_catalogue for text in translations(entry) if frame(text) != frame(entry.msgid)
    ] == []


def test_vietnamese_is_written_in_one_way(any_catalogue):
    """Whole characters (NFC), typographic quotation marks, one spelling of hoá and uỷ."""
    texts = [text for entry in any_catalogue for text in translations(entry)]

    assert [text for text in texts if not unicodedata.is_normalized("NFC", text)] == []
    assert [text for text in texts if '"' in MARKUP.sub("", text)] == []
    assert [text for text in texts if OTHER_SPELLING.search(text)] == []


def test_collecting_again_changes_no_translation(catalogue):
    again = updated(catalogue)

    assert {key(entry): translations(entry) for entry in again if entry.translated()} == {
        key(entry): translations(entry) for entry in catalogue
    }


def test_a_text_that_is_not_written_in_full_is_refused():
    source = "from django.utils.translation import gettext as say\nsay(sentence)"

    with pytest.raises(ValueError, match="malformed"):
        list(in_python(source))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{% translate "Home" %}', Message("", "Home")),
        ('{% translate "Open" context "verb" as title %}', Message("verb", "Open")),
        ("{% blocktranslate trimmed %}\n  One\n  line {{ n }}\n{% endblocktranslate %}", Message("", "One line %(n)s")),
        (
            "{% blocktranslate count n=n %}{{ n }} file{% plural %}{{ n }} files{% endblocktranslate %}",
            Message("", "%(n)s file", "%(n)s files"),
        ),
    ],
)
def test_texts_of_templates_are_found(source, found):
    assert list(in_template(source)) == [found]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{{ _("Home") }}', Message("", "Home")),
        ('{% set title = pgettext("verb", "Open") %}', Message("verb", "Open")),
        ('<p{% if why %} title="{{ _("Why") }}"{% endif %}></p>', Message("", "Why")),
        ("{% trans trimmed n=x|length %}\n  One\n  line {{ n }}\n{% endtrans %}", Message("", "One line %(n)s")),
        (
            "{% trans n=n %}{{ n }} file{% pluralize %}{{ n }} files{% endtrans %}",
            Message("", "%(n)s file", "%(n)s files"),
        ),
    ],
)
def test_texts_of_pages_are_found(source, found):
    assert list(in_page(source)) == [found]


def test_a_text_of_a_page_that_is_not_written_in_full_is_refused():
    with pytest.raises(ValueError, match="malformed"):
        list(in_page("{{ _(sentence) }}"))


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ('gettext("Home")', Message("", "Home")),
        ('say("Home " "again")', Message("", "Home again")),
        ('pgettext("event", "Filed")', Message("event", "Filed")),
        ('ngettext("one", "many", n)', Message("", "one", "many")),
        ('translation.gettext("Home")', Message("", "Home")),
    ],
)
def test_texts_of_modules_are_found(call, found):
    imports = "from django.utils.translation import gettext, gettext_lazy as say, ngettext, pgettext\n"

    assert list(in_python(imports + call)) == [found]


def test_a_screen_says_ban_and_a_letter_ong_ba(catalogue: polib.POFile) -> None:
    """Whoever reads: one word on every screen, one in every letter."""
    of_screens, of_letters = [], []
    for entry in catalogue:
        is_letter = all("/email/" in name and name.endswith(".txt") for name, _line in entry.occurrences)
        texts = [entry.msgstr, *entry.msgstr_plural.values()]
        (of_letters if entry.occurrences and is_letter else of_screens).extend(texts)
    of_letters += [path.read_text() for path in (BASE_DIR / "templates" / "django" / "notices").glob("*.txt")]

    assert [text for text in of_screens if re.search("anh, chị|ông/bà", text, re.IGNORECASE)] == []
    assert [text for text in of_letters if re.search(r"anh, chị|\bbạn\b", text, re.IGNORECASE)] == []
