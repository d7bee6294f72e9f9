"""What officers have typed into the form of an act and not sent, or sent and may take back."""

from django.db import models

from accounts.models import User
from dossiers.models.dossier import Dossier


class UnsentWords(models.Model):
    """A draft of what one person says with one act on one dossier: that person's own, gone with the act or the dossier.

    Nothing of it is part of the record, and it gives no right: whoever may not take the act any more reads in the file
    that it is kept, to copy it. Where the file has left somebody's units, the page that says so gives back what was typed.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+")
    action = models.CharField(max_length=60)
    state = models.CharField(max_length=60)
    """In which it was typed: elsewhere the same act would say something else. Empty for what is written beside the procedure."""
    fields = models.JSONField()
    """What was typed, by field name, as it was typed."""
    remarked = models.BigIntegerField(default=0)
    """The number of the last remark with which the form had been filled in: later ones are to be read before it is sent."""
    saved_at = models.DateTimeField()
    sent = models.PositiveIntegerField(default=0, db_default=0)
    """The sequence of the act with which they were sent: they stand there again if that is taken back. 0 before that."""

    class Meta:
        """One for each act."""

        constraints = [
            models.UniqueConstraint(fields=["person", "dossier", "action"], name="unsent_words_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.action} {self.person_id}"

    @property
    def sentences(self) -> list[str]:
        """What of it is more than a word: no number, and no choice."""
        return [text for text in self.fields.values() if len(text.split()) > 1]
