"""Mail that came back: which message, from whom, for good or not; and how much of what came back was read on each day."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from dossiers.models.dispatch import Notice


class ReturnedMail(models.Model):
    """What a mail server said of a mail that it had taken: once of a message, a recipient, and each of both things it may say."""

    message_id = models.CharField(max_length=200)
    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="returns")
    """None of mail that is about no event: of a morning, a ladder, a request to confirm."""
    applicant = models.ForeignKey(User, models.CASCADE, null=True, db_index=False, related_name="returned_mails")
    """Whose dossier the notice was about, whoever got it, by which it is found: pages of that person ask for it, and officers'."""
    recipient = models.CharField(max_length=254)
    is_final = models.BooleanField()
    """Whether the server gave up; else it was late, and went on trying."""
    status = models.CharField(max_length=9, blank=True)
    """As ``5.1.1`` (RFC 3463)."""
    reason = models.CharField(max_length=200, blank=True)
    """What the server said, cleaned."""
    noted_at = models.DateTimeField()

    class Meta:
        """The newest first; the same return twice is one."""

        constraints = [
            models.UniqueConstraint(fields=["message_id", "recipient", "is_final"], name="returned_mail_once"),
            models.CheckConstraint(
                condition=Q(notice=None) | Q(applicant__isnull=False), name="returned_mail_is_of_its_applicant"
            ),
        ]
        indexes = [
            models.Index(fields=["-noted_at", "-id"], name="returned_mail_newest"),
            models.Index(fields=["applicant"], name="returned_mail_of_applicant", condition=Q(is_final=True)),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} from {self.recipient}"


CAME_BACK = """
(EXISTS (SELECT FROM dossiers_returnedmail AS mail WHERE mail.applicant_id = person.id AND mail.is_final)
 OR EXISTS (SELECT FROM dossiers_counterperson AS served JOIN dossiers_returnedmail AS mail ON mail.applicant_id = served.user_id
 WHERE served.joined_id = person.id AND mail.is_final))::int
"""
"""A column of SQL: 1 where any mail about the dossiers of ``person``, or of whoever was joined with that account, came back for good."""


class ReturnCount(models.Model):
    """What was read on a day of where mail comes back to, and when that could not be read last."""

    on = models.DateField(primary_key=True)
    returned = models.PositiveIntegerField(default=0)
    delayed = models.PositiveIntegerField(default=0)
    other = models.PositiveIntegerField(default=0)
    """What is no report on a delivery: answers of the absent, words of people."""
    forged = models.PositiveIntegerField(default=0)
    """Reports whose key does not fit the message."""
    unread = models.PositiveIntegerField(default=0)
    """What is too large, or no mail."""
    failed_at = models.DateTimeField(null=True)
    """When the place could not be read last; None once it could."""
    failure = models.CharField(max_length=60, blank=True)

    class Meta:
        """One for a day."""

    def __str__(self) -> str:
        return f"{self.on}"
