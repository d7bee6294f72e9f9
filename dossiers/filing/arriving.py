"""Files that come into a draft."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.files import Patience, Upload, clean_name, digest, store
from dossiers.filing import drafts
from dossiers.filing.partial import Arrived
from dossiers.models import Attachment, Draft
from dossiers.refusals import BadFile

MOST_FILES = 20
"""Files that one draft may hold."""


class Arriving:
    """Those that come at an instant, beside those that the draft has: it is asked for these once."""

    def __init__(self, draft: Draft, *, by: User, at: datetime, patience: Patience | None = None) -> None:
        self.draft, self.by, self.at, self.patience = draft, by, at, patience
        self.kept = list(draft.attachments.all())

    def add(self, component: str, upload: Upload) -> Attachment:
        """Keep an upload. Raises ``BadFile`` for one that is not in order or one too many.

        A file that is there already is not kept twice: a page may save it in the background and send it with the form.
        """
        named = [one for one in self.kept if (one.component, one.name) == (component, clean_name(upload.name or ""))]
        sha256 = digest(upload) if named else ""
        same = next((one for one in named if one.sha256 == sha256 and not one.problem), None)
        if same is not None:
            return same
        self._drop_refused(named)
        # What an older version asked for is on no page any more, and takes nobody's place.
        asked = drafts.file_fields(self.draft.version.machine).values()
        if sum(one.component in asked for one in self.kept) >= MOST_FILES:
            raise BadFile(
                _(
                    "“%(name)s” was not taken: a draft may hold at most %(most)s files. Remove one, or put several pages "
                    "into one file."
                )
                % {"name": clean_name(upload.name or ""), "most": MOST_FILES}
            )
        # What was sent by parts comes to its end in any order, and stands where it was chosen.
        at = upload.partial.created_at if isinstance(upload, Arrived) else self.at
        came_before = sum(one.uploaded_at == at for one in self.kept)
        attachment = store(upload, self.patience).row(by=self.by, at=at, component=component, place=came_before)
        attachment.draft = self.draft
        attachment.save(force_insert=True)
        self.kept.append(attachment)
        return attachment

    def _drop_refused(self, named: list[Attachment]) -> None:
        """Forget what was refused under a name: who sends it once more has mended it, or would have it looked at again."""
        for one in [one for one in named if one.problem]:
            one.delete()
            self.kept.remove(one)


def add_file(draft: Draft, component: str, upload: Upload, *, by: User, at: datetime) -> Attachment:
    """Keep one upload, its verdict waited for. Raises ``BadFile``."""
    return Arriving(draft, by=by, at=at).add(component, upload)
