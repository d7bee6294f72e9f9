"""Whoever withdraws or is refused gets back all that lies at the desk: it is named, handed back as a result is, and told once."""

import io
import re
from datetime import datetime, timedelta

import pytest
from django.template.loader import render_to_string
from msgspec.structs import replace
from openpyxl import load_workbook
from time_machine import Traveller

from accounts.seats import seats_of
from dossiers import acts
from dossiers.acts import HAND_BACK
from dossiers.log.facts import facts_of, to_json, words_of
from dossiers.models import Dossier
from dossiers.notices.contents.handed_in import handed_in_of
from dossiers.pages.logged.timeline import event_rows
from dossiers.papers.parties import office_of
from dossiers.papers.refusal import stop_of
from dossiers.proof import audit
from dossiers.reports.official import returns
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Page, Visitor, form_of, read
from tests.dossiers.film import DISC
from tests.dossiers.proof.records import change, forge, nothing_written

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
MANUSCRIPT, OPINION = "ban-thao", "y-kien-xac-nhan"
COUNTED = {
    f"brought-{MANUSCRIPT}.original": "2",
    f"brought-{MANUSCRIPT}.copy": "1",
    f"brought-{OPINION}.certified": "1",
}
FILM = {"material_form": "audio-visual", "extent": "25", "format": "MP4"}
LIES = "Bản giấy, lưu tại Bộ phận Một cửa"
REGISTER = "/mot-cua/so-tra-ket-qua/"
OTHER, PAPER = "Bùi Văn Lạ", "Giấy uỷ quyền số 12 ngày 30/11/2026"
SHOWN = {"handover_identity": "CCCD 4321"}

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def entered(**more: str) -> Walk:
    return Walk(counter.entered(at=MONDAY, more={**COUNTED, **more}).dossier, MONDAY)


def withdrawn() -> Walk:
    walk = entered().take("ask-withdrawal", "bob", reason="Không làm nữa.")
    return walk.take("confirm-withdrawal", "bob")


def refused_film() -> Walk:
    person = counter.entered(at=MONDAY, accept=False, more={**FILM, f"brought-{DISC}.original": "1"}).dossier
    return Walk(person, MONDAY).take("reject", "bob", reason="Không thuộc thẩm quyền.")


def words(dossier: Dossier, who: str = "bob") -> str:
    return read(Visitor(who, language="vi").get(f"/mot-cua/{dossier.code}/")).words()


