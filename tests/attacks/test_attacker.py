"""The attacker is the same for the same seed, knows every address, and lets nothing out."""

import random
from urllib.parse import unquote

import pytest

from tests.attacks.addresses import Address, Slot, addresses, route_of
from tests.attacks.attacker import Attacker, without
from tests.attacks.attempts import Answer, Attempt
from tests.attacks.caller import Caller
from tests.attacks.pages import Control, forms_of
from tests.attacks.world import PERSONAS, World

PAGE = b"""<form action="/tai-khoan/logout/" method="post"><button name="out" value="1"></button></form>
<form id="f" method="post" enctype="multipart/form-data"><input type="hidden" name="seen" value="3">
<textarea name="reason">a &lt; b</textarea><select name="unit"><option value="1"></option><option value="2" selected>
</option></select><input type="checkbox" name="tick"><input type="radio" name="way" value="post" checked>
<input type="file" name="files"></form><button form="f" name="do" value="check"></button>"""
ANSWER = Answer(200, (("Content-Type", "text/html; charset=utf-8"),), PAGE, 0.0)
KNOWN = {"slug": ["xb-tai-lieu-khong-kinh-doanh"], "code": ["H26.NN-260105-0001"], "app_label": ["accounts"]}


def attacker(seed: int) -> Attacker:
    callers = {persona: Caller(lambda *_given: [], {"csrftoken": "a"}) for persona in PERSONAS}
    turns = [("bob", "/mot-cua/H26.NN-260105-0001/")]
    return Attacker(seed, addresses(), World(lambda *_given: [], KNOWN, callers, turns))


def played(one: Attacker, index: int) -> list[Attempt]:
    move, sent, answer = one.move(index), [], None
    while True:
        try:
            sent.append(next(move) if answer is None else move.send(answer))
        except StopIteration:
            return sent
        answer = ANSWER


def campaign(seed: int, moves: int = 900) -> list[Attempt]:
    """Return what an attacker sends to a site on which every page has the same forms."""
    one = attacker(seed)
    return [attempt for index in range(moves) for attempt in played(one, index)]


def test_the_same_seed_sends_the_same():
    assert campaign(7) == campaign(7)
    assert campaign(7) != campaign(8)


def test_every_kind_of_attack_is_made_by_everybody():
    sent = campaign(7, 3_000)

    kinds = {"knock", "page", "form", "path", "query", "method", "header", "cookie", "body", "again", "language"}
    assert {attempt.kind for attempt in sent} == kinds
    assert {attempt.persona for attempt in sent} == set(PERSONAS)
    assert {attempt.seed for attempt in sent} == {7}


def test_every_address_is_knocked_at_with_values_that_fit():
    one = attacker(1)
    everywhere = addresses()

    knocked = {route_of(unquote(played(one, index)[0].path)) for index in range(len(everywhere))}

    assert knocked == {address.route for address in everywhere}


def test_an_address_that_is_new_is_knocked_at_too(settings):
    settings.ROOT_URLCONF = "tests.attacks.planted"

    [new] = [address for address in addresses() if address.name == "planted"]

    assert new.parts == ("planted/", Slot("anything", "[-a-zA-Z0-9_]+"), "/", new.parts[3], "/")
    assert route_of(new.real(random.Random(1), {})) == new.route


def test_an_address_for_which_nothing_fits_is_missed():
    odd = Address("odd/<x>/", "", ("odd/", Slot("x", "[!]{9}"), "/"))

    assert route_of(odd.real(random.Random(1), {})) == ""


def test_a_form_is_read_with_all_that_it_could_send():
    [_logout, form] = forms_of(PAGE.decode())

    assert form.is_multipart
    assert form.controls == [
        Control("seen", "hidden", "3"),
        Control("reason", "textarea", "a < b"),
        Control("unit", "select", "2", ("1", "2")),
        Control("tick", "checkbox off", "on"),
        Control("way", "radio", "post"),
        Control("files", "file"),
        Control("do", "button", "check"),
    ]


@pytest.mark.parametrize("body", ["ngõ Bí".encode(), b"ng%C3%B5+B%C3%AD"])
def test_nobody_sends_the_words_of_others(body: bytes):
    assert without(["ngõ Bí"], b"q=" + body) == b"q=" + b"x" * len(body)


def test_a_report_holds_all_that_is_needed_to_send_it_again():
    attempt = Attempt("", "form", "POST", "/ho-so/", "q=1", (("Host", "\xff"),), b"a\x00", 1, 5, 9)

    assert attempt.told().splitlines() == [
        "HOSTILE_SEED=5, index 9: form by nobody",
        "POST /ho-so/?q=1",
        'Host: "\\u00ff"',
        "the body breaks off after 1 bytes",
        "body of 2 bytes, in hex: 6100",
    ]
