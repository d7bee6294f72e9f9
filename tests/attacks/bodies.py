"""The bodies of requests: forms as they are sent, and forms as no browser sends them."""

import json
import random
from collections.abc import Sequence
from urllib.parse import quote_plus

from tests.attacks import uploads
from tests.attacks.uploads import File

BOUNDARY = "abcabcabc"
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"

type Pair = tuple[str, str | File]
type Body = tuple[str, bytes]
"""A content type and the bytes."""


def raw(text: str) -> bytes:
    """Return the bytes of a text, a lone surrogate among them."""
    return text.encode("utf-8", "surrogatepass")


def urlencoded(pairs: Sequence[Pair]) -> bytes:
    """Return a form as text; of a file the name."""
    fields = ((name, value if isinstance(value, str) else value[0]) for name, value in pairs)
    return "&".join(f"{quote_plus(raw(name))}={quote_plus(raw(value))}" for name, value in fields).encode()


def multipart(pairs: Sequence[Pair]) -> bytes:
    """Return a form in parts; names are put in as they are, whatever they break."""
    return b"".join(part(name, value) for name, value in pairs) + f"--{BOUNDARY}--\r\n".encode()


def part(name: str, value: str | File, more: str = "") -> bytes:
    """Return one part of a form, with more lines in its head."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
    if isinstance(value, str):
        return raw(f"{head}{more}\r\n\r\n{value}\r\n")
    filename, kind, content = value
    return raw(f'{head}; filename="{filename}"\r\nContent-Type: {kind}{more}\r\n\r\n') + content + b"\r\n"


def _named(disposition: str, content: bytes = b"x", more: str = "") -> bytes:
    head = raw(f"--{BOUNDARY}\r\nContent-Disposition: {disposition}{more}\r\n\r\n")
    return head + content + f"\r\n--{BOUNDARY}--\r\n".encode()


ENCODINGS = ("base64", "quoted-printable", "8bit", "gzip", "\x00", "base64, base64")
DISPOSITIONS = (
    "form-data", "form-data; name", "form-data; name=", 'form-data; name=""', "attachment", "", ";", 'form-data; name="a"; name="b"', "form-data; name*=utf-99''x", "form-data; name*=utf-8''%ff%fe", "form-data; name*=rot13''abc",
    "form-data; name*=''", "form-data; name*=utf-8", "form-data; name=\"a\"; filename*=utf-99''x.pdf", "form-data; name=\"a\"; filename*=idna''%ff.pdf", 'form-data; name="a"; filename="', "form-data; name=" + "a" * 70_000, 'form-data; name="\x00"',
    'form-data; name="a"; filename=""', "form-data; " + "a=b; " * 3_000, "form-data; name=\"a\"; filename*=undefined''x", "form-data; name*=unicode_escape''%5cN", "form-data; name*=utf-8''" + "%41" * 9_000, 'form-data; name="a\\"; b="c"',
)  # fmt: skip


def broken(pairs: Sequence[Pair], chance: random.Random) -> Body:
    """Return a body that is wrong in one way."""
    return chance.choice(WAYS)(pairs, chance)


def _cut(pairs: Sequence[Pair], chance: random.Random) -> Body:
    whole = multipart([*pairs, ("file", uploads.good())])
    return MULTIPART, whole[: chance.randrange(len(whole))]


def _other_boundary(pairs: Sequence[Pair], chance: random.Random) -> Body:
    kinds = ("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=other", f'multipart/form-data; boundary="{BOUNDARY}', "multipart/form-data; boundary=\xff", f"multipart/form-data; boundary*=utf-99''{BOUNDARY}", f"multipart/mixed; boundary={BOUNDARY}")  # fmt: skip
    return chance.choice(kinds), multipart(pairs)


def _odd_head(pairs: Sequence[Pair], chance: random.Random) -> Body:
    del pairs
    return MULTIPART, _named(chance.choice(DISPOSITIONS))


def _odd_encoding(pairs: Sequence[Pair], chance: random.Random) -> Body:
    del pairs
    disposition = chance.choice(('form-data; name="q"', 'form-data; name="component-ban-thao"; filename="a.pdf"'))
    content = chance.choice((b"a", b"====", b"\xff\xfe", b"a" * 70_001, b"JVBERi0=", b"", b"\x00" * 9))
    return MULTIPART, _named(disposition, content, f"\r\nContent-Transfer-Encoding: {chance.choice(ENCODINGS)}")


def _odd_part(pairs: Sequence[Pair], chance: random.Random) -> Body:
    more = chance.choice(("\r\nContent-Type: text/plain; charset=utf-7", "\r\nContent-Type: text/plain; charset=nope", "\r\nContent-Length: -5", "\r\nContent-Length: abc", "\r\nContent-Type: a/b; charset*=utf-99''x", "\r\n" + "X: y\r\n" * 3_000, "\r\n: :", "\r\nX", "\r\nContent-Type: " + "a" * 5_000))  # fmt: skip
    name, value = chance.choice(list(pairs) or [("q", "x")])
    return MULTIPART, part(name, chance.choice((value, uploads.a_file(chance))), more) + f"--{BOUNDARY}--\r\n".encode()


def _nested(pairs: Sequence[Pair], chance: random.Random) -> Body:
    del chance
    inner = multipart(pairs).replace(BOUNDARY.encode(), b"inner")
    return MULTIPART, _named("form-data; name=files", inner, "\r\nContent-Type: multipart/mixed; boundary=inner")


def _many_fields(pairs: Sequence[Pair], chance: random.Random) -> Body:
    many = [*pairs, *((f"f{number}", "1") for number in range(10_000))]
    return chance.choice(((MULTIPART, multipart(many[:1_700])), (URLENCODED, urlencoded(many))))


def _many_files(pairs: Sequence[Pair], chance: random.Random) -> Body:
    name = chance.choice([name for name, _value in pairs] or ["files"])
    return MULTIPART, multipart([*pairs, *((name, ("a.pdf", "application/pdf", b"%PDF-")) for _ in range(51))])


def _other_kind(pairs: Sequence[Pair], chance: random.Random) -> Body:
    fields = {name: value if isinstance(value, str) else "" for name, value in pairs}
    kinds = (
        ("application/json", json.dumps(fields).encode()),
        ("application/json", b"[" * 9_000),
        ("application/xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        ("text/plain", urlencoded(pairs)),
        ("", urlencoded(pairs)),
        (MULTIPART, urlencoded(pairs)),
        (URLENCODED, multipart(pairs)),
        (f"{URLENCODED}; charset=utf-7", b"q=+AGE-&" + urlencoded(pairs)),
        (f"{URLENCODED}; charset=nope", urlencoded(pairs)),
        (f"{MULTIPART}; charset=unicode_escape", multipart(pairs)),
    )
    return chance.choice(kinds)


def _odd_text(pairs: Sequence[Pair], chance: random.Random) -> Body:
    texts = (b"\xff\xfe\xfd=\xff", b"q=%ff%fe", b"%", b"%zz=%zz", b"&&&", b"=", b"a" * 3_000_000, b"q=" + b"\x00" * 99, b"q=%ed%a0%80", b"a[b][c]=1", b"a;b;c", b"\r\n\r\n", "q=ế".encode("utf-16"))  # fmt: skip
    text = chance.choice(texts)
    return URLENCODED, chance.choice((text, urlencoded(pairs) + b"&" + text))


def _preamble(pairs: Sequence[Pair], chance: random.Random) -> Body:
    junk = chance.choice((b"\r\n" * 3_000, b"\x00" * 70_000, b"--" * 3_000, f"--{BOUNDARY}".encode() * 500, b"\n"))
    return MULTIPART, junk + multipart(pairs)


WAYS = (_cut, _other_boundary, _odd_head, _odd_encoding, _odd_part, _nested, _many_fields, _many_files, _other_kind, _odd_text, _preamble)  # fmt: skip
