"""When the work behind the scenes was last done."""

from django.db import models


class JobRun(models.Model):
    """The last run of a job that the schedule wakes. One row for each job, written by its task."""

    job = models.CharField(max_length=16, primary_key=True)
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.job} {self.ended_at:%d/%m/%Y %H:%M:%S}"
