"""The process of a dossier, in the shape that Viewflow's own introduction has: a proxy whose columns lie in JSON."""

from viewflow import jsonstore
from viewflow.workflow.models import Process


class DossierProcess(Process):  # type: ignore[misc] # Viewflow has no types
    """A dossier as Viewflow keeps one, with what a transfer writes; fewer statements than a table of its own takes."""

    code = jsonstore.CharField(max_length=60)
    applicant = jsonstore.IntegerField()
    unit = jsonstore.IntegerField()
    division = jsonstore.IntegerField(null=True)
    state = jsonstore.CharField(max_length=80)
    note = jsonstore.CharField(max_length=255, blank=True)

    class Meta:
        """No table of its own."""

        proxy = True
