"""What an attacker writes where something else is asked for."""

import random

SESSION_KEYS_ARE_CHECKED = True
"""Whether a session key that is none of ours is refused before it reaches the database."""

MARK = "<script>alert(1)</script>"
"""What no page may ever repeat as it is."""

TEXTS = (
    "", " ", "\x00", "a\x00b", "\x01\x02\x1b[31m", "\x7f", "\r\nSet-Cookie: a=b", "\n" * 300, "a" * 5_000, "ế" * 3_000,
    "e\u0302\u0301" * 40, "Nguye\u0302\u0303n", "\u202eab\u202c", "\u200f\u200e", "\ufeff", "\ufffe\uffff", "\ud800", "a\udfffb", "😀" * 50, "👩‍👩‍👧‍👦",
    "\u0130\u0131ſß", "\u2028\u2029", "\u1100\u1161\u11a8", "Z" + "\u0301" * 1_000,
    MARK, f"\"'>{MARK}", "'\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "{{7*7}}{% include 'x' %}{%", "${7*7}", "%s%n%x%(a)s", "{0.__class__}",
    "' OR 1=1 --", "'; DROP TABLE dossiers_dossier; --", "\\", "%", "%%", "_", "a' || pg_sleep(9) || '", "*)(uid=*", "../../../../etc/passwd",
    "..\\..\\windows", "/etc/passwd\x00.pdf", "$(sleep 9)", "`id`", "| id", "=cmd|' /C calc'!A0", "@SUM(1+1)", "null", "None", "undefined", "true", "[]", "{}",
    '{"a": {"b": [1e999]}}', "[" * 500, '{"$gt": ""}', "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "a@b", "a@" + "b" * 300 + ".vn", "\ttab\t",
)  # fmt: skip
NUMBERS = (
    "-1", "0", "00", "1", "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "18446744073709551616", "9" * 400, "9" * 5_000,
    "NaN", "nan", "Infinity", "-inf", "1e309", "1e5", "1E-400", "0x10", "0b1", "1_000", "٣", "１２", "²", "½", "1.5", "1,5", "1.800.000", "--1", "+1", " 1 ", "1\x00",
)  # fmt: skip
DATES = (
    "2026-02-30", "2025-02-29", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "-0001-01-01", "31/02/2026", "29/02/2025", "00/00/0000", "1/1/1", "31/12/9999", "01/01/10000",
    "2026-01-05T25:61:61", "2026-01-05T08:00:00+99:99", "2026-01-05T08:00:00+23:59", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-W01-1", "2026-001", "20260105",
    "05/01/2026 24:00", "05/01/2026 99:99", "01/01/0001 00:00", "31/12/9999 23:59", "2026-01-05T08:00:00", "2026-01-05T08:00:00Z", "１/１/２０２６", "2026-1-5", "1e3/1/2026", "01/01/1600", "01/01/2400",
)  # fmt: skip
KEYS = ("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "{00000000-0000-4000-8000-000000000000}", "urn:uuid:00000000-0000-4000-8000-000000000000", "0" * 32, "not-a-key", "0" * 31)  # fmt: skip
WISHES = (
    "add-row:", "add-row:x", "remove-row::", "remove-row:x:999", "remove-row:x:-1", "remove-row:x:٣", "refresh:", "refresh:applicant_name", "autosave", "check", "keep", "\x00", "do", ":::::", "add-row:\x00",
    "remove-row:machines:0", "add-row:machines", "refresh:printing_house_address",
)  # fmt: skip
AWAY = (
    "//evil.example/", "https://evil.example", "http:evil.example", "/\\evil.example", "\\\\evil.example", "///evil.example", "https:///evil.example", "//localhost@evil.example", "http://localhost:80@evil.example/",
    "javascript:alert(1)", "data:text/html,x", "/%0d%0aLocation:%20https://evil.example", "/\r\nX: y", "\t//evil.example", " //evil.example", "/\t/evil.example", "/\n/evil.example", "//evil.example\x00", "//[::1", "http://[evil",
    "//\u2025/x", "/ho-so/", "?", "#", "/" + "a" * 4_000, "//evil。example", "http://localhost.evil.example/", "/ho-so/\x00/", "/ho-so/\ud800/", "%2f%2fevil.example", "/..//evil.example", ".", "x", "/i18n/setlang/",
    "http://localhost:99999/", "http://localhost:x/", "/en/../..", "/\x00",
)  # fmt: skip
CURSORS = (
    "2026-01-05T01:30:00+00:00,1", "1,2026-01-05", ",", ",,", "2026-01-05T01:30:00+00:00,", "2026-01-05,9223372036854775808", "9999-12-31T23:59:59-14:00,1", "0001-01-01T00:00:00+14:00,1",
    "2026-01-05T01:30:00,1", "-2026-01-05T01:30:00+00:00,1", "<2026-01-05T01:30:00+00:00,1", "MjAyNi0wMS0wNQ==", "2026-01-05T01:30:00+00:00_1", "2026-01-05T01:30:00+00:00~1",
)  # fmt: skip
PARTS = (
    "%00", "a%00b", "%2e%2e", "..", "..%2f..%2f", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "%2f", "%5c", "..%5c", "%", "%zz", "%f", "%ff%fe", "%c0%ae%c0%ae", "%ed%a0%80", "%e2%80%ae", "%0d%0aX:%20y", "%0a", "%7f", "%1b",
    "%25", "%2500", "%20", "+", ";a=b", "a" * 3_000, "%E1%BA%BF" * 500, "Nguye%CC%82%CC%83n", "%F0%9F%98%80", "%3Cscript%3Ealert(1)%3C/script%3E", "'", "%27%20OR%201=1", "%7B%7B7*7%7D%7D", "-1", "0", "2147483648",
    "9223372036854775808", "9" * 300, "%D9%A3", "*", "%3F", "%23", "~", ".", "%E2%80%8F", "__proto__", "index.php", ".git", ".env", "_5F00", "_5C", "_FF", "1_2F..", "null", "%FE%FF",
)  # fmt: skip
QUERIES = (
    "%", "%00", "=", "&&&&", "a", "a=%zz", "a=%ff", "q=%ed%a0%80", "q[]=1&q[a][b]=2", "a=1;b=2", "=" * 2_000, "&".join(f"f{number}=1" for number in range(1_600)), "q=" + "a" * 10_000,
    "q=%E2%80%AE", "%F0%9F%98%80=1", "?" * 50, "#", "q=+%2B+", "__proto__=1", "format=json", "_method=DELETE", "%3Cscript%3Ealert(1)%3C/script%3E=%3Cscript%3Ealert(1)%3C/script%3E", "\xff\xfe", "q=\xe9",
)  # fmt: skip
NAMES = ("q", "after", "list", "start", "end", "at", "tinh", "next", "page", "code", "unit", "year", "token", "do", "linh-vuc", "muc-do", "doi-tuong", "trang")  # fmt: skip
OF_ADMIN = (
    "o", "p", "all", "q", "e", "_popup", "_to_field", "_changelist_filters", "term", "app_label", "model_name", "field_name", "is_active__exact", "is_staff__exact", "kind__exact", "password__startswith",
    "id__in", "id__gt", "memberships__unit__parent__parent__slug", "last_login__year", "date_joined__gte", "id__isnull", "username__regex", "pk", "_facets", "_selected_action",
)  # fmt: skip
METHODS = ("HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "post", "FOO", "G E T", "", "A" * 300, "POST")  # fmt: skip
LANGUAGES = ("*", "xx", "vi;q=nan", "en;q=1e999", "en-" + "a" * 600, ",".join(["vi"] * 2_000), "vi\x00", "../../etc", "zh-hans-cn-x", "en_US", "-", ";;;q", "vi-\xff", "en;q=2", "a" * 9_000)  # fmt: skip
TYPES = (
    "", "text/plain", "application/json", "application/xml", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\xff\xfe", "multipart/form-data; boundary=" + "a" * 300,
    "multipart/form-data; boundary*=utf-99''abc", "multipart/form-data; boundary*=utf-8'en'%zz", "multipart/mixed; boundary=abc", "application/x-www-form-urlencoded; charset=utf-7", "application/x-www-form-urlencoded; charset=nope",
    "application/x-www-form-urlencoded; charset*=utf-99''x", "text/html; a*=rot13''x; a*0=1", "application/x-www-form-urlencoded; charset=\x00", ";", "/", "a" * 5_000, 'multipart/form-data; boundary="a', "application/x-www-form-urlencoded;" * 300,
    "multipart/form-data; x*=idna''%ff; boundary=abc", "multipart/form-data; x*=utf-16''%ff; boundary=abc",
)  # fmt: skip
HEADERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Host", ("evil.example", "", "localhost:x", "localhost:99999999", "[::1", "a" * 5_000, "localhost\x00", "localhost@evil.example", "\xff", "localhost, evil.example", ".localhost", "localhost.")),
    ("Accept-Language", LANGUAGES),
    ("Accept", ("*", "text/html;q=nan", "a/b;" * 2_000, "\xff", "application/json", "text/html;x*=utf-99''y", "/;q=", "*/*;q=x, image/*;version")),
    ("Accept-Encoding", ("gzip;q=nan", "br, *;q=0", "\xff" * 100, "identity;q=0", "gzip" * 1_000)),
    ("Content-Type", TYPES),
    ("Content-Length", ("-1", "0", "1", "99999999999999999999", "abc", "1e3", " 5 ", "5, 5", "٣", "1" * 5_000, "")),
    ("HX-Request", ("true", "false", "\x00", "1", "\xff")),
    ("HX-Current-URL", ("http://[", "javascript:alert(1)", "\xff", "a" * 5_000, "http://localhost:x/", "//evil.example")),
    ("HX-Current-URL-URI-AutoEncoded", ("true", "\x00")),
    ("HX-Triggering-Event", ("{", "[" * 2_000, "null", "\xff")),
    ("HX-Prompt-URI-AutoEncoded", ("true",)),
    ("Range", ("bytes=0-", "bytes=-1", "bytes=9-1", "bytes=" + "0-1," * 3_000, "bytes=a-b", "lines=1", "bytes=99999999999999999999-")),
    ("If-Modified-Since", ("garbage", "Thu, 99 Foo 9999 99:99:99 GMT", "Thu, 01 Jan 99999 00:00:00 GMT", "0", "Mon, 01 Jan 0001 00:00:00 GMT", "\xff")),
    ("If-None-Match", ("*", '"', 'W/"' + "a" * 3_000, '"a", ' * 500, "\x00")),
    ("If-Unmodified-Since", ("garbage", "Mon, 01 Jan 0000 00:00:00 GMT")),
    ("If-Match", ("*", "x")),
    ("X-Forwarded-For", ("evil", "1.2.3.4, " * 1_000, "::1", "\x00", "256.256.256.256", "127.0.0.1:99999", "[::", "' OR 1=1")),
    ("X-Forwarded-Host", ("evil.example", "\x00", "a" * 5_000)),
    ("X-Forwarded-Proto", ("https", "javascript", "\x00")),
    ("X-Forwarded-Port", ("x", "-1", "99999999")),
    ("X-HTTP-Method-Override", ("DELETE", "\x00")),
    ("X-Requested-With", ("XMLHttpRequest",)),
    ("Forwarded", ("for=evil;host=evil.example",)),
    ("Referer", ("http://[", "https://evil.example/", "\xff", "a" * 9_000, "http://localhost/\x00")),
    ("Origin", ("null", "https://evil.example", "http://[", "http://localhost", "\xff")),
    ("User-Agent", ("", "\xff" * 500, MARK, "a" * 20_000, "() { :; }; sleep 9")),
    ("Authorization", ("Basic !!!", "Bearer " + "a" * 5_000, "\x00")),
    ("X-CSRFToken", ("", "a" * 64, "a" * 32, "\x00" * 32, "\xff" * 64)),
    ("Transfer-Encoding", ("chunked", "gzip, chunked", "identity")),
    ("Expect", ("100-continue", "nonsense")),
    ("Upgrade", ("websocket", "h2c")),
    ("Time-Zone", ("Nowhere/None",)),
    ("X-Original-URL", ("/admin/",)),
)  # fmt: skip
_SESSIONS = ("", "a" * 32, "a" * 5_000, "../../etc/passwd", "' OR 1=1 --", "\xff" * 32, MARK, "None", '"', '"\\"')
_NULS = (r'"\000\000aaaaaaaaaaaa"', r'"\000"', "\x00" * 32)
COOKIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sessionid", _SESSIONS + (_NULS if SESSION_KEYS_ARE_CHECKED else ())),
    ("csrftoken", ("", "a", "a" * 32, "a" * 64, r'"\000\000"', "\xff" * 32, "a" * 5_000)),
    ("django_language", ("xx", "", r'"\000"', "../../x", "vi\x00", "a" * 5_000, "\xff", "en-" + "a" * 600, "zh-hans")),
    ("messages", ("", "x:y:z", "[" * 500, r'"\000"', "\xff", '[["__json_message",0,20,"x"]]', "a" * 5_000)),
    ("__proto__", ("1",)),
)
WHOLE_COOKIES = ("=", ";;;;", "a", "\xff\xfe", "a=" + "b" * 30_000, "; ".join(f"c{number}=1" for number in range(500)), 'a="\\', "$Version=1; a=b", "=;=;=", "a\x00=b", " sessionid = x", '"' * 999, "sessionid")  # fmt: skip

_BY_NAME: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("next", AWAY), ("do", WISHES), ("seen", (*NUMBERS, *DATES)), ("key", KEYS), ("draft", KEYS), ("remove", KEYS), ("version", NUMBERS), ("after", CURSORS), ("rows", NUMBERS),
    ("start", DATES), ("end", DATES), ("at", DATES), ("on", DATES), ("since", DATES), ("until", DATES), ("page", NUMBERS), ("year", NUMBERS), ("fee", NUMBERS), ("amount", NUMBERS), ("unit", NUMBERS), ("tinh", ("01", "1", "00", *NUMBERS)),
    ("TOTAL_FORMS", NUMBERS), ("INITIAL_FORMS", NUMBERS), ("id", NUMBERS), ("due", DATES), ("language", LANGUAGES),
)  # fmt: skip


def value_for(name: str, chance: random.Random) -> str:
    """Return something that does not belong into a field; half of it made for fields of that name."""
    last = name.replace("-", "_").replace(".", "_").rpartition("_")[2]
    own = next((values for key, values in _BY_NAME if key == last or name.endswith(key)), None)
    if own and chance.random() < 0.6:
        return chance.choice(own)
    return chance.choice(chance.choice((TEXTS, TEXTS, TEXTS, NUMBERS, DATES)))