def goes_back(dossier: Dossier) -> str:
    """Return what the file says is to be given back; "" where it says nothing."""
    page = " ".join(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/").content.decode().split())
    found = re.search("<p>Trả lại cho người nộp:</p> <ul>(.*?)</ul>", page)
    return found[1] if found else ""


def sent(dossier: Dossier, **typed: str) -> tuple[int, Page]:
    bob = Visitor("bob", language="vi")
    answer = bob.send(bob.get(f"/mot-cua/{dossier.code}/"), f"/{HAND_BACK}/", {**SHOWN, **typed})
    return answer.status_code, read(answer)


def titled(dossier: Dossier, name: str) -> str:
    return dossier.machine.component(name).title.vi


def test_who_withdraws_at_the_desk_is_given_back_what_lies_there_and_the_press_before_says_so() -> None:
    walk = entered().take("ask-withdrawal", "bob", reason="Không làm nữa.")
    first = titled(walk.dossier, MANUSCRIPT)
    opinion = titled(walk.dossier, OPINION)

    before = words(walk.dossier)
    walk.take("confirm-withdrawal", "bob")
    after = words(walk.dossier)

    listed = goes_back(walk.dossier)
    assert f"<li>{first}: Bản chính: 2</li>" in listed
    assert f"<li>{opinion}: Bản chính: 1, Bản sao chứng thực: 1</li>" in listed
    assert f"{opinion} (Bản chính: 1, Bản sao chứng thực: 1)" in before
    assert f"khi đó phải trả lại người nộp: {first} (Bản chính: 2)" in before
    form = next(one for one in walk.dossier.machine.components if one.eform)
    assert form.title.vi not in listed, "the application stays in the dossier"
    assert "Lúc này không có việc nào của bạn" not in after


def test_one_act_hands_all_of_it_back_and_the_file_says_one_thing_of_each() -> None:
    walk = withdrawn()

    status, _page = sent(walk.dossier)
    event = walk.dossier.events.select_related("payload").get(action=HAND_BACK)
    shown = words(walk.dossier)

    assert status == 302
    went = facts_of(event).went_back
    assert (went[MANUSCRIPT], went[OPINION]) == ((2, 0), (1, 1))
    assert words_of(event.payload).identity == "CCCD 4321"
    assert f"Bản chính: 2 – Đã trả lại cho {counter.NAME}, 09:00 01/12/2026" in shown
    assert f"{LIES}: Bản sao: 1" in shown, "a plain copy stays"
    assert f"{LIES}: Bản chính: 2" not in shown
    assert f"Người nhận lại: {counter.NAME}" in shown
    assert "Người nhận kết quả" not in shown
    assert f'id="action-{HAND_BACK}"' not in Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/").content.decode()
    assert audit.check_all().differences == []


def test_one_thing_goes_back_and_the_others_lie_there_until_they_are_fetched() -> None:
    walk = withdrawn()
    form = form_of(Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/"), f"/{HAND_BACK}/")
    others = {name: "stays" for name in form.values if name.startswith("handover_thing-")}
    others.pop(f"handover_thing-{MANUSCRIPT}")

    sent(walk.dossier, **others)
    listed = goes_back(walk.dossier)

    assert facts_of(walk.dossier.events.get(action=HAND_BACK)).went_back == {MANUSCRIPT: (2, 0)}
    assert titled(walk.dossier, MANUSCRIPT) not in listed
    assert f"<li>{titled(walk.dossier, OPINION)}: Bản chính: 1, Bản sao chứng thực: 1</li>" in listed
    assert sent(walk.dossier)[0] == 302
    assert audit.check_all().differences == []


def test_the_disc_and_the_papers_of_a_refused_film_go_back_by_one_press_and_the_disc_has_one_line() -> None:
    walk = refused_film()
    disc = titled(walk.dossier, DISC)
    before = goes_back(walk.dossier)

    status, _page = sent(walk.dossier)
    after = words(walk.dossier)
    facts = facts_of(walk.dossier.events.get(action=HAND_BACK))

    assert f"<li>{disc}: 1 bản, nhận cùng hồ sơ</li>" in before
    assert status == 302
    assert facts.went_back[DISC] == (0, 0)
    assert facts.went_back[MANUSCRIPT] == (2, 0)
    said = after[after.index(disc) :][:400]
    assert "Đã nhận 08:30 30/11/2026" in said
    assert f"người nhận: {counter.NAME}" in said
    assert LIES not in said
    assert audit.check_all().differences == []


def test_the_register_and_the_log_say_how_many_discs_went_back() -> None:
    more = {**FILM, f"brought-{DISC}.original": "2"}
    walk = Walk(counter.entered(at=MONDAY, accept=False, more=more).dossier, MONDAY)
    walk.take("reject", "bob", reason="Không thuộc thẩm quyền.")
    disc, bob = titled(walk.dossier, DISC), Visitor("bob", language="vi")

    sent(walk.dossier)
    [row] = returns.of_day(seats_of(story.person("bob"), LATER.date()), LATER.date())
    rows = event_rows(walk.dossier, walk.dossier.events.order_by("sequence"), for_applicant=False)

    assert f"{disc} (2 bản, nhận cùng hồ sơ)" in row.originals
    assert f"{disc} (2 bản, nhận cùng hồ sơ)" in read(bob.get(REGISTER)).words()
    assert (disc, "2 bản, nhận cùng hồ sơ") in rows[-1].facts


def test_nothing_goes_to_somebody_else_without_a_paper_as_with_a_result() -> None:
    walk = withdrawn()

    with nothing_written():
        status, page = sent(walk.dossier, handover_recipient=OTHER)
        nobody, unshown = sent(walk.dossier, handover_identity="")
        vague, unnamed = sent(walk.dossier, handover_identity="CCCD")
        late, ended = sent(
            walk.dossier, handover_recipient=OTHER, handover_authority=PAPER, handover_until="30/11/2026"
        )

    assert (status, nobody, vague, late) == (422, 422, 422, 422)
    assert "chưa cho biết là giấy tờ nào" in unnamed.errors[f"id_{HAND_BACK}_handover_identity"]
    assert "không phải người nộp hồ sơ này" in page.errors[f"id_{HAND_BACK}_handover_authority"]
    assert f"id_{HAND_BACK}_handover_identity" in unshown.errors
    assert "đã hết hạn" in ended.errors[f"id_{HAND_BACK}_handover_until"]


def test_what_went_back_stands_in_the_register_of_returns_until_it_is_taken_back() -> None:
    walk, bob = withdrawn(), Visitor("bob", language="vi")

    sent(walk.dossier, handover_recipient=OTHER, handover_authority=PAPER)
    row = read(bob.get(REGISTER)).words()
    cells = [cell.value for cell in list(load_workbook(io.BytesIO(bob.get(f"{REGISTER}xlsx/").content)).active)[1]]
    bob.send(bob.get(f"/mot-cua/{walk.dossier.code}/"), f"/{acts.TAKE_BACK}/")

    for told in (walk.dossier.code, OTHER, f"cho {counter.NAME}", PAPER, "CCCD 4321"):
        assert told in row, told
    assert f"Đã trả lại cho {OTHER}: " in row.replace("người nhận thay ", "")
    assert f"{titled(walk.dossier, MANUSCRIPT)} (Bản chính: 2)" in cells[9]
    assert cells[2] in ("", None)
    assert walk.dossier.code not in read(bob.get(REGISTER)).words()
    assert f"<li>{titled(walk.dossier, MANUSCRIPT)}: Bản chính: 2</li>" in goes_back(walk.dossier)
    assert audit.check_all().differences == []


def test_who_has_signed_for_it_is_in_the_register_for_good_once_a_wrong_press_is_no_more(clock: Traveller) -> None:
    walk, bob = withdrawn(), Visitor("bob", language="vi")
    form = words(walk.dossier)
    sent(walk.dossier)
    before = bob.get(f"/mot-cua/{walk.dossier.code}/")

    clock.move_to(LATER + timedelta(seconds=61))
    with nothing_written():
        late = bob.send(before, f"/{acts.TAKE_BACK}/")

    assert "đã ký nhận, chỉ rút lại được trong 60 giây" in form
    assert "chậm nhất đến 09:01:00" in read(before).words()
    assert late.status_code == 409
    assert "09:00:00 01/12/2026 đã được ký nhận trong sổ" in read(late).words()
    assert "Rút lại thao tác" not in words(walk.dossier)
    assert walk.dossier.code in read(bob.get(REGISTER)).words()


def test_the_note_that_came_with_an_entry_is_nobody_s_press_to_take_back() -> None:
    person = counter.entered(at=MONDAY, accept=False, more={**FILM, f"brought-{DISC}.original": "1"}).dossier
    note, bob = person.events.get(action=acts.RECEIVE_HANDED), Visitor("bob", language="vi")
    shown = bob.get(f"/mot-cua/{person.code}/")

    with nothing_written():
        refused = bob.post(
            f"/mot-cua/{person.code}/{acts.TAKE_BACK}/", {"undoes": note.sequence, "seen": note.sequence}
        )
    walk = Walk(person, MONDAY).take("reject", "bob", reason="Không thuộc thẩm quyền.")

    assert "Rút lại thao tác" not in read(shown).words()
    assert refused.status_code == 409
    assert f"<li>{titled(person, DISC)}: 1 bản, nhận cùng hồ sơ</li>" in goes_back(walk.dossier)


def test_the_note_that_came_with_a_supplement_is_none_either() -> None:
    walk = Walk(counter.entered(at=MONDAY, accept=False, more=FILM).dossier, MONDAY)
    walk.take("ask-supplement", "bob", components={DISC: "Đĩa không đọc được."})
    bob, address = Visitor("bob", language="vi"), f"/mot-cua/quay/{walk.dossier.code}/bo-sung/"
    form = next(one for one in read(bob.get(address)).forms if "kept_version" in one.values)
    bob.post(address, {**form.values, f"brought-{DISC}.original": "1", "do": "record"})
    noted = [event for event in walk.dossier.events.all() if event.action == acts.RECEIVE_HANDED]

    assert noted[-1].at == LATER
    assert "Rút lại thao tác" not in words(walk.dossier)


def test_the_mail_about_the_end_names_what_lies_there() -> None:
    walk = withdrawn()
    event = walk.dossier.events.get(action="confirm-withdrawal")

    found = handed_in_of(event, office_of(walk.dossier, LATER.date()))

    assert found is not None
    assert {title.vi: what.vi for title, what in found.papers}[titled(walk.dossier, MANUSCRIPT)] == "Bản chính: 2"


def test_the_notice_of_a_stop_says_what_is_fetched_and_where() -> None:
    why = "Đã hết thời hạn."
    walk = entered().until("tham-dinh").take("decide-stop", "lan", reason=why).take("issue-stop", "bob", reason=why)
    first = titled(walk.dossier, MANUSCRIPT)

    notice = stop_of(walk.events[-1], "01/2026", "t" * 42)
    printed = " ".join(render_to_string("papers/stop.html", {"paper": notice}).split())

    assert f"“{first}” (Bản chính: 2)" in notice.gives_back
    assert f"Ông/Bà nhận lại “{first}” (Bản chính: 2)" in printed
    assert f"tại {notice.form.office.collected_at}. Khi đến nhận" in printed


def test_who_wants_the_post_is_begun_with_the_post() -> None:
    where = {"result_address.province": "01", "result_address.commune": "00166", "result_address.line": "12 Láng Hạ"}
    posted = entered(result_way="by_post", **where).take("ask-withdrawal", "bob", reason="Không làm nữa.")
    posted.take("confirm-withdrawal", "bob")

    ways = [
        form_of(Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/"), f"/{HAND_BACK}/").values["handover_way"]
        for walk in (posted, withdrawn())
    ]

    assert ways == ["by_post", "in_person"]


def test_on_another_dossier_the_button_that_takes_back_names_its_own(clock: Traveller) -> None:
    walk, bob = Walk(counter.entered(at=MONDAY, accept=False).dossier, MONDAY), Visitor("bob", language="vi")
    other = withdrawn()
    clock.move_to(LATER)
    bob.send(bob.get(f"/mot-cua/{walk.dossier.code}/"), "/accept/")

    shown = words_on(bob, other.dossier)

    assert f"Rút lại thao tác ở hồ sơ {walk.dossier.code}" in shown


def words_on(visitor: Visitor, dossier: Dossier) -> str:
    return read(visitor.get(f"/mot-cua/{dossier.code}/")).words()


def test_the_check_of_the_record_counts_what_went_back() -> None:
    walk = withdrawn()
    sent(walk.dossier)
    event = walk.dossier.events.get(action=HAND_BACK)

    wrong = {**facts_of(event).went_back, MANUSCRIPT: (3, 0)}
    change(event, facts=to_json(replace(facts_of(event), went_back=wrong)))
    forge(walk.dossier)

    assert any(f"went_back {MANUSCRIPT}" in str(one) for one in audit.check_all().differences)


def test_of_what_a_result_was_handed_over_for_nothing_is_handed_back_by_this_act() -> None:
    walk = entered().until("result-ready").take("return", "bob")

    assert f'id="action-{HAND_BACK}"' not in Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/").content.decode()


def test_who_has_no_mail_is_not_said_to_get_the_reason_by_mail() -> None:
    alone = counter.entered(at=MONDAY, accept=False).dossier
    mailed = counter.entered(at=MONDAY, accept=False, more={"applicant_email": "mai@example.org"}).dossier

    first, second = words(alone), words(mailed)

    assert "Người nộp được báo lý do qua thư điện tử" not in first
    assert "xin giao hoặc gửi bưu chính văn bản có ghi lý do" in first
    assert "Người nộp được báo lý do qua thư điện tử" in second
    assert "xin giao hoặc gửi bưu chính văn bản có ghi lý do" not in second
