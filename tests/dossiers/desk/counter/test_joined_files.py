"""Files of an answer that a joined account sends: by parts, refused unsent, beside what the desk has scanned (ADR 0093)."""

from base64 import b64encode

import pytest

from accounts.models import User
from dossiers import commands
from dossiers.filing import arriving, corrections
from dossiers.log.whole import log_of
from dossiers.models import Dossier, Draft, PartialFile
from portal.demo import story
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, form_of
from tests.dossiers.joined import LATER, PAPER, account, asked, opens, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


@pytest.fixture
def mai() -> User:
    return account()


def begun(dossier: Dossier) -> Draft:
    dossier = Dossier.objects.get(pk=dossier.pk)
    asking = commands.asked_in(dossier, log_of(dossier)[0])
    key = corrections.key_of_answer(dossier, dossier.events.latest("sequence"))
    return corrections.open_draft(dossier, asking, at=LATER, key=key)


def head(**named: str) -> str:
    return ",".join(f"{name} {b64encode(text.encode()).decode()}" for name, text in named.items())


@pytest.mark.parametrize(("who", "noted"), [("mai", 1), ("mallory", 0)])
def test_a_file_that_is_refused_before_it_is_sent_is_noted_in_the_own_draft_alone(
    mai: User, who: str, noted: int
) -> None:
    draft = begun(asked(mai).dossier)
    named = head(filename="virus.exe", field=f"component-{PAPER}", draft=str(draft.key))

    Visitor(who).post("/ho-so/gui-tep/", headers={"upload-length": "100", "upload-metadata": named})

    assert draft.attachments.exclude(problem="").count() == noted


def test_a_file_that_was_begun_is_forgotten_at_a_press(mai: User) -> None:
    walk, visitor = asked(mai), Visitor("mai")
    draft, form = begun(walk.dossier), f"{page_of(walk.dossier)}bo-sung/"
    named = head(filename="lon.pdf", field=f"component-{PAPER}", draft=str(draft.key))
    visitor.post("/ho-so/gui-tep/", headers={"upload-length": "100", "upload-metadata": named})
    begun_file = PartialFile.objects.get(owner=mai)

    visitor.post(form, {**form_of(visitor.get(form), form).values, "drop": str(begun_file.pk)})

    assert not PartialFile.objects.exists()


def test_what_the_desk_has_scanned_for_the_answer_is_opened_by_the_account_and_by_no_other(mai: User) -> None:
    draft = begun(asked(mai).dossier)
    scan = arriving.add_file(draft, PAPER, story.upload("quet.pdf"), by=story.person("bob"), at=LATER)

    assert opens(Visitor("bob"), scan)
    assert opens(Visitor("mai"), scan)
    assert not opens(Visitor("mallory"), scan)
    counter.parted(Dossier.objects.get(pk=draft.correcting_id))
    assert not opens(Visitor("mai"), scan)
    assert opens(Visitor("bob"), scan)
