"""What an applicant types to the office and has not sent is kept, like everything else that is typed."""

import pytest
from django.http import HttpResponse

from dossiers import acts
from dossiers.models import Dossier, UnsentWords
from tests.dossiers.browsing import Form, Visitor, read
from tests.dossiers.lifecycle import dossier_at

pytestmark = pytest.mark.django_db

WORDS = "Tôi muốn hỏi về bản thảo.\nXin cảm ơn."


def page_of(dossier: Dossier) -> HttpResponse:
    return Visitor("alice").get(f"/ho-so/{dossier.code}/")


def form_at(page: HttpResponse, act: str) -> Form:
    [found] = [form for form in read(page).forms if form.action.endswith(f"/{act}/")]
    return found


def typed(dossier: Dossier, act: str, words: dict[str, str], who: str = "alice", do: str = "autosave") -> HttpResponse:
    values = form_at(page_of(dossier), act).values
    return Visitor(who).post(f"/ho-so/{dossier.code}/{act}/dang-soan/", {**values, **words, "do": do})


@pytest.mark.parametrize(
    ("state", "act", "field"), [("tham-dinh", acts.TO_OFFICE, "message"), ("tham-dinh", "ask-withdrawal", "reason")]
)
def test_what_is_typed_stands_there_again(state: str, act: str, field: str) -> None:
    dossier = dossier_at(state).dossier

    answer = typed(dossier, act, {field: WORDS})

    assert answer.status_code == 200
    assert answer.content.decode().startswith("Saved at")
    page = page_of(dossier)
    assert form_at(page, act).values[field] == WORDS
    assert ", not sent" in page.content.decode()


def test_it_is_gone_once_it_is_sent() -> None:
    dossier = dossier_at("tham-dinh").dossier
    typed(dossier, acts.TO_OFFICE, {"message": WORDS})
    form = form_at(page_of(dossier), acts.TO_OFFICE)

    answer = Visitor("alice").post(form.action, form.values)

    assert answer.status_code == 302, read(answer).words()
    assert form_at(page_of(dossier), acts.TO_OFFICE).values["message"] == ""
    assert not UnsentWords.objects.exists()


def test_nobody_else_keeps_or_reads_it() -> None:
    dossier = dossier_at("tham-dinh").dossier
    typed(dossier, acts.TO_OFFICE, {"message": WORDS})

    assert typed(dossier, acts.TO_OFFICE, {"message": "x"}, who="mallory").status_code == 404
    assert "Tôi muốn hỏi" not in Visitor("bob").get(f"/mot-cua/{dossier.code}/").content.decode()
    assert UnsentWords.objects.get().person.username == "alice"


def test_without_a_script_a_press_keeps_it_and_leads_back() -> None:
    dossier = dossier_at("tham-dinh").dossier

    answer = typed(dossier, acts.TO_OFFICE, {"message": WORDS}, do="")

    assert (answer.status_code, answer["Location"]) == (302, f"/ho-so/{dossier.code}/#conversation")
    assert form_at(page_of(dossier), acts.TO_OFFICE).values["message"] == WORDS
    back = Visitor("alice").get(f"/ho-so/{dossier.code}/{acts.TO_OFFICE}/dang-soan/")
    assert back["Location"] == f"/ho-so/{dossier.code}/#conversation"


def test_an_act_that_is_not_open_keeps_nothing() -> None:
    dossier = dossier_at("tham-dinh").dossier

    answer = Visitor("alice").post(f"/ho-so/{dossier.code}/decide/dang-soan/", {"reason": "x", "do": "autosave"})

    assert answer.status_code == 409
    assert not UnsentWords.objects.exists()


def test_what_is_too_long_is_refused_whole_and_stays() -> None:
    dossier = dossier_at("tham-dinh").dossier
    form = form_at(page_of(dossier), acts.TO_OFFICE)
    long = "chữ " * 5_100

    answer = Visitor("alice").post(form.action, form.values | {"message": long})

    assert 'maxlength="2000"' not in page_of(dossier).content.decode()
    assert answer.status_code == 422
    assert form_at(answer, acts.TO_OFFICE).values["message"].strip() == long.strip()
