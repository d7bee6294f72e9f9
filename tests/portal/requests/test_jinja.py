"""The environment of the site's pages: it escapes, it translates, it refuses what is not there."""

from decimal import Decimal
from pathlib import Path

import jinja2
import pytest
from django.template import engines
from django.test import Client
from django.urls import NoReverseMatch, clear_script_prefix, reverse, set_script_prefix
from django.utils import translation
from django.utils.functional import lazy
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from markupsafe import Markup, escape

from dossiers.display.glyphs import icon
from dossiers.display.links import path_to
from portal.postgres import BASE_DIR

HOSTILE = "<script>alert('a & \"b\"')</script>"
ESCAPED = "&lt;script&gt;alert(&#39;a &amp; &#34;b&#34;&#39;)&lt;/script&gt;"


def made(source: str, **given: object) -> str:
    return engines["jinja2"].from_string(source).render(given)


@pytest.mark.parametrize(
    "source",
    [
        "{{ name }}",
        "{{ name|linebreaksbr }}",
        "{% trans name=name %}{{ name }}{% endtrans %}",
        "{% macro said(it) %}{{ it }}{% endmacro %}{{ said(name) }}",
    ],
)
def test_what_people_typed_is_escaped(source):
    shown = made(source, name=HOSTILE)

    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


@pytest.mark.parametrize(
    "value",
    [
        *"<>&'\"",
        HOSTILE,
        "Nguyễn Thị An",
        "",
        5,
        None,
        Decimal("0.5"),
        Markup("<b>"),
        mark_safe("<b>"),
        ["<"],
        Path("a&b"),
    ],
)
def test_a_value_is_escaped_as_markupsafe_does(value):
    assert made("{{ value }}", value=value) == str(escape(value))
    assert made("{% macro said(it) %}{{ it }}{% endmacro %}{{ said(value) }}", value=value) == str(escape(value))


def test_a_row_of_a_list_escapes_a_name():
    assert made('<td title="{{ name }}">{{ name }}</td>', name=HOSTILE) == f'<td title="{ESCAPED}">{ESCAPED}</td>'


def test_texts_are_those_of_the_reader_s_language():
    source = '{{ _("Early") }}, {{ label }}, {% trans at="1" %}filed on {{ at }}{% endtrans %}'

    with translation.override("vi"):
        assert made(source, label=gettext_lazy("Overdue")) == "Trước hạn, Quá hạn, nộp ngày 1"
    with translation.override("en"):
        assert made(source, label=gettext_lazy("Overdue")) == "Early, Overdue, filed on 1"


def test_a_per_cent_sign_is_written_twice_in_a_text_with_and_without_values():
    assert made('{{ _("98 %%") }}, {{ _("98 %%") }}, {% trans n=98 %}{{ n }} %{% endtrans %}') == "98 %, 98 %, 98 %"


@pytest.mark.parametrize("source", ["{{ nobody }}", "{% if nobody %}{% endif %}", "{{ given.nothing }}"])
def test_a_variable_that_does_not_exist_is_an_error(source):
    with pytest.raises(jinja2.UndefinedError):
        made(source, given=object())


def test_a_page_s_texts_signs_and_addresses_are_written_out_as_one_piece():
    source = '<a href="{{ url("worklist") }}">{{ icon("search") }}{{ _("Early") }}</a>'
    code = engines["jinja2"].env.compile(source, raw=True)

    assert code.count("yield '") == 1
    assert "context.call" not in code


def test_a_page_is_kept_once_for_each_language_and_place_of_the_site():
    def parts() -> list[str]:
        given = {"agency": "", "of_file": "", "can_choose": ""}
        names = ("components/brand.html", "components/keys_sheet.html")
        return [engines["jinja2"].get_template(name).render(given) for name in names]

    try:
        with translation.override("vi"):
            vietnamese = parts()
            assert parts() == vietnamese
            set_script_prefix("/cong/")
            assert 'href="/cong/"' in parts()[0]
            clear_script_prefix()
        with translation.override("en"):
            assert parts()[0] == vietnamese[0]
            assert parts()[1] != vietnamese[1]
    finally:
        clear_script_prefix()


