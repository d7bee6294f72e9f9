"""The demo's supervisor, without the demo: what it refuses and what it leaves behind."""

import os
import socket
import subprocess
import sys

from portal import checks, env
from portal.demo import run
from portal.postgres import BASE_DIR


def test_a_port_in_use_is_refused_with_a_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = subprocess.run(
            [sys.executable, "-m", "portal.demo.run"],
            env={**os.environ, "PORT": str(port)},
            cwd=BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Port {port} is in use. Take another one: make demo PORT={port + 1}\n"


def test_every_account_is_named_to_who_starts_it():
    words = run.ACCOUNTS.split()

    assert set(checks.DEMO_ACCOUNTS) <= set(words)


def test_the_years_before_are_left_out_where_nobody_wants_them():
    assert env.read({}).history
    assert not env.read({"MOTCUA_HISTORY": "0"}).history
