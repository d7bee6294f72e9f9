"""What was remarked, in the forms of acts: said by them, or said to stay unsaid; nothing of it goes by unread."""

from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.commands.remarks import Place
from dossiers.display.formats import vn_number
from dossiers.display.remarked import ASKED, reason_of
from dossiers.log.facts import NO_WORDS
from dossiers.models import Remark, RemarkKind
from dossiers.pages.acting.action_form import PAPER, QUESTION, REMARKED, UNSAID, ActionForm


def fill_in(form: ActionForm, remarks: Sequence[Remark]) -> None:
    """Put what was remarked where a request or a refusal says it: at its paper or answer, else into the reason.

    Words that are passed on know already what was remarked before them.
    """
    since = form.request.sequence if form.request is not None and form.passed_on is not NO_WORDS else 0
    unsaid = [remark for remark in remarks if remark.sequence >= since]
    loose = [remark for remark in unsaid if _place_of(form, remark) is None]
    for remark in unsaid:
        if name := _place_of(form, remark):
            form.fields[name].initial = remark.text
    for name in form.fields.keys() & {REMARKED, UNSAID}:
        form.fields[name].initial = max((remark.pk for remark in remarks), default=0)
    reason = form.fields.get("reason")
    if reason is not None and not reason.initial and REMARKED in form.fields:
        reason.initial = reason_of(form.action, form.dossier.machine, loose) or (
            ASKED if unsaid and form.requests else ""
        )


def _place_of(form: ActionForm, remark: Remark) -> str | None:
    """Return the field that says a remark; None where only the reason can."""
    name = place_in_forms(remark)
    return name if form.requests and name in form.fields else None


def place_in_forms(remark: Remark | Place) -> str:
    """Return the name of the field at which a request says what is remarked there."""
    return (PAPER if remark.kind == RemarkKind.COMPONENT else QUESTION) + remark.name


def says_remarks(form: ActionForm) -> bool:
    """Say whether a form knows what was remarked."""
    return not form.fields.keys().isdisjoint({REMARKED, UNSAID})


def heed(form: ActionForm, remarks: Sequence[Remark]) -> None:
    """Bring what was remarked since the form that was sent was made before whoever sent it, once."""
    name = UNSAID if UNSAID in form.fields else REMARKED
    known = form.cleaned_data.get(name)
    later = [remark for remark in remarks if known is not None and remark.pk > known]
    if not later:
        return
    typed = QueryDict(mutable=True)
    typed.update(form.data)
    typed[name] = str(max(remark.pk for remark in later))
    form.data = typed
    if name == UNSAID:
        _ask_of_unsaid(form, len(later))
    else:
        _take_up(form, later, typed)


def _take_up(form: ActionForm, later: Sequence[Remark], typed: QueryDict) -> None:
    """Put it where the form says it, and say so there: it is to be read first."""
    for remark in later:
        field = _place_of(form, remark) or "reason"
        if remark.text in typed.get(field, ""):
            continue
        added = remark.text if field != "reason" else reason_of(form.action, form.dossier.machine, [remark])
        if not added:
            continue
        typed[field] = "\n".join(filter(None, (typed.get(field, "").strip(), added)))
        form.add_error(field, _("This was remarked after the page was opened and is added here; read it, then send."))


def left_unsaid(count: int) -> str:
    """Say how many remarks an act does not send to the applicant; "" where there are none."""
    sentence = ngettext(
        "%(n)s remark is not sent to the applicant by this step.",
        "%(n)s remarks are not sent to the applicant by this step.",
        count,
    )
    return sentence % {"n": vn_number(count)} if count else ""


def _ask_of_unsaid(form: ActionForm, count: int) -> None:
    sentence = ngettext(
        "%(n)s remark was made after this page was opened, and this step does not send it to the applicant. "
        "Press again if that is meant.",
        "%(n)s remarks were made after this page was opened, and this step does not send them to the applicant. "
        "Press again if that is meant.",
        count,
    )
    form.add_error(None, sentence % {"n": vn_number(count)})
