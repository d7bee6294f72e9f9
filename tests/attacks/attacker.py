"""The attacker: from a seed and a number, one move against the site, a request or a few that belong together."""

import random
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from urllib.parse import quote, quote_plus, unquote, urlsplit

from tests.attacks import bodies, poisons, uploads
from tests.attacks.addresses import Address
from tests.attacks.attempts import Answer, Attempt
from tests.attacks.bodies import Pair, raw
from tests.attacks.pages import Control, Form, forms_of
from tests.attacks.world import NOBODY, OFFICERS, PERSONAS, World

type Move = Generator[Attempt, Answer, None]

WRITING = {"dossier", "file", "draft", "action", "correct", "preview"}
"""Words in the names of the addresses where people write."""
READING = "page"
"""The kind of a request that only fetches the form for the one that follows."""
EVERYWHERE = ("/i18n/setlang/", "/tai-khoan/logout/", "/admin/logout/")
"""Forms that stand on every page."""
GOOD = {"date": "12/03/2015", "number": "5", "email": "an@example.vn", "tel": "0912345678", "textarea": "Đủ giấy tờ."}
"""What may be typed into an empty field of a kind."""


def without(words: Sequence[str], body: bytes) -> bytes:
    """Return a body in which other words of the same length stand for these, however they are written in it."""
    for word in words:
        for written in (raw(word), quote_plus(raw(word)).encode()):
            body = body.replace(written, b"x" * len(written))
    return body


