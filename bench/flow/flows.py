"""The flow, and an advance in the process: what Viewflow's own view does between the request and the answer."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.flow.views import UpdateProcessView

from accounts.models import User
from bench.flow.models import DossierProcess


class TransferForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a transfer asks."""

    class Meta:
        """The division that is to work on it, and a note."""

        model = DossierProcess
        fields = ["division", "note"]


class DossierFlow(flow.Flow):  # type: ignore[misc] # Viewflow has no types
    """Filed, transferred by the desk, assigned by the division's head, and so on to the end."""

    process_class = DossierProcess
    lock_impl = lock.select_for_update_lock

    start = flow.StartHandle(this.begin).Next(this.transfer)
    transfer = flow.View(UpdateProcessView.as_view(form_class=TransferForm)).Next(this.assign)
    assign = flow.View(UpdateProcessView.as_view(fields=["note"])).Next(this.work)
    work = flow.View(UpdateProcessView.as_view(fields=["note"])).Next(this.end)
    end = flow.End()

    def begin(self, activation: Any, code: str, applicant: int, unit: int) -> Any:
        """Fill the process from what the caller gives."""
        process = activation.process
        process.code, process.applicant, process.unit, process.state = code, applicant, unit, "accepted"
        return process


def begin(code: str, applicant: int, unit: int, officer: User) -> tuple[int, int]:
    """Make a process whose transfer is assigned to an officer, as our dossier lies on a desk; return it and its task."""
    process = DossierFlow.start.run(code=code, applicant=applicant, unit=unit)
    task = process.task_set.get(flow_task=DossierFlow.transfer)
    _activation(task).assign(user=officer)
    return int(process.pk), int(task.pk)


def advance(process_pk: int, task_pk: int, officer: User, division_pk: int) -> None:
    """Transfer a dossier to a division; raises ``PermissionDenied`` for whoever may not, ``ValueError`` for a bad form."""
    with DossierFlow.instance.lock(process_pk), transaction.atomic():
        task = DossierFlow.task_class.objects.get(pk=task_pk, process_id=process_pk)
        activation = _activation(task)
        if not task.flow_task.can_execute(officer, task=task):
            raise PermissionDenied
        activation.start(None)
        form = TransferForm({"division": division_pk, "note": ""}, instance=activation.process)
        if not form.is_valid():
            raise ValueError(form.errors)
        form.instance.state = "phan-cong"
        form.save()
        activation.execute()


def _activation(task: Any) -> Any:
    return task.flow_task.activation_class(task)
