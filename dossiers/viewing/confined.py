"""What the process that opens files gives up before it has seen one: other people's files, the network, root's rights.

Each is given up where the kernel lets it; what always holds are the limits of ``limit``.
"""

import ctypes
import os
import resource
import signal
import struct
import sys
from contextlib import suppress
from pathlib import Path

from dossiers.viewing.asking import Limits

NOBODY = 65_534
MOST_OPEN = 64
READABLE = (
    sys.prefix,
    sys.base_prefix,
    str(Path(__file__).parent),
    "/usr/share/fonts",
    "/usr/lib",
    "/lib",
    "/etc/fonts",
)
"""Folders of programs, of this package's modules that few files need, and of fonts, below which files may still be read."""

_NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS of prctl(2)
# landlock(7): three calls that have the same numbers everywhere.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_EVERY_ACCESS = (1 << 13) - 1
_READ = 1 << 2 | 1 << 3
_BENEATH = 1


def confine() -> None:
    """Give up what no file needs to be opened; once, by a process of one thread."""
    with suppress(OSError):
        os.unshare(os.CLONE_NEWNET if os.geteuid() == 0 else os.CLONE_NEWUSER | os.CLONE_NEWNET)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_OPEN, MOST_OPEN))
    library = ctypes.CDLL(None)
    library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    _see_programs_alone(library)


def _see_programs_alone(library: ctypes.CDLL) -> None:
    """Let no file be opened, written or run but those of ``READABLE`` be read; does nothing where there is no Landlock."""
    handled = struct.pack("Q", _EVERY_ACCESS)
    rules = library.syscall(_CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), 0)
    if rules < 0:
        return
    for folder in filter(os.path.isdir, READABLE):
        place = os.open(Path(folder).resolve(), os.O_PATH | os.O_CLOEXEC)
        library.syscall(_ADD_RULE, rules, _BENEATH, struct.pack("=Qi", _READ, place), 0)
        os.close(place)
    library.syscall(_RESTRICT_SELF, rules, 0)
    os.close(rules)


def limit(limits: Limits) -> None:
    """Let the kernel end this process when it has used what one file may use."""
    # No handler of ours would run while a library is at work.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    seconds = int(limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.output, limits.output))
