"""By which indexes lists and figures find dossiers, of what has ended and of what is open."""

from django.db.models import Index, Q

from dossiers.models.standing import LATE_IN_PAUSE, OVERPAID, TO_ANSWER, UNDECIDED

LAST = ["-changed_at", "-id"]
TOLD = [
    "procedure",
    "sector",
    "status",
    "channel",
    "verdict",
    "owed",
    "assignee",
    "filed_at",
    "nearest_at",
    "applicant",
]
"""What a list of what has ended is narrowed by: written into its index, so that what does not fit is passed over there."""
ENDED = (
    *(
        Index(fields=[place, *LAST], name=f"ended_in_{place}", condition=Q(holder=""), include=TOLD)
        for place in ("agency", "division")
    ),
    *(
        Index(fields=[place, *order, "id"], name=f"ended_{place}_{order[0]}", condition=Q(holder=""))
        for place in ("agency", "division")
        for order in (["filed_at"], ["nearest_at"], ["applicant_key"], ["subject_key"])
    ),
    *(
        Index(fields=[*narrowed, *LAST], name=f"ended_by_{narrowed[-1]}", condition=Q(holder=""))
        for narrowed in (
            ["procedure"], ["assignee"], ["agency", "sector"], ["agency", "status"], ["agency", "channel"],
            ["agency", "verdict"],
        )
    ),
    *(
        Index(fields=["agency", *LAST], name=f"ended_{name}", condition=Q(holder="") & owed)
        for name, owed in (("owing", Q(owed__gt=0)), ("free", Q(owed=0)), ("unknown", Q(owed=None)), ("over", OVERPAID))
    ),
    Index(fields=["agency", "point", *LAST], name="ended_at_point", condition=Q(holder="") & ~Q(point="")),
    Index(fields=["agency", *LAST], name="ended_undecided", condition=UNDECIDED),
)  # fmt: skip
"""What has ended only grows: each of its orders and common narrowings has an index, written once as a dossier ends.

What is open is as much as an office can carry; there the nearest deadline has one, and other orders sort what is narrowed.
"""


OPEN_TOLD = [
    "division",
    "assignee",
    "procedure",
    "sector",
    "channel",
    "state",
    "holder",
    "unit",
    "accepted_at",
    "resolved_at",
    "late_at",
    "due_at",
]
"""What a manager's page counts of all that is open, by any selection."""
OPEN = (
    Index(
        fields=["agency", "id"],
        name="dossier_open_told",
        condition=Q(resolved_at=None) & ~Q(holder=""),
        include=OPEN_TOLD,
    ),
    Index(fields=["agency", "deadline_at", "id"], name="dossier_to_answer", condition=TO_ANSWER),
    Index(fields=["agency", "nearest_at", "id"], name="dossier_late_in_pause", condition=LATE_IN_PAUSE),
)
"""Of what is open that which is counted as a whole, from an index alone: its rows lie all over the table."""
