"""Papers that are judged after they have come: the page does not wait, Check does, and what is refused says so at its place."""

from datetime import datetime
from time import thread_time

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.utils import translation

from dossiers import commands, turns
from dossiers.background import looking
from dossiers.citizen import sent_files
from dossiers.files import LARGEST_GLANCED, Patience, Upload
from dossiers.filing import drafts, opening
from dossiers.filing.arriving import Arriving
from dossiers.models import Attachment, Awaits, Dossier, Draft
from dossiers.refusals.drafting import PapersBeingJudged
from dossiers.viewing import box
from dossiers.viewing.asking import Answer, Kind
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.citizen.test_correction import asked, pressed
from tests.dossiers.viewing import made

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
FORM = f"/ho-so/nop/{story.SLUG}/"
CHECK = f"{FORM}kiem-tra/"
FIELD = "component-ban-thao"
LOOKED_AT = "being checked"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def _nobody_waits(settings: LazySettings) -> None:
    settings.GLANCE_SECONDS = 0.0


def look() -> None:
    assert not turns.take(looking.RUN, looking.Looking(MONDAY))


def words(page: HttpResponse) -> str:
    return read(page).text


def sent(*names_and_contents: tuple[str, bytes]) -> dict[str, object]:
    return {"do": "save", FIELD: [story.upload(name, content) for name, content in names_and_contents]}


@pytest.mark.parametrize("hostile", [made.many_pages(), made.slow_to_judge(20)])
def test_eighteen_hostile_papers_cost_the_thread_that_answers_a_fifth_of_a_second(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, hostile: bytes
) -> None:
    settings.GLANCE_SECONDS = 0.06
    box.running()
    alice, papers = Visitor("alice"), [story.upload(f"{number}.pdf", hostile) for number in range(18)]
    waited: list[float] = []
    glance = Patience.glance

    def noted(patience: Patience, kind: Kind, upload: Upload) -> Answer | None:
        before = patience.left
        found = glance(patience, kind, upload)
        waited.append(before - patience.left)
        return found

    monkeypatch.setattr(Patience, "glance", noted)
    alice.post(FORM, {"do": "save"})
    request, draft = alice.get(FORM).wsgi_request, Draft.objects.get()
    request.FILES.setlist(FIELD, papers)

    # What this thread does and what it waits for verdicts; not what others of a busy machine take from it.
    begun = thread_time()
    sent_files.take(request, draft, {FIELD: "ban-thao"}, MONDAY)

    assert thread_time() - begun + sum(waited) < 0.2
    assert Attachment.objects.count() + len(waited) >= 18


def test_a_large_paper_is_left_to_a_worker_and_a_small_one_beside_it_is_judged_at_once(
    settings: LazySettings,
) -> None:
    settings.GLANCE_SECONDS = 5.0
    large = story.pdf(1) + b"%" * LARGEST_GLANCED
    alice = Visitor("alice")

    alice.post(FORM, sent(("to.pdf", large), ("nho.pdf", story.pdf(2)), ("lenh.pdf", made.with_script())))

    taken = Attachment.objects.filter(problem="")
    assert {row.name: row.awaits for row in taken} == {"to.pdf": Awaits.JUDGING, "nho.pdf": ""}


