"""The demo's supervisor, without the demo: what it refuses and what it leaves behind."""

import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

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


@pytest.mark.parametrize(
    ("has_data", "has_files", "is_said"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_data_that_another_checkout_has_left_are_named(tmp_path: Path, has_data: bool, has_files: bool, is_said: bool):
    left = replace(postgres.cluster("demo"), folder=tmp_path / "demo")
    files = tmp_path / "files"
    if has_data:
        left.data.mkdir(parents=True)
    if has_files:
        files.mkdir()

    said = run._without_files(left, files)

    assert ("move that folder away" in said and str(left.folder) in said) == is_said
