"""What keeps a dossier out of an act with many because something about it is still to be said to its applicant."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from accounts.models import User
from dossiers import acts
from dossiers.commands.advance import unfit_by
from dossiers.commands.remarks import unsaid_of
from dossiers.display.formats import localized
from dossiers.filing.counter.intake import not_come
from dossiers.filing.counter.unnumbered import LACKS, is_unnumbered
from dossiers.log.answers import standing_in
from dossiers.log.handed import is_counted
from dossiers.models import Attachment, Channel, Dossier, Event, UnsentWords
from dossiers.refusals import Refusal
from dossiers.refusals import bulk as refused


def looked_at_alone(
    person: User, dossiers: Collection[Dossier], logs: Mapping[int, Sequence[Event]]
) -> dict[int, Refusal]:
    """Return why some of these dossiers are looked at by themselves first, by their keys: five queries at most.

    That is where somebody has remarked what no request has said, where the person has begun to write with another act, or
    where of what was recorded at the counter or by post papers did not come, or a rule is against what it says.
    ``logs``: of each dossier what holds.
    """
    by_pk = {dossier.pk: dossier for dossier in dossiers}
    found = dict(_incomplete(by_pk, logs))
    for row in _begun(person, by_pk, logs):
        dossier = by_pk[row.dossier_id]
        found[dossier.pk] = refused.BegunToWrite(localized(acts.label_of(dossier.machine, row.state, row.action)))
    return found | {pk: refused.RemarksUnsaid(count) for pk, count in unsaid_of(dossiers).items()}


def _incomplete(dossiers: Mapping[int, Dossier], logs: Mapping[int, Sequence[Event]]) -> Iterator[tuple[int, Refusal]]:
    """Yield by their keys what came without all that must come, or breaks a rule: two queries, none where nothing came on paper or is brought."""
    on_paper = {pk for pk, one in dossiers.items() if one.channel != Channel.ONLINE}
    counted = [pk for pk, one in dossiers.items() if pk in on_paper or is_counted(logs[pk][0]) or _brings(one)]
    if not counted:
        return
    answers, filed = standing_in(counted), defaultdict[int, set[str]](set)
    for pk, name in Attachment.objects.filter(dossier__in=counted).order_by().values_list("dossier_id", "component"):
        filed[pk].add(name)
    for pk in counted:
        said = answers.get(pk, {})
        lacks = not_come(dossiers[pk].machine, said, logs[pk], filed[pk])
        if lacks := [*lacks, LACKS] if is_unnumbered(said) else lacks:
            yield pk, refused.PapersLacking([localized(one) for one in lacks])
        if against := unfit_by(dossiers[pk], said):
            yield pk, against


def _brings(dossier: Dossier) -> bool:
    return any(component.handed_in for component in dossier.machine.components)


def _begun(person: User, by_pk: Mapping[int, Dossier], logs: Mapping[int, Sequence[Event]]) -> Iterable[UnsentWords]:
    """Yield what the person has typed for an act of the step at which a dossier is, and not sent, or taken back."""
    for row in UnsentWords.objects.filter(person=person, dossier__in=by_pk).exclude(state="").exclude(action="accept"):
        is_standing = any(event.sequence == row.sent for event in logs[row.dossier_id])
        if row.fields and row.state == by_pk[row.dossier_id].state and not is_standing:
            yield row