def test_a_text_that_is_written_out_is_escaped_wherever_it_goes():
    source = '{% set text = _("Early") %}{{ text }}{{ "<" ~ text }}{% set sign = icon("search") %}{{ sign }}'

    assert made(source) == f"Trước hạn&lt;Trước hạn{icon('search')}"


def test_an_address_that_this_site_does_not_have_is_an_error_only_where_it_is_asked_for():
    assert made('{% if false_here %}{{ url("nowhere") }}{% endif %}', false_here=False) == ""
    with pytest.raises(NoReverseMatch):
        made('{{ url("nowhere") }}')


class Thing:
    """Something with a method that no page calls."""

    def unasked(self) -> str:
        return "x"


@pytest.mark.parametrize("source", ["{{ thing.unasked }}", "{% if thing.unasked %}{% endif %}"])
def test_a_method_that_is_not_called_is_an_error_in_tests(source):
    with pytest.raises(TypeError, match=r"Thing\.unasked is a method"):
        made(source, thing=Thing())


def test_every_page_compiles():
    names = [path.relative_to(BASE_DIR / "templates") for path in (BASE_DIR / "templates").rglob("*.html")]
    pages = [str(name) for name in names if name.parts[0] != "django"]

    assert len(pages) > 70
    for page in pages:
        assert engines["jinja2"].get_template(page)


@pytest.mark.parametrize("code", ["H26.NN-261124-0001", "a b%c", "ă<'\">&?#;", "100%"])
def test_a_path_is_the_one_that_django_gives(code):
    assert path_to("desk_file", code=code) == path_to("desk_file", code) == reverse("desk_file", args=[code])
    assert path_to("desk_action", code, "stop") == reverse("desk_action", args=[code, "stop"])
    assert path_to("worklist") == reverse("worklist")
    assert path_to("job", pk=12) == reverse("job", args=[12])
    assert path_to("admin:index") == reverse("admin:index")


def test_a_page_that_there_is_not_is_an_error():
    with pytest.raises(NoReverseMatch):
        path_to("nowhere")


@pytest.mark.django_db
def test_a_page_of_allauth_stands_in_the_same_frame(client):
    ours, theirs = (client.get(address).content.decode() for address in ("/tra-cuu/", "/accounts/login/"))

    assert theirs.lstrip().startswith("<!DOCTYPE html>")
    for part in ("<header", "<footer", "<main", "</html>"):
        assert (ours.count(part), theirs.count(part)) == (1, 1)


def test_a_lazy_text_that_is_markup_is_shown_as_markup_and_any_other_is_escaped():
    markup = lazy(lambda: mark_safe("<ul><li>hint</li></ul>"), str)()
    typed = lazy(lambda: HOSTILE, str)()

    assert made("{{ hint }}", hint=markup) == "<ul><li>hint</li></ul>"
    assert made("{{ hint }}", hint=typed) == ESCAPED


@pytest.mark.django_db
def test_what_a_password_must_be_is_a_list(client):
    page = client.get("/tai-khoan/signup/").content.decode()

    assert "<li>Mật khẩu" in page
    assert "&lt;li&gt;" not in page


@pytest.mark.django_db
def test_an_expired_form_that_held_no_text_offers_none():
    client = Client(enforce_csrf_checks=True)

    empty, full = (client.post("/tai-khoan/login/", typed) for typed in ({}, {"reason": "Thiếu giấy tờ."}))

    assert (empty.status_code, full.status_code) == (403, 403)
    assert "Nội dung bạn đã viết" not in empty.content.decode()
    assert "Thiếu giấy tờ." in full.content.decode()