class Attacker:
    """Makes moves; the same seed, number and world make the same move."""

    def __init__(self, seed: int, addresses: Sequence[Address], world: World) -> None:
        self.seed, self.addresses, self.world = seed, addresses, world
        self.sent: deque[Attempt] = deque(maxlen=60)
        """Forms that were sent, for those who send them again."""
        self._pages: dict[tuple[str, str], tuple[str, list[Form]]] = {}
        """What was read: half of the forms are sent from pages that are out of date."""
        own = [address for address in addresses if not address.route.startswith(("admin/", "tai-khoan/"))]
        # Those with forms that write most are attacked most.
        self._own = [*own, *(address for address in own for _ in range(3) if WRITING & set(address.name.split("_")))]
        self._first = random.Random(seed).sample(addresses, len(addresses))
        self._moves: dict[Callable[[random.Random, str, Address], Move], int] = {
            self._form: 26,
            self._act: 16,
            self._file: 6,
            self._path: 10,
            self._query: 12,
            self._method: 4,
            self._header: 8,
            self._cookie: 4,
            self._body: 10,
            self._again: 5,
            self._language: 3,
        }

    def move(self, index: int) -> Move:
        """Return the move of a number: as many as there are addresses knock at each once, the rest attack."""
        chance = random.Random(f"{self.seed}/{index}")
        if index < len(self._first):
            address = self._first[index]
            persona = self._visitor(chance, address)
            moves: Move = self._knock(chance, persona, address)
        else:
            address = chance.choice(self._own if chance.random() < 0.8 else self.addresses)
            persona = self._visitor(chance, address)
            [chosen] = chance.choices(list(self._moves), weights=list(self._moves.values()))
            moves = chosen(chance, persona, address)
        return self._numbered(moves, index)

    def _numbered(self, moves: Move, index: int) -> Move:
        answer: Answer | None = None
        while True:
            try:
                attempt = next(moves) if answer is None else moves.send(answer)
            except StopIteration:
                return
            answer = yield replace(attempt, seed=self.seed, index=index)

    def _visitor(self, chance: random.Random, address: Address) -> str:
        """Choose who goes there: mostly somebody for whom it is open."""
        fitting = {
            "ho-so/": ("alice", "viet-an"),
            "mot-cua/": OFFICERS,
            "quan-ly/": ("carol", "lan"),
            "admin/": ("admin",),
        }
        open_to = next((people for start, people in fitting.items() if address.route.startswith(start)), PERSONAS)
        return chance.choice(open_to if chance.random() < 0.65 else PERSONAS)

    def _real(self, chance: random.Random, address: Address) -> str:
        return address.real(chance, self.world.known)

    # Moves
    def _knock(self, chance: random.Random, persona: str, address: Address) -> Move:
        method = chance.choice(("GET", "POST"))
        yield Attempt(persona, "knock", method, self._real(chance, address), headers=self.token(persona))

    def _path(self, chance: random.Random, persona: str, address: Address) -> Move:
        whole = self._real(chance, address)
        parts = whole.split("/")
        where = chance.randrange(len(parts))
        parts[where] = chance.choice(poisons.PARTS)
        path = "/".join(parts)
        if chance.random() < 0.3:
            odd = ("//evil.example", "/\\evil.example", "//", "/./", "/%2f%2fevil.example/", "//evil.example/..")
            path = chance.choice((chance.choice(odd) + path, whole.rstrip("/"), whole + chance.choice(poisons.PARTS)))
        yield Attempt(
            persona, "path", chance.choice(("GET", "GET", "POST", "HEAD")), path or "/", headers=self.token(persona)
        )

    def _query(self, chance: random.Random, persona: str, address: Address) -> Move:
        names = poisons.OF_ADMIN if address.route.startswith("admin/") else poisons.NAMES
        pairs = []
        for name in chance.sample(names, chance.randint(1, 3)):
            real = {"code": "code", "q": "code", "draft": "draft"}.get(name)
            value = self.world.some(real, chance) if real and chance.random() < 0.3 else poisons.value_for(name, chance)
            pairs.append(f"{quote_plus(name)}={quote_plus(raw(value))}")
        query = chance.choice(poisons.QUERIES) if chance.random() < 0.2 else "&".join(pairs)
        headers = (("HX-Request", "true"),) if chance.random() < 0.2 else ()
        yield Attempt(persona, "query", "GET", self._real(chance, address), query, headers)

    def _method(self, chance: random.Random, persona: str, address: Address) -> Move:
        body = bodies.urlencoded([("seen", "1")]) if chance.random() < 0.5 else b""
        headers = (*self.token(persona), ("Content-Type", bodies.URLENCODED))
        method = chance.choice(poisons.METHODS)
        yield Attempt(persona, "method", method, self._real(chance, address), headers=headers, body=body)

    def _header(self, chance: random.Random, persona: str, address: Address) -> Move:
        chosen = chance.sample(poisons.HEADERS, chance.randint(1, 3))
        headers = tuple((name, chance.choice(values)) for name, values in chosen)
        method = chance.choice(("GET", "GET", "POST", "HEAD"))
        body = b"q=1&seen=1" if method == "POST" else b""
        typed = (("Content-Type", bodies.URLENCODED), *self.token(persona)) if body else ()
        yield Attempt(persona, "header", method, self._real(chance, address), "", (*typed, *headers), body)

    def _cookie(self, chance: random.Random, persona: str, address: Address) -> Move:
        name, values = chance.choice(poisons.COOKIES)
        cookie = f"{name}={chance.choice(values)}"
        if chance.random() < 0.25:
            cookie = chance.choice(poisons.WHOLE_COOKIES)
        method = chance.choice(("GET", "GET", "POST"))
        yield Attempt(
            persona, "cookie", method, self._real(chance, address), "", (*self.token(persona), ("Cookie", cookie))
        )

    def _body(self, chance: random.Random, persona: str, address: Address) -> Move:
        path = self._real(chance, address)
        pairs: list[Pair] = [("q", "x"), ("seen", "1")]
        if chance.random() < 0.4:
            _target, form = yield from self._found(chance, persona, path)
            pairs = self._filled(form, chance) if form else pairs
        content_type, body = bodies.broken(pairs, chance)
        token = self.token(persona) if chance.random() < 0.8 else ()
        cut = chance.randrange(len(body) + 1) if chance.random() < 0.1 else None
        path = "/nowhere/" if chance.random() < 0.1 else path
        yield Attempt(persona, "body", "POST", path, "", (("Content-Type", content_type), *token), body, cut)

    def _form(self, chance: random.Random, persona: str, address: Address) -> Move:
        target, form = yield from self._found(chance, persona, self._real(chance, address))
        if form is None:
            pairs: list[Pair] = [(name, poisons.value_for(name, chance)) for name in ("seen", "key", "do", "next")]
            method = "POST"
        else:
            pairs, method = self._mutated(self._filled(form, chance), chance), form.method
        yield from self._sent(chance, persona, method, target, pairs, is_multipart=bool(form and form.is_multipart))

    def _act(self, chance: random.Random, persona: str, address: Address) -> Move:
        """Take a step on a dossier, mostly as the person who is to take it."""
        del address
        turn, path = self.world.turn(chance)
        target, form = yield from self._found(chance, turn if chance.random() < 0.85 else persona, path)
        if form:
            pairs = self._mutated(self._filled(form, chance), chance)
            yield from self._sent(chance, turn, "POST", target, pairs, is_multipart=form.is_multipart)

    def _file(self, chance: random.Random, persona: str, address: Address) -> Move:
        """Send hostile files with a form that takes files, or one that takes none."""
        slug = self.world.some("slug", chance)
        path = f"/ho-so/nop/{slug}/" if chance.random() < 0.7 else self._real(chance, address)
        persona = chance.choice(("alice", "viet-an", "mallory")) if path.startswith("/ho-so/nop/") else persona
        target, form = yield from self._found(chance, persona, path)
        if form is None:
            return
        names = [control.name for control in form.of_kind("file")] or ["files"]
        pairs = [pair for pair in self._filled(form, chance) if pair[0] not in names]
        pairs += [(chance.choice(names), uploads.a_file(chance)) for _ in range(chance.randint(1, 3))]
        yield from self._sent(chance, persona, "POST", target, pairs, is_multipart=True)

    def _again(self, chance: random.Random, persona: str, address: Address) -> Move:
        """Send a form a second time: as its sender, or as somebody else."""
        del address
        if not self.sent:
            return
        former = chance.choice(list(self.sent))
        who = former.persona if chance.random() < 0.6 else persona
        headers = (*former.headers, *self.token(who))
        # What a person writes is no leak; so nobody writes the words that only others may know.
        body = former.body if who == former.persona else without(self.world.of_others(who), former.body)
        again = replace(former, kind="again", persona=who, headers=headers, body=body)
        for _ in range(chance.randint(1, 2)):
            yield again

    def _language(self, chance: random.Random, persona: str, address: Address) -> Move:
        del address
        target = chance.choice(poisons.AWAY)
        language = chance.choice(("vi", "en", "en", *poisons.LANGUAGES))
        path = chance.choice(("/i18n/setlang/", "/i18n/setlang/", "/tai-khoan/login/", "/admin/login/", "/tai-khoan/logout/", "/tai-khoan/signup/"))  # fmt: skip
        fields: list[Pair] = [("language", language), ("next", target), ("login", "nobody"), ("password", "x")]
        headers = (*self.token(persona), ("Content-Type", bodies.URLENCODED), ("Referer", target.replace("\n", "")))
        query = f"next={quote_plus(raw(target))}" if chance.random() < 0.5 else ""
        method = chance.choice(("POST", "POST", "GET"))
        body = bodies.urlencoded(fields if chance.random() < 0.8 else fields[:1])
        yield Attempt(persona, "language", method, path, query, headers, body if method == "POST" else b"")

    # Parts of moves
    def token(self, persona: str) -> tuple[tuple[str, str], ...]:
        """Return the header that proves that a form comes from the person's own page."""
        return (("X-CSRFToken", self.world.callers[persona].cookies.get("csrftoken", "")),)

    def _found(
        self, chance: random.Random, persona: str, path: str
    ) -> Generator[Attempt, Answer, tuple[str, Form | None]]:
        """Read a page; return where one of its forms goes and the form, or the path and None."""
        known = self._pages.get((persona, path))
        if known is None or chance.random() < 0.5:
            known = self._pages[persona, path] = yield from self._forms(persona, path)
        path, forms = known
        own = [form for form in forms if form.action not in EVERYWHERE]
        if chance.random() < (0.02 if own else 0.2):
            own = forms
        if not own:
            return path, None
        form = chance.choice(own)
        action = urlsplit(form.action)
        return (quote(unquote(action.path)) if form.action else path), form

    def _forms(self, persona: str, path: str) -> Generator[Attempt, Answer, tuple[str, list[Form]]]:
        """Read a page, or the one that it leads to; return where that is, and its forms."""
        answer = yield Attempt(persona, READING, "GET", path)
        where = answer.header("location") if answer.status in (301, 302) else None
        if where and where.startswith("/"):
            path = quote(unquote(urlsplit(where).path))
            answer = yield Attempt(persona, READING, "GET", path)
        return path, forms_of(answer.text) if answer.is_page else []

    def _filled(self, form: Form, chance: random.Random) -> list[Pair]:
        """Return a form as a person might send it."""
        pairs: list[Pair] = []
        fill = chance.random() < 0.7
        for control in form.controls:
            if control.kind in ("button", "submit"):
                continue
            pairs += self._typed(control, chance, fill=fill)
        buttons = [control for control in form.controls if control.kind in ("button", "submit")]
        if buttons:
            button = chance.choice(buttons)
            pairs.append((button.name, button.value))
        return pairs

    def _typed(self, control: Control, chance: random.Random, *, fill: bool) -> list[Pair]:
        kind, value = control.kind, control.value
        if kind.endswith(" off"):
            return [(control.name, value)] if fill and chance.random() < 0.4 else []
        if kind == "file":
            return [(control.name, uploads.good() if fill and chance.random() < 0.5 else ("", "", b""))]
        if kind == "select" and control.options and chance.random() < 0.3:
            value = chance.choice(control.options)
        if kind not in ("hidden", "select") and not value and fill:
            value = GOOD.get(kind, chance.choice(("12/03/2026", "5", "Đủ giấy tờ, số 12", "1800000")))
        return [(control.name, value)]

    def _mutated(self, pairs: list[Pair], chance: random.Random) -> list[Pair]:
        """Change a form in no, one or some places."""
        for _ in range(chance.choice((0, 0, 1, 1, 1, 2, 5, len(pairs)))):
            pairs = self._changed(pairs, chance) if pairs else pairs
        return pairs

    def _changed(self, pairs: list[Pair], chance: random.Random) -> list[Pair]:
        where = chance.randrange(len(pairs))
        name, value = pairs[where]
        if name == "csrfmiddlewaretoken" and chance.random() < 0.8:
            return pairs
        before, after = pairs[:where], pairs[where + 1 :]
        poison = poisons.value_for(name, chance)
        stolen = self.world.some(chance.choice(("draft", "draft_key", "attachment.pk", "code", "object_id")), chance)
        ways: tuple[list[Pair], ...] = (
            [],
            [(name, value), (name, value)],
            [(name, poison)],
            [(name, poison)],
            [(name, poison)],
            [(name, value), (name, poison)],
            [(name + chance.choice(("[]", "\x00", ".x", "-1", "[a][b]")), value)],
            [(chance.choice(poisons.TEXTS), value), (name, value)],
            [(name, uploads.a_file(chance))],
            [(name, stolen)],
            [(name, chance.choice(pairs)[1])],
        )
        return [*before, *chance.choice(ways), *after]

    def _sent(
        self, chance: random.Random, persona: str, method: str, path: str, pairs: list[Pair], *, is_multipart: bool
    ) -> Move:
        if method != "POST":
            yield Attempt(persona, "form", "GET", path, bodies.urlencoded(pairs).decode())
            return
        if chance.random() < 0.1:
            is_multipart = not is_multipart
        content_type = bodies.MULTIPART if is_multipart else bodies.URLENCODED
        body = bodies.multipart(pairs) if is_multipart else bodies.urlencoded(pairs)
        headers = [("Content-Type", content_type)]
        if chance.random() < 0.1:
            name, values = chance.choice(poisons.HEADERS)
            headers.append((name, chance.choice(values)))
        if persona == NOBODY or chance.random() < 0.3:
            headers += self.token(persona)
        attempt = Attempt(persona, "form", "POST", path, "", tuple(headers), body)
        self.sent.append(attempt)
        yield attempt
