"""What is kept of somebody's notices about the own dossiers, in one column: what was chosen, and what was confirmed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from dossiers.models.rows import rows

MAIL_KEPT = """
(SELECT json_build_object(
    'off', (SELECT to_json(choice.off) FROM dossiers_mailchoice AS choice WHERE choice.person_id = accounts_user.id),
    'texts', (SELECT choice.texts FROM dossiers_mailchoice AS choice WHERE choice.person_id = accounts_user.id
              AND EXISTS (SELECT FROM accounts_phone AS phone
                          WHERE phone.person_id = accounts_user.id AND phone.confirmed_at IS NOT NULL)),
    'daily', (SELECT choice.daily FROM dossiers_mailchoice AS choice WHERE choice.person_id = accounts_user.id),
    'given', (SELECT json_agg(json_build_array(given.address, given.confirmed_at IS NOT NULL, given.instead))
              FROM accounts_mailaddress AS given WHERE given.person_id = accounts_user.id),
    'signed_up', (SELECT json_agg(lower(own.email)) FROM account_emailaddress AS own
                  WHERE own.user_id = accounts_user.id AND own.verified))::text)
"""
"""The column, of a row of ``accounts_user``."""


@dataclass(frozen=True, slots=True)
class MailKept:
    """What a row of an account says by that column."""

    off: frozenset[str]
    """The groups of which no mail is wanted."""
    daily: bool
    given: Mapping[str, tuple[bool, str]]
    """By each address that was given: whether it was confirmed here, and what was given in its place, "" for nothing."""
    signed_up: frozenset[str]
    """What was confirmed when signing up."""
    texts: str
    """``sms`` or ``zalo`` for notices besides, of whoever has confirmed a phone; empty for none."""

    @classmethod
    def read(cls, column: str) -> Self:
        """Return what the column says."""
        kept = json.loads(column)
        given = {address: (is_confirmed, instead) for address, is_confirmed, instead in kept["given"] or ()}
        signed_up = frozenset(kept["signed_up"] or ())
        return cls(frozenset(kept["off"] or ()), bool(kept["daily"]), given, signed_up, kept["texts"] or "")

    @classmethod
    def of(cls, account: int) -> Self:
        """Return what is kept of an account: one statement."""
        [(column,)] = rows(f"SELECT {MAIL_KEPT} FROM accounts_user WHERE id = %s", [account])  # noqa: S608 - words of ours
        return cls.read(column)
