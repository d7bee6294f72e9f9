#!/usr/bin/env python
"""Django's command line, with the embedded PostgreSQL beside it where no other is named."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    # Imported here: both read the environment that was just completed.
    from django.core.management import execute_from_command_line

    from portal import postgres

    with postgres.at_hand(sys.argv):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
