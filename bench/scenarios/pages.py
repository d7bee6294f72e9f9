"""Single pages through the whole stack in the process, warm; and over HTTP as the first of a server that has just started."""

import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from itertools import count
from typing import Any

from django.test import Client

from accounts.models import User
from bench import people, server
from bench.bench import Bench
from bench.figures import Figure
from bench.lines import Line, cookies_of
from bench.measure import percentile, spread, timed
from bench.scenarios.worklist import PATH, signed_in
from dossiers.models import Dossier
from portal.demo import story

PAGES = 40
FORM = f"/ho-so/nop/{story.SLUG}/"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def results(bench: Bench) -> Iterator[Figure]:
    """Measure each page in turn, round by round."""
    file, bob = on_desk()
    own = Dossier.objects.filter(code__startswith="BENCH-").exclude(holder="").select_related("applicant")[0]
    pages: dict[str, Callable[[], Any]] = {
        "pages.file": partial(signed_in(bob).get, f"{PATH}{file}/"),
        "pages.dossier": partial(signed_in(own.applicant).get, f"/ho-so/{own.code}/"),
        "pages.catalogue": partial(Client(headers={"host": "127.0.0.1"}).get, "/thu-tuc/"),
        "pages.procedure": partial(Client(headers={"host": "127.0.0.1"}).get, f"/thu-tuc/{people.SLUGS['bao-chi']}/"),
    }
    pages["pages.save"] = typing(signed_in(own.applicant))
    times: dict[str, list[float]] = {key: [] for key in pages}
    for key, page in pages.items():
        if page().status_code != 200:
            raise RuntimeError(f"{key} answers {page().status_code}")
    for _round in range(bench.rounds):
        for key, page in pages.items():
            times[key] += [timed(page) for _turn in range(bench.turns(PAGES))]
    for key, found in times.items():
        yield Figure.of(key, 1000 * percentile(found, 0.5), spread(found))
    cold = first_pages({"list": (PATH, cookies_of(bob)), "file": (f"{PATH}{file}/", cookies_of(bob))} | PUBLIC)
    yield Figure.of("pages.cold", max(cold.values()), cold)


def typing(client: Client) -> Callable[[], Any]:
    """Return what saves a filled form with another answer each time, as its script does while somebody types."""
    page = client.get(FORM, follow=True).content.decode()
    form = {name: unescape(value) for name, value in HIDDEN.findall(page)} | {"do": "autosave"}
    extents = count(1)

    def save() -> Any:
        form["extent"] = str(next(extents))
        answer = client.post(FORM, form)
        form["kept_version"] = answer.headers["X-Kept-Version"]
        return answer

    return save


PUBLIC = {
    "catalogue": ("/thu-tuc/", ""),
    "procedure": (f"/thu-tuc/{people.SLUGS['bao-chi']}/", ""),
}


def first_pages(pages: dict[str, tuple[str, str]]) -> dict[str, float]:
    """Return the milliseconds of each page as a new server is asked for it for the first time, one after the other."""
    found = {}
    with server.running() as site, Line(site.port) as line:
        for name, (path, cookies) in pages.items():
            began = time.perf_counter()
            reply = line.get(path, cookies)
            found[name] = round(1000 * (time.perf_counter() - began), 1)
            if reply.status != 200:
                raise RuntimeError(f"{path} answers {reply.status}")
    return found


def on_desk() -> tuple[str, User]:
    """Return the number of an open dossier with its whole log that lies on a desk, and one of its officers."""
    dossier = Dossier.objects.filter(code__startswith="BENCH-", holder="one_stop_officer", status=2)[0]
    officer = User.objects.filter(memberships__unit=dossier.unit, username__startswith="bench-")[0]
    return dossier.code, officer