@pytest.mark.usefixtures("_nobody_waits")
class TestLater:
    """Nobody judges in the request."""

    def test_what_is_not_judged_is_kept_and_says_so(self) -> None:
        alice = Visitor("alice")

        page = alice.post(FORM, sent(("don.pdf", story.pdf(3))), follow=True)

        assert LOOKED_AT in words(page)
        kept = Attachment.objects.get()
        assert (kept.awaits, kept.pages) == (Awaits.JUDGING, None)
        look()
        kept.refresh_from_db()
        assert (kept.awaits, kept.pages) == ("", 3)
        assert LOOKED_AT not in words(alice.get(FORM))

    def test_one_that_is_refused_is_taken_out_with_its_sentence_at_its_place(self) -> None:
        alice = Visitor("alice")
        alice.post(FORM, sent(("lenh.pdf", made.with_script()), ("don.pdf", story.pdf())))
        refused = Attachment.objects.get(name="lenh.pdf")
        path = refused.file.path

        look()

        page = alice.get(FORM)
        assert "“lenh.pdf” holds a script" in words(page)
        assert f"/ho-so/tep/{refused.pk}/".encode() not in page.content
        assert alice.get(f"/ho-so/tep/{refused.pk}/").status_code == 404
        refused.refresh_from_db()
        assert (refused.problem, refused.file.name) == ("script", "")
        assert not box.os.path.exists(path)

    def test_one_that_is_refused_is_named_at_the_check_as_not_sent_along(self) -> None:
        alice = Visitor("alice", language="vi")
        alice.send(alice.get(FORM), FORM, {**story.ANSWERS, "do": "save"})
        alice.post(FORM, sent(("lenh.pdf", made.with_script()), ("don.pdf", story.pdf())))
        look()

        page = alice.get(f"{FORM}kiem-tra/")

        # At the head alone: its paper lists what is sent.
        assert words(page).count("“lenh.pdf”") == 1
        assert words(page).count("Tệp này không được gửi kèm.") == 1
        assert "don.pdf" in words(page)

    def test_what_was_taken_stands_before_what_was_not_and_is_put_into_order_by_itself(self) -> None:
        alice = Visitor("alice", language="vi")
        came = ("mot.pdf", story.pdf(1)), ("lenh.pdf", made.with_script()), ("hai.pdf", story.pdf(2))
        alice.post(FORM, sent(*came))
        look()
        keys = {row.name: str(row.pk) for row in Attachment.objects.all()}

        page = alice.get(FORM)

        shown = words(page)
        assert shown.count("đã tải lên") == 2
        assert shown.index("hai.pdf") < shown.index("Không nhận · Tệp “lenh.pdf”")
        html = page.content.decode()
        assert [name for name in keys if f'name="up" value="{keys[name]}"' in html] == ["hai.pdf"]
        assert [name for name in keys if f'name="down" value="{keys[name]}"' in html] == ["mot.pdf"]
        alice.send(page, FORM, {"up": keys["hai.pdf"]})
        alice.send(page, FORM, {"up": keys["lenh.pdf"]})
        assert [row.name for row in Attachment.objects.filter(problem="")] == ["hai.pdf", "mot.pdf"]

    def test_a_refusal_goes_when_the_person_says_so_or_sends_the_paper_again(self) -> None:
        alice = Visitor("alice")
        alice.post(FORM, sent(("a.pdf", made.with_script()), ("b.pdf", made.with_script())))
        look()
        first = Attachment.objects.get(name="a.pdf")

        alice.post(FORM, {"remove": str(first.pk)})
        page = alice.post(FORM, sent(("b.pdf", story.pdf())), follow=True)

        assert "holds a script" not in words(page)
        assert [one.name for one in Attachment.objects.all()] == ["b.pdf"]

    def test_a_refusal_stays_when_another_file_comes(self) -> None:
        alice = Visitor("alice")
        alice.post(FORM, sent(("a.pdf", made.with_script())))
        look()

        page = alice.post(FORM, sent(("b.pdf", story.pdf())), follow=True)

        assert "“a.pdf” holds a script" in words(page)

    def test_check_names_what_is_looked_at_and_goes_on_once_it_is_over(self) -> None:
        self._draft_with(("lau.pdf", story.pdf()))
        alice = Visitor("alice")

        waiting = alice.get(CHECK)

        assert b'id="unjudged"' in waiting.content
        assert b"js/progress.js" in waiting.content
        assert b"js/last_press.js" not in waiting.content, "there is nothing to press yet"
        assert b'http-equiv="refresh"' in waiting.content
        assert b'value="submit"' not in waiting.content
        look()
        assert b'value="submit"' in alice.get(CHECK).content

    def test_check_leads_back_to_the_only_paper_that_was_refused(self) -> None:
        draft = self._draft_with(("lenh.pdf", made.with_script()))
        look()

        page = Visitor("alice").get(CHECK)

        assert "“lenh.pdf” holds a script" in words(page)
        assert "The file that you sent could not be taken" in words(page)
        assert not Dossier.objects.filter(draft_key=draft.key).exists()

    @pytest.mark.parametrize(("component", "is_offered"), [("ban-thao", False), ("ban-dich", True)])
    def test_a_refused_paper_is_offered_to_be_removed_only_where_it_is_not_needed(
        self, component: str, is_offered: bool
    ) -> None:
        draft = self._draft_with()
        arriving = Arriving(draft, by=draft.owner, at=MONDAY, patience=Patience())
        arriving.add(component, story.upload("lenh.pdf", made.with_script()))
        arriving.write()
        look()

        _, errors = drafts.check(draft.version.machine, draft.answers, draft.attachments.all(), at=MONDAY)
        fault = errors[f"component-{component}"]

        assert "Tệp đã gửi không nhận được" in fault.vi
        assert ("bấm “Xoá” nếu không cần" in fault.vi) == is_offered
        assert ("press “Remove” if it is not needed" in fault.en) == is_offered

    def test_a_dossier_with_an_unjudged_paper_is_refused_and_filed_once_it_is_judged(self) -> None:
        draft = self._draft_with(("lau.pdf", story.pdf()))

        with pytest.raises(PapersBeingJudged) as refused:
            commands.submit(draft.key, owner=draft.owner, at=MONDAY)
        with translation.override("en"):
            assert "still being looked at: “lau.pdf”" in str(refused.value)
        seen = Draft.objects.get(pk=draft.pk).saved_at.isoformat()
        again = Visitor("alice").post(CHECK, {"key": str(draft.key), "seen": seen})
        assert (again.status_code, again["Location"]) == (302, CHECK)
        look()
        assert commands.submit(draft.key, owner=draft.owner, at=MONDAY).code

    def test_a_refused_paper_beside_a_good_one_is_left_behind(self) -> None:
        draft = self._draft_with(("lenh.pdf", made.with_script()), ("don.pdf", story.pdf()))
        look()

        dossier = commands.submit(draft.key, owner=draft.owner, at=MONDAY)

        names = [one.name for one in dossier.attachments.filter(component="ban-thao")]
        assert "don.pdf" in names
        assert "lenh.pdf" not in names

    @pytest.mark.at("2026-01-07T09:00:00+07:00")
    def test_an_answer_to_a_request_waits_for_its_papers_too(self) -> None:
        walk, alice = asked(questions={}), Visitor("alice")

        waiting = pressed(alice, walk, {FIELD: story.upload("lau.pdf", story.pdf())})

        check = waiting.wsgi_request.path
        assert b'id="unjudged"' in waiting.content
        assert b'value="send"' not in waiting.content
        form = {"seen": walk.dossier.sequence, "saved_at": waiting.context["saved_at"]}
        refused = alice.post(check, form)
        assert "still being looked at: “lau.pdf”" in words(refused)
        look()
        assert b'value="send"' in alice.get(check).content
        done = alice.post(check, form)
        assert done.status_code == 302, words(done)

    @staticmethod
    def _draft_with(*names_and_contents: tuple[str, bytes]) -> Draft:
        """Return the complete draft of alice, of which one paper is given and not judged."""
        draft = story.draft_of("alice", MONDAY)
        draft.attachments.filter(component="ban-thao").delete()
        arriving = Arriving(draft, by=draft.owner, at=MONDAY, patience=Patience())
        for name, content in names_and_contents:
            arriving.add("ban-thao", story.upload(name, content))
        arriving.write()
        return opening.open_draft(draft.owner, draft.version, at=MONDAY)
