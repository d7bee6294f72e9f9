"""What must hold before the site starts for people who depend on it."""

import sys

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import ProgrammingError, connection

from accounts.models import User

DEMO_PASSWORD = "motcua-demo"  # noqa: S105 - public by design, and refused below
DEMO_ACCOUNTS = ("alice", "viet-an", "bob", "dung", "hoa", "lan", "van", "tam", "carol", "mallory", "admin")


def refuse_demo_accounts() -> None:
    """End a production start, in one sentence, if an account has the password that everybody knows."""
    if not settings.IS_PRODUCTION:
        return
    known = demo_accounts()
    # A server forks after this: its children must not share the connection.
    connection.close()
    if known:
        sys.exit(
            f"The accounts {', '.join(known)} have the demo's password: remove them or give them other passwords;"
            " or set MOTCUA_DEMO=1 if this is a demo."
        )


def demo_accounts() -> list[str]:
    """Name the active accounts of the demo that still have its password."""
    found = User.objects.filter(username__in=DEMO_ACCOUNTS, is_active=True).order_by("username")
    try:
        accounts = list(found.values_list("username", "password"))
    except ProgrammingError:
        # Not migrated yet: there is no account at all, and /readyz says what is missing.
        return []
    return [name for name, password in accounts if check_password(DEMO_PASSWORD, password)]
