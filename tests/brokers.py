"""Brokers of a test's own, each a program that can be killed and started again."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests import programs
from tests.programs import Program


@dataclass(frozen=True)
class Broker:
    """A broker: its address, what must run for it, the last of which is the broker itself, and whether it is up."""

    address: str
    programs: tuple[Program, ...]
    is_up: Callable[[], bool]

    @property
    def itself(self) -> Program:
        """The program that is killed."""
        return self.programs[-1]


def memory(program: str) -> Broker:
    """Describe a Redis or a Valkey that keeps nothing."""
    port = programs.free_port()
    server = programs.memory_server(port, program)
    return Broker(f"redis://127.0.0.1:{port}/0", (server,), lambda: programs.listens(port))


def redis(_folder: Path) -> Broker:
    """Describe a Redis."""
    return memory("redis-server")


def valkey(_folder: Path) -> Broker:
    """Describe a Valkey."""
    return memory("valkey-server")


def rabbitmq(folder: Path) -> Broker:
    """Describe a node of RabbitMQ of this test's own, with an epmd of its own."""
    port, names, distribution = (programs.free_port() for _one in range(3))
    given = {
        **os.environ,
        "HOME": str(folder),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(names),
        "RABBITMQ_NODENAME": f"soak{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(distribution),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_CONFIG_FILE": str(folder / "none"),
    }
    (folder / "plugins").write_text("[].")
    epmd = Program("epmd", [shutil.which("epmd") or "epmd"], given)
    node = Program("rabbitmq", ["/usr/lib/rabbitmq/bin/rabbitmq-server"], given)
    return Broker(f"amqp://guest:guest@127.0.0.1:{port}//", (epmd, node), lambda: programs.listens(port))
