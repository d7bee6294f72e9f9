"""The process that opens files: it ends without a word once nobody is there to ask."""

import socket
import subprocess
import sys

from dossiers.viewing.asking import READY


def test_its_end_says_nothing() -> None:
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-m", "dossiers.viewing.child"]
    with subprocess.Popen(command, stdin=its, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as child:
        its.close()
        assert ours.recv(len(READY)) == READY
        ours.close()

        assert child.communicate(timeout=60)[0] == b""
    assert child.returncode == 0
