"""What waits for people on the site: each notice in the words of its mail, until it is opened."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from accounts.models import User
from procedures.machine import Text


class InboxQuerySet(models.QuerySet["InboxItem"]):
    """Ways to narrow what waits for people."""

    def of(self, user_id: int) -> "InboxQuerySet":
        """Narrow to what one person has got."""
        return self.filter(person=user_id)

    def unread(self) -> "InboxQuerySet":
        """Narrow to what was not opened yet."""
        return self.filter(read_at=None)


class InboxItem(models.Model):
    """A notice as it waits on the site for one person, in the words of the mail. A number is higher the later it came.

    With the words of a dossier that are erased a trigger deletes all that tells of the dossier (migration 0110).
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    message_id = models.CharField(max_length=160)
    kind = models.CharField(max_length=24, blank=True, default="", db_default="")
    """Of ``notices.kinds``; empty for what is about no event, and what came before it was kept."""
    dossiers = ArrayField(models.BigIntegerField())
    """The ids of those that it tells of."""
    path = models.CharField(max_length=200)
    """Where it leads on this site."""
    subject_vi = models.CharField(max_length=255)
    subject_en = models.CharField(max_length=255)
    body_vi = models.TextField()
    body_en = models.TextField()
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = InboxQuerySet.as_manager()

    class Meta:
        """Once for a person, however often it is tried; found by the person, newest first, and counted while unread."""

        constraints = [models.UniqueConstraint(fields=["person", "message_id"], name="inbox_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="inbox_newest"),
            models.Index(fields=["person"], name="inbox_unread", condition=Q(read_at=None)),
            GinIndex(fields=["dossiers"], name="inbox_of_dossier"),
        ]

    def __str__(self) -> str:
        return self.subject_vi

    @property
    def subject(self) -> Text:
        """What it is about, on one line."""
        return Text(self.subject_vi, self.subject_en)

    @property
    def body(self) -> Text:
        """What it says."""
        return Text(self.body_vi, self.body_en)


MOST_UNREAD = 99
"""More than so many unread notices are not counted."""
UNREAD = """
(SELECT count(*) FROM (SELECT FROM dossiers_inboxitem AS item WHERE item.person_id = person.id AND item.read_at IS NULL
 LIMIT 100) AS unread)
"""
"""A column of SQL: how many notices ``person`` has not read, one more than ``MOST_UNREAD`` at most."""
