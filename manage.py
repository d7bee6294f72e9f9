#!/usr/bin/env python
"""Django's command line, with the embedded PostgreSQL beside it where no other is named."""

import argparse
import os
import sys


def main() -> None:
    """Run one management command."""
    options = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    options.add_argument("--settings", default=os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings"))
    os.environ["DJANGO_SETTINGS_MODULE"] = options.parse_known_args()[0].settings
    # Imported here: both read the environment that was just completed.
    from django.core.management import execute_from_command_line

    from portal import postgres

    with postgres.at_hand(sys.argv):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
