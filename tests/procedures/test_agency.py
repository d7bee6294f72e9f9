"""An agency adds definitions of its own to the shipped ones: what is demanded of those does not refuse it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from portal.postgres import BASE_DIR
from procedures.language.compiler import SHIPPED
from tests.procedures.test_guide import EXAMPLE

ADDED = re.sub(r'(?m)^sector = ".*?"', 'sector = "van-hoa"', EXAMPLE)
"""One in a sector of its own."""
NEAR = re.sub(
    r'(?m)^(slug|code) = ".*?"',
    lambda found: {"slug": 'slug = "ban-tin-noi-bo"', "code": 'code = "9.999999"'}[found[1]],
    (SHIPPED / "gp-ban-tin" / "v1.toml").read_text(encoding="utf-8"),
)
"""One that asks what a listed one asks."""


def with_definitions(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run what is demanded of definitions on those of another folder; nothing of this run is inherited."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "MOTCUA"))}
    command = [sys.executable, "-m", "pytest", "-v", "--noconftest", "-p", "no:xdist", "-p", "no:randomly"]
    tests = ["tests/procedures/test_shipped.py", "tests/procedures/test_guide.py"]
    return subprocess.run(
        [*command, "-p", "tests.procedures.agency", "-m", "not django_db", *tests],
        cwd=BASE_DIR, env=env | {"DEFINITIONS": str(folder)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_an_agency_adds_definitions_of_its_own(tmp_path: Path) -> None:
    added, near = tmp_path / "definitions" / "thu-tuc-mau", tmp_path / "definitions" / "ban-tin-noi-bo"
    shutil.copytree(SHIPPED, tmp_path / "definitions")
    for folder, text in ((added, ADDED), (near, NEAR)):
        folder.mkdir()
        (folder / "v1.toml").write_text(text, encoding="utf-8")

    done = with_definitions(added.parent)
    added.rename(added.with_name("thu-tuc-khac"))
    broken = with_definitions(added.parent)

    assert done.returncode == 0, done.stdout[-4000:]
    assert "thu-tuc-mau" in done.stdout
    assert broken.returncode == 1, "it does not lie where its name says"
