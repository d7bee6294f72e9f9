#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["cbor2>=6", "cryptography>=43", "pillow>=11", "pypdfium2>=5", "zxing-cpp>=3"]
# ///
"""Tell a true paper from an altered and a forged one, without network and without the system that printed it.

    uv run verify_paper.py --keys khoa.json PAPER [--field due="17:00 19/01/2026"]… [--language en]

PAPER is a PDF or a picture of a paper, the address in its code, or the statement behind the # of that address. The keys are those
of https://…/xac-minh/khoa.json, fetched before. Of a PDF every field is compared with what is printed in it; of all else those that
are typed. Needs cbor2 and cryptography; for files also pillow, pypdfium2 and zxing-cpp.

Exit code 0: true, in force or not: the record alone says that. 1: altered, something else is printed, or was typed, than was signed. 3: forged. 4: nobody can tell from this.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import unicodedata
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

Json = dict[str, Any]

TRUE, ALTERED, FORGED, UNKNOWN = 0, 1, 3, 4
LONGEST = 1200
"""Digits of a statement: more than a code on a paper has room for."""
HEAD = cbor2.dumps({1: -7})
"""The algorithm: ES256."""
DIGEST = 8
KEY_ID, ID_BYTES = 4, 4
"""Where a statement names its key, and in how many bytes."""
TONES = "\u0300\u0301\u0303\u0309\u0323"
PIXELS_A_POINT = 4
PAGE_FOOT = re.compile(r"^.{1,60}, trang \d+$", re.MULTILINE)
RUNNING = r"(?s)\A(.*)\n{number}\n(?:[^\n]{{1,80}}\n){{0,4}}(?:số )?\S{{1,40}}, trang {number}/[0-9]+\s*\Z"
"""What ends the text of a sheet but the first, drawn in its margins: its number, kind and number of the paper, and of how many it is."""

WORDS = {
    "true": ("THẬT: cơ quan đã ký giấy này.", "TRUE: the office has signed this paper."),
    "altered": ("ĐÃ BỊ SỬA: nội dung in khác nội dung đã ký.", "ALTERED: something else is printed than was signed."),
    "unfit": (
        "KHÔNG KHỚP: nội dung gõ vào khác nội dung đã ký.",
        "DOES NOT MATCH: something else was typed than was signed.",
    ),
    "forged": (
        "GIẢ MẠO: chữ ký không phải của cơ quan này.",
        "FORGED: the signature is not one of this office.",
    ),
    "copied": (
        "GIẢ MẠO: phần xác nhận là của một giấy khác, bị chép sang địa chỉ này.",
        "FORGED: the statement is of another paper and was copied into this address.",
    ),
    "late": (
        "GIẢ MẠO: giấy đề ngày sau khi khóa ký đã ngừng dùng.",
        "FORGED: the paper is dated after its key had been taken out of use.",
    ),
    "revoked": (
        "KHÔNG XÁC ĐỊNH: khóa ký đã bị thu hồi; hãy mở trang kiểm tra của giấy khi có mạng.",
        "NOT KNOWN: the key was revoked; open the page of the paper with network.",
    ),
    "unknown": (
        "KHÔNG XÁC ĐỊNH: tệp khóa không có khóa ký này; hãy tải tệp khóa mới.",
        "NOT KNOWN: the file of keys does not have this key; fetch it anew.",
    ),
    "broken": (
        "KHÔNG XÁC ĐỊNH: nội dung mã bị cắt hoặc hỏng; hãy quét lại.",
        "NOT KNOWN: what the code says is cut off or damaged; scan it again.",
    ),
    "none": (
        "KHÔNG XÁC ĐỊNH: mã này không tự xác nhận điều gì (giấy in từ trước, hoặc không phải của cơ quan).",
        "NOT KNOWN: the code says nothing by itself (a paper of before, or not of this office).",
    ),
    "no-code": (
        "KHÔNG XÁC ĐỊNH: không đọc được mã QR nào trong tệp.",
        "NOT KNOWN: no code can be read in the file.",
    ),
    "no-file": (
        "KHÔNG XÁC ĐỊNH: không có tệp này, hoặc tệp không phải PDF hay ảnh.",
        "NOT KNOWN: there is no such file, or it is neither a PDF nor a picture.",
    ),
    "no-keys": (
        "KHÔNG XÁC ĐỊNH: không đọc được tệp khóa.",
        "NOT KNOWN: the file of keys cannot be read.",
    ),
    # What the page off line says of the same (templates/public/off_line_check.html): what was signed says nothing of what became of it.
    "force": (
        "Giấy còn hiệu lực hay không thì chỉ hồ sơ lưu cho biết: hãy mở trang kiểm tra của giấy khi có mạng.",
        "Whether the paper is still in force, the record alone says: open the page of the paper with network.",
    ),
    "no-field": ("giấy này không có mục này", "this paper has no such field"),
    "kind": ("Loại giấy", "Paper"),
    "number": ("Số", "Number"),
    "day": ("Đề ngày", "Dated"),
    "same": ("đúng như đã ký", "as it was signed"),
    "other": ("KHÁC nội dung đã ký", "NOT what was signed"),
    # What the site says of the same (templates/public/off_line_check.html): a part of a field cannot be told from a changed one.
    "part": (
        "Không khớp với cả mục: gõ đủ và đúng như trên giấy, từ chữ đầu đến chữ cuối của mục; một phần thì không so được. "
        "Nếu đã gõ đủ và đúng thì giấy đã bị sửa",
        "Does not match the whole field: type all of it as it is printed, from its first word to its last; a part cannot be "
        "compared. If all of it was typed as printed, the paper was changed",
    ),
}


class Undecided(Exception):  # noqa: N818 - an outcome, which the caller says in words
    """Nothing can be told, or the paper is forged: by a key of WORDS."""


@dataclass(frozen=True)
class Statement:
    """What a code says by itself."""

    head: bytes
    key_id: bytes
    payload: bytes
    signature: bytes
    kind: str
    number: str
    day: date
    mark: bytes
    digests: bytes

    def digest(self, place: int) -> bytes:
        """Return the digest of a field by its place."""
        return self.digests[place * DIGEST : (place + 1) * DIGEST]


def main(arguments: list[str] | None = None) -> int:
    """Say what is to be thought of a paper; return the exit code."""
    given = parsed_arguments(arguments)
    place = ("vi", "en").index(given.language)
    try:
        known = load_keys(given.keys)
        text, printed = opened(given.paper)
        statement = checked(text, known["keys"])
        verdict, lines = compared(statement, known["kinds"], printed, dict(given.field), given.language)
    except Undecided as outcome:
        name = str(outcome)
        print(WORDS[name][place])
        return FORGED if name in ("forged", "copied", "late") else UNKNOWN
    print(WORDS[verdict][place])
    print("\n".join(lines))
    if verdict != "true":
        return ALTERED
    print(WORDS["force"][place])
    return TRUE


def parsed_arguments(arguments: list[str] | None) -> argparse.Namespace:
    """Return what was asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paper", metavar="PAPER", help="a PDF, a picture, an address or a statement")
    parser.add_argument("--keys", required=True, type=Path, help="what https://…/xac-minh/khoa.json gave")
    parser.add_argument("--field", action="append", default=[], type=typed_field, metavar="NAME=VALUE")
    parser.add_argument("--language", choices=("vi", "en"), default="vi")
    return parser.parse_args(arguments)


