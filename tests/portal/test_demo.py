"""The demo's supervisor, without the demo: what it refuses and what it leaves behind."""

import os
import socket
import subprocess
import sys
from contextlib import nullcontext

import pytest

from portal import checks, demo, env
from portal.postgres import BASE_DIR


def test_a_port_in_use_is_refused_with_a_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = subprocess.run(
            [sys.executable, "-m", "portal.demo"],
            env={**os.environ, "PORT": str(port)},
            cwd=BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Port {port} is in use. Take another one: make demo PORT={port + 1}\n"


def test_every_account_is_named_to_who_starts_it():
    words = demo.ACCOUNTS.split()

    assert set(checks.DEMO_ACCOUNTS) <= set(words)


@pytest.mark.parametrize(("code", "may_end", "goes_on"), [(0, True, True), (1, True, False), (0, False, False)])
def test_only_a_child_whose_work_is_done_may_end(tmp_path, code, may_end, goes_on):
    log = tmp_path / "child.log"
    log.write_text("the last words")
    process = subprocess.Popen([sys.executable, "-c", f"raise SystemExit({code})"])
    process.wait()

    refused = nullcontext() if goes_on else pytest.raises(demo.DemoError, match="the last words")

    with refused:
        demo._require_alive([demo.Child("history", process, log, may_end)])


def test_the_years_before_are_left_out_where_nobody_wants_them():
    assert env.read({}).history
    assert not env.read({"MOTCUA_HISTORY": "0"}).history
