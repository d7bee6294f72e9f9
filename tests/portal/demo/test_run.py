"""The demo's supervisor, without the demo: what it refuses and what it leaves behind."""

import os
import socket
import subprocess
import sys

import pytest

from portal import checks, env, postgres
from portal.demo import run
from portal.postgres import BASE_DIR
from tests import programs


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


@pytest.mark.parametrize("is_ours", [True, False])
def test_data_that_cannot_be_prepared_are_named_where_they_are_ours(is_ours: bool):
    nowhere = programs.environment(DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    cluster = postgres.cluster("demo") if is_ours else None

    with pytest.raises(run.DemoError) as refused:
        run._prepare(nowhere, cluster, with_history=False)

    assert (f"move {postgres.cluster('demo').folder} away" in str(refused.value)) == is_ours