def typed_field(text: str) -> tuple[str, str]:
    """Return a field that was typed, by its name."""
    name, sign, value = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError("NAME=VALUE")
    return name, value


def load_keys(path: Path) -> Json:
    """Return keys and kinds. Raises ``Undecided``."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        return {"keys": {key["kid"]: key for key in known["keys"]}, "kinds": dict(known["kinds"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Undecided("no-keys") from error


def opened(paper: str) -> tuple[str, str | None]:
    """Return the address in a paper's code, and of a PDF what is printed. Raises ``Undecided``."""
    if re.fullmatch(r"[0-9]+|https?://.*", paper, re.DOTALL):
        return paper, None
    from PIL import Image, UnidentifiedImageError  # files alone need these
    from pypdfium2 import PdfDocument, PdfiumError

    path = Path(paper)
    try:
        if path.read_bytes()[:5] == b"%PDF-":
            pages = list(PdfDocument(path))
            texts = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pages]
            text = "\n".join(without_number(text, number) for number, text in enumerate(texts, 1))
            return code_on([page.render(scale=PIXELS_A_POINT).to_pil() for page in pages]), text
        with Image.open(path) as picture:
            return code_on([picture.convert("L")]), None
    except (OSError, ValueError, UnidentifiedImageError, PdfiumError) as error:
        raise Undecided("no-file") from error


