"""Sessions: no key but our own is looked for, and the cache beside them may go away or answer nonsense."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.core.cache import caches
from django.test import Client

from accounts.models import User
from portal.checks import DEMO_PASSWORD
from portal.demo import story
from portal.requests.sessions.cache import LONGEST_SECONDS, SessionCache
from portal.requests.sessions.stored import SessionStore
from tests import programs

pytestmark = pytest.mark.django_db

PAGES = ["/", "/thu-tuc/", "/tai-khoan/login/", "/ho-so/", "/no-such-page/"]
ODD_KEYS = [
    r'"\000\000aaaaaaaaaaaa"',
    "\x01" * 32,
    "a" * 33,
    "A" * 32,
    "\xe1\xbb\x9f" * 32,
    "../" * 12,
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("key", ODD_KEYS)
def test_a_key_that_is_not_ours_is_as_good_as_none(page: str, key: str) -> None:
    with_it = Client(headers={"cookie": f"sessionid={key}"}).get(page)

    assert with_it.status_code == Client().get(page).status_code


def test_a_text_of_a_session_is_good_for_the_key_that_signed_it_and_what_is_read_of_it_is_nobody_elses(
    settings: Any,
) -> None:
    store = SessionStore()
    text = store.encode({"seen": [1]})
    store.decode(text)["seen"].append(2)

    assert store.decode(text) == {"seen": [1]}
    assert store.decode(text[:-1] + ("a" if text[-1] != "a" else "b")) == {}
    settings.SECRET_KEY = "another key, of no less than fifty letters, that signed nothing"
    assert store.decode(text) == {}


def use(settings: Any, address: str) -> None:
    """Have the site keep its sessions beside a cache at this address."""
    settings.CACHES = {
        **settings.CACHES,
        "sessions": {"BACKEND": "portal.requests.sessions.cache.SessionCache", "LOCATION": address},
    }
    settings.SESSION_CACHE_ALIAS = "sessions"
    settings.SESSION_ENGINE = "portal.requests.sessions.cached"
    SessionCache.quiet_until = 0.0


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with programs.redis() as started:
        yield started


@pytest.fixture
def server(address: str, settings: Any) -> redis.Redis:
    """Use a cache that answers; return a way to look into it."""
    use(settings, address)
    client = redis.Redis.from_url(address)
    client.flushdb()
    return client


def assert_people_come_and_go() -> None:
    """Sign somebody in, look at a page, and sign out again."""
    browser = Client()
    assert browser.get("/").status_code == 200
    typed = {"login": "alice", "password": DEMO_PASSWORD}
    assert browser.post("/tai-khoan/login/", typed).status_code == 302
    assert browser.get("/ho-so/").status_code == 200
    assert browser.post("/tai-khoan/logout/").status_code == 302
    assert browser.get("/ho-so/").status_code == 302


def test_a_session_is_read_from_the_cache_and_gone_from_it_at_sign_out(server: redis.Redis, settings: Any) -> None:
    browser = Client()
    browser.force_login(story.person("alice"))
    browser.get("/ho-so/")

    [kept] = server.keys("*cached_db*")
    assert 0 < server.ttl(kept) <= LONGEST_SECONDS
    assert b"alice" not in server.get(kept)
    browser.post("/tai-khoan/logout/")
    assert not server.exists(kept)


def test_without_the_cache_people_come_and_go(settings: Any) -> None:
    use(settings, f"redis://127.0.0.1:{programs.free_port()}/0")

    assert_people_come_and_go()


def test_a_cache_that_speaks_another_language_is_no_cache(settings: Any) -> None:
    silent = programs.free_port()
    web = programs.Program("http", [programs.runtime(), "-m", "http.server", "--bind", "127.0.0.1", str(silent)], {})
    with programs.running(web):
        web.wait(lambda: programs.listens(silent))
        use(settings, f"redis://127.0.0.1:{silent}/0")

        assert_people_come_and_go()


@pytest.mark.parametrize("garbage", [b"", b"\xff\xfe", b"5", b"[]", b"gASVBAAAAAAAAABLAS4="])
def test_what_the_cache_answers_is_taken_only_with_our_signature(
    server: redis.Redis, settings: Any, garbage: bytes
) -> None:
    browser = Client()
    browser.force_login(story.person("alice"))
    browser.get("/ho-so/")
    [kept] = server.keys("*cached_db*")
    server.set(kept, garbage)

    assert browser.get("/ho-so/").status_code == 200, "read from the database"
    assert server.get(kept) != garbage, "and put right"


def test_a_cache_that_hangs_makes_one_request_wait_and_not_the_next(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        use(settings, f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        browser = Client()
        browser.force_login(User.objects.get(username="alice"))
        begun = time.monotonic()
        for _request in range(5):
            assert browser.get("/ho-so/").status_code == 200
        assert time.monotonic() - begun < 3

    assert caches["sessions"].answers() is False
