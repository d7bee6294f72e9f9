"""Settings for the checks of migrations: the site's own, with the two apps that look at them."""

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS, LOGGING

INSTALLED_APPS += ["django_linear_migrations", "django_migration_linter"]
FIRST_PARTY_APPS = ["accounts", "dossiers", "portal", "procedures"]
MIGRATION_LINTER_OPTIONS = {
    "include_apps": FIRST_PARTY_APPS,
    # It knows the backend by its name, and ours is Django's with another look at the connection.
    "sql_analyser": "postgresql",
    "ignore_name": [
        # Indexes of the calendars, a table of a few rows that one decision in months adds to: no lock is felt.
        "0006_calendars_of_units",
        # The constraint takes an index over that was made while others wrote: the linter sees the constraint alone.
        "0011_notices_have_a_channel",
        # A few previews, kept for a month: a process of the release before errs on their page alone, until it is restarted.
        "0014_previews_leave_their_progress_to_jobs",
        # No release has written or read it.
        "0126_whether_it_was_let_pass_is_told_by_how_much",
        # Columns of text that become longer: PostgreSQL rewrites no row, and a process of the release before writes shorter ones.
        "0176_a_letter_tells_what_no_mail_does",
    ],
}
LOGGING["loggers"]["django_migration_linter"] = {"level": "WARNING"}