def without_number(text: str, number: int) -> str:
    """Return what stands on a page without what is in its margins, which no field has: on papers of before its number alone."""
    if number > 1 and (running := re.match(RUNNING.format(number=number), text)):
        return running[1]
    shorn, feet = PAGE_FOOT.subn("", text)
    return shorn if feet or number == 1 else re.sub(rf"\A{number}\n|\n{number}\s*\Z", "", text, count=1)


def code_on(pictures: list[Any]) -> str:
    """Return what the first code says that leads to a page of papers, else any code. Raises ``Undecided``."""
    from zxingcpp import read_barcodes

    texts = [found.text for picture in pictures for found in read_barcodes(picture)]
    if not texts:
        raise Undecided("no-code")
    return next((text for text in texts if "/xac-minh/" in text), texts[0])


def checked(text: str, keys: dict[str, Json]) -> Statement:
    """Return the statement of an address, which a known key has signed for it. Raises ``Undecided``."""
    address, sign, behind = text.strip().partition("#")
    digits = behind if sign else address if address.isdigit() else ""
    if not digits:
        raise Undecided("none")
    statement = parsed(digits)
    key = keys.get(statement.key_id.hex())
    if key is None:
        raise Undecided("unknown")
    if not is_signed(statement, key):
        raise Undecided("forged")
    if key.get("revoked"):
        raise Undecided("revoked")
    if key.get("last_day") and statement.day.isoformat() > key["last_day"]:
        raise Undecided("late")
    token = re.search(r"/xac-minh/([^/]+)/?$", address)
    if token and hashlib.sha256(token[1].encode()).digest()[:DIGEST] != statement.mark:
        raise Undecided("copied")
    return statement


def parsed(digits: str) -> Statement:
    """Return what digits say. Raises ``Undecided``."""
    try:
        found = shaped(digits) if len(digits) <= LONGEST and re.fullmatch("[1-9][0-9]*", digits) else None
    except (cbor2.CBORDecodeError, ValueError, TypeError, KeyError, OverflowError) as error:
        raise Undecided("broken") from error
    if found is None:
        raise Undecided("broken")
    return found


