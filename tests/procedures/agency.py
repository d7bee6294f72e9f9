"""As a plugin of pytest: the definitions lie in the folder ``DEFINITIONS``, as where an agency has added its own."""

import os
from pathlib import Path

from procedures.language import compiler

compiler.SHIPPED = Path(os.environ["DEFINITIONS"])
