"""A visitor over real HTTP, for servers in processes of their own: cookies, forms, files, no browser."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from http.cookiejar import Cookie, CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from accounts.models import User
from portal.checks import DEMO_PASSWORD
from portal.demo import story
from portal.requests.sessions.stored import SessionStore
from tests.dossiers.browsing import form_of, read

FILING = f"/ho-so/nop/{story.SLUG}/"
SECONDS = 20


@dataclass(frozen=True)
class Answer:
    """What came back, in the words of Django's test client as far as pages are read."""

    status_code: int
    content: bytes
    request: dict[str, str]

    @property
    def path(self) -> str:
        """Where redirects led."""
        return self.request["PATH_INFO"]


class RealVisitor:
    """A person with cookies."""

    def __init__(self, address: str, username: str = "") -> None:
        self.address = address
        jar = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(jar))
        if username:
            jar.set_cookie(_session_cookie(session_of(username)))

    def sign_in(self, username: str) -> None:
        """Sign in with the demo's password, which costs what a real hash costs."""
        page = self.get("/tai-khoan/login/")
        answer = self.send(page, "/login/", {"login": username, "password": DEMO_PASSWORD})
        assert answer.status_code == 200, answer.content
        assert "/login/" not in answer.path, answer.content

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask(Request(urljoin(self.address, path)))

    def send(self, page: Answer, action: str, typed: dict[str, Any]) -> Answer:
        """Send the form of a page whose address ends like ``action``, with what is typed over what it holds."""
        form = form_of(page, action)
        body = encode_multipart(BOUNDARY, {**form.values, **typed})
        headers = {"Content-Type": MULTIPART_CONTENT, "Referer": self.address, "Origin": self.address.rstrip("/")}
        return self._ask(Request(urljoin(self.address, form.action), data=body, headers=headers))

    def _ask(self, request: Request) -> Answer:
        try:
            with self.opener.open(request, timeout=SECONDS) as response:
                return _answer(response)
        except HTTPError as refused:
            with refused:
                return _answer(refused)

    def _judged(self, check: Answer) -> Answer:
        """Return the page once the papers have been looked at, as it asks itself."""
        until = time.monotonic() + SECONDS
        while check.path.endswith("/kiem-tra/") and not _is_judged(check) and time.monotonic() < until:
            time.sleep(0.2)
            check = self.get(check.path)
        return check

    def file(self) -> str:
        """File the model procedure; return the dossier's number."""
        typed = {**story.ANSWERS, "do": "check", "component-ban-thao": story.upload("ban-thao.pdf")}
        check = self._judged(self.send(self.get(FILING), FILING, typed))
        assert check.path == f"{FILING}kiem-tra/", check.content.decode()
        done = self.send(check, "/kiem-tra/", {"do": "submit"})
        assert done.path.endswith("/da-nop/"), done.content.decode()
        return done.path.split("/")[2]


def _is_judged(check: Answer) -> bool:
    return any(form.action.endswith("/kiem-tra/") for form in read(check).forms)


def _session_cookie(key: str) -> Cookie:
    host = {"domain": "127.0.0.1", "domain_specified": False, "domain_initial_dot": False}
    place = {"path": "/", "path_specified": True, "port": None, "port_specified": False}
    fate = {"secure": False, "expires": None, "discard": True, "comment": None, "comment_url": None, "rest": {}}
    return Cookie(version=0, name=settings.SESSION_COOKIE_NAME, value=key, **host, **place, **fate)


def session_of(username: str) -> str:
    """Return the key of a session that is signed in already: a real hash of a password takes its time."""
    user, store = story.person(username), SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


@contextmanager
def real_password(username: str) -> Iterator[None]:
    """Give somebody a password that the site's own settings know, for the length of a block."""
    found = User.objects.filter(username=username)
    before = found.values_list("password", flat=True).get()
    found.update(password=make_password(DEMO_PASSWORD, hasher="pbkdf2_sha256"))
    try:
        yield
    finally:
        found.update(password=before)


def _answer(response: HTTPResponse | HTTPError) -> Answer:
    return Answer(response.status or 0, response.read(), {"PATH_INFO": urlsplit(response.url or "").path})