def shaped(digits: str) -> Statement | None:
    """Return what digits say, None where it is of another shape. Raises what reading a stranger's bytes may."""
    whole = int(digits)
    head, loose_head, payload, signature = cbor2.loads(whole.to_bytes((whole.bit_length() + 7) // 8))
    kind, number, days, mark, digests = cbor2.loads(payload)
    key_id, day = loose_head[KEY_ID], date(1970, 1, 1) + timedelta(days=days)
    are_bytes = all(isinstance(part, bytes) for part in (head, key_id, payload, signature, mark, digests))
    lengths = (len(key_id), len(signature), len(mark), len(digests) % DIGEST)
    if not are_bytes or lengths != (ID_BYTES, 64, DIGEST, 0) or head != HEAD:
        return None
    return Statement(head, key_id, payload, signature, format(kind, "s"), format(number, "s"), day, mark, digests)


def is_signed(statement: Statement, key: Json) -> bool:
    """Say whether a key has signed a statement (RFC 9052, section 4.4)."""
    x, y = (int.from_bytes(urlsafe_b64decode(key[name] + "==")) for name in ("x", "y"))
    r, s = (int.from_bytes(part) for part in (statement.signature[:32], statement.signature[32:]))
    to_sign = cbor2.dumps(["Signature1", statement.head, b"", statement.payload])
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    try:
        public.verify(encode_dss_signature(r, s), to_sign, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def compared(
    statement: Statement, kinds: dict[str, Json], printed: str | None, typed: dict[str, str], language: str
) -> tuple[str, list[str]]:
    """Return what is to be thought of the paper by a key of WORDS, and a line for each thing that was signed and each that was compared."""
    words = {name: both[("vi", "en").index(language)] for name, both in WORDS.items()}
    kind = kinds.get(statement.kind, {"name": {language: statement.kind}, "fields": []})
    fields = kind["fields"][: len(statement.digests) // DIGEST]
    found: list[tuple[str, str, bool | None]] = [
        (words["kind"], kind["name"][language], None),
        (words["number"], statement.number, has_number(printed, statement.number)),
        (words["day"], f"{statement.day:%d/%m/%Y}", has_day(printed, statement.day)),
    ]
    for place, field in enumerate(fields):
        values = [typed[field["name"]]] if field["name"] in typed else values_in(printed, field)
        if values is not None:
            fitting = any(fits(statement, place, field, value) for value in values)
            found.append((field["label"][language], "", fitting))
    names = {field["name"] for field in fields}
    names_unknown = {name for name in typed if name not in names}
    found += [(name, words["no-field"], False) for name in names_unknown]
    by_hand = {field["label"][language] for field in fields if field["name"] in typed}
    verdicts = {None: "", True: words["same"]}
    lines = [
        f"{label}: {' – '.join(filter(None, (said, verdicts.get(right, words['part' if label in by_hand else 'other']))))}"
        for label, said, right in found
    ]
    wrong = {label for label, _said, right in found if right is False}
    return "altered" if wrong - by_hand - names_unknown else "unfit" if wrong else "true", lines


def has_number(printed: str | None, number: str) -> bool | None:
    """Say whether a number stands on a paper; None where nothing was read."""
    if printed is None:
        return None
    numbers = re.findall(r"(?:Số|Mã hồ sơ):\s*(\S+)", printed)
    return any(canonical(found, "words") == canonical(number, "words") for found in numbers)


def has_day(printed: str | None, day: date) -> bool | None:
    """Say whether a day is the first one on a paper, in words; None where nothing was read."""
    if printed is None:
        return None
    first = re.search(r"ngày\s+(\d+)\s+tháng\s+(\d+)\s+năm\s+(\d+)", printed)
    return first is not None and tuple(map(int, first.groups())) == (day.day, day.month, day.year)


def values_in(printed: str | None, field: Json) -> list[str] | None:
    """Return what may be the value of a field on a paper: "" where its label is not there, None where nothing was read."""
    if printed is None:
        return None
    starts = [match.end() for label in field["after"] for match in re.finditer(loose(label), printed)]
    return [value for start in starts for value in until(printed[start:], field["ends"])] if starts else [""]


def until(text: str, ends: list[str]) -> list[str]:
    """Return what stands before each place of the first end that there is; without ends the first word."""
    if not ends:
        return text.split(maxsplit=1)[:1]
    for end in ends:
        found = [text[: match.start()] for match in re.finditer("\n" if end == "\n" else loose(end), text)]
        if found:
            return found
    return []


def loose(words: str) -> str:
    """Return a pattern of words, however the lines of a page part them."""
    return r"\s+".join(re.escape(word) for word in words.split())


def fits(statement: Statement, place: int, field: Json, value: str) -> bool:
    """Say whether a value is what was signed."""
    parts = [statement.mark, field["name"].encode(), canonical(value, field["reading"]).encode()]
    return hashlib.sha256(b"\0".join(parts)).digest()[:DIGEST] == statement.digest(place)


def canonical(text: str, reading: str) -> str:
    """Return a field as it is compared: by its letters and numbers, of which no tone has two places."""
    numbers = re.findall("[0-9]+", text)
    if reading == "numbers":
        return " ".join(number.lstrip("0") or "0" for number in numbers)
    if reading == "amount":
        return "".join(numbers).lstrip("0")
    plain = unicodedata.normalize("NFKD", text).lower()
    signs = (sign if unicodedata.category(sign).startswith(("L", "Mn", "Nd")) else " " for sign in plain)
    return "".join(tone_last(word) for word in "".join(signs).split())


def tone_last(word: str) -> str:
    """Return a word with its tones at its end: hòa and hoà are one word."""
    return "".join(sign for sign in word if sign not in TONES) + "".join(sign for sign in word if sign in TONES)


if __name__ == "__main__":
    sys.exit(main())
