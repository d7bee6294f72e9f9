"""The picture of one dossier: what it went through is inked, where it is is lit, and both are words too."""

from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from dossiers.display.diagram import Diagram, Picture, diagram
from dossiers.display.drawn import procedure_diagram
from dossiers.models import Dossier
from tests import golden
from tests.dossiers.browsing import Visitor
from tests.dossiers.display.drawn import LONG, ROLES, Moved, drawn, faults, path, rows_of, strokes, texts, written_in
from tests.dossiers.lifecycle import PLACES, SYSTEM, WAYS, dossier_at
from tests.procedures.shipped import shipped_machine

STATES = sorted(PLACES)
APPRAISED = ("accept", "transfer", "finish-phan-cong")
SIGNED = (*APPRAISED, "finish-tham-dinh", "finish-xem-xet", "finish-ky-duyet")


def of_state(state: str, language: str = "vi") -> Diagram:
    return drawn_path(*(action for action, _ in WAYS[state]), language=language)


def drawn_path(*actions: str, language: str = "vi") -> Diagram:
    machine = shipped_machine()
    return diagram(machine, path(machine, *actions), language=language, roles=ROLES)


def discs(picture: Picture, mark: str) -> list[str]:
    """Return the numbers of the discs of a mark, ``>`` for the filing and ``.`` for the end."""
    ends = {picture.discs[0]: ">", picture.discs[-1]: "."}
    return [disc.number or ends[disc] for disc in picture.discs if disc.kind == f"disc {mark}".strip()]


def lit(picture: Picture) -> list[dict[str, str]]:
    return [written_in(box) for box in picture.boxes if "now" in box.kind.split()]


@pytest.mark.parametrize("state", STATES)
def test_in_every_state_nothing_lies_on_anything_else(state: str) -> None:
    for language in ("vi", "en"):
        found = of_state(state, language)
        assert [fault for picture in found.pictures for fault in faults(picture)] == []


@pytest.mark.parametrize("state", STATES)
def test_in_every_state_the_words_say_where_the_dossier_is(state: str) -> None:
    found = of_state(state)

    place, step = shipped_machine().states[state], shipped_machine().states[state].step
    told = f"Bước {[row.name for row in shipped_machine().steps].index(step) + 1} trên 7" if step else place.label.vi
    assert found.summary.startswith(told)
    assert found.description.startswith(found.summary)
    words = {"Đang ở bước này", "Đang chờ tiếp nhận", "Đã trả kết quả", place.label.vi}
    for picture in found.pictures:
        assert any(word in text for text in texts(picture) for word in words)


def test_the_way_taken_is_inked_and_the_present_step_is_lit() -> None:
    found = drawn_path(*APPRAISED).wide

    assert discs(found, "taken") == [">", "1", "2"]
    assert discs(found, "now") == ["3"]
    assert discs(found, "") == ["4", "5", "6", "7", "."]
    assert len(strokes(found, "track taken")) == 3 + 1  # and one in the key
    assert len(strokes(found, "track")) == 5
    assert [box["here"] for box in lit(found)] == ["Đang ở bước này"]
    assert [box["title"] for box in lit(found)] == ["Thẩm định hồ sơ, dự thảo kết quả"]


def test_without_a_dossier_nothing_is_inked_or_lit() -> None:
    found = drawn(shipped_machine())

    assert not found.has_path
    assert found.summary == "7 bước"
    for picture in found.pictures:
        kinds = [*(b.kind for b in picture.boxes), *(d.kind for d in picture.discs), *(s.kind for s in picture.strokes)]
        assert not any(mark in kind.split() for kind in kinds for mark in ("taken", "now"))


def test_a_way_back_that_was_taken_is_inked_and_leaves_the_later_step_done() -> None:
    found = drawn_path(*APPRAISED, "finish-tham-dinh", "send-back-tham-dinh").wide

    assert len(strokes(found, "arc taken")) == 1
    assert discs(found, "taken") == [">", "1", "2", "4"]
    assert discs(found, "now") == ["3"]


def test_a_recall_is_drawn_only_where_it_happened() -> None:
    found = drawn_path("accept", "transfer", "recall").wide

    assert len(strokes(found, "arc taken")) == 1
    assert len([p for p in strokes(found, "arc") if "A" in p]) == 4
    assert discs(found, "now") == ["1"]


def test_a_pause_is_lit_with_its_reason_and_its_step() -> None:
    for picture in drawn_path(*APPRAISED, "propose-supplement", "issue-supplement").pictures:
        step, wait = lit(picture)
        assert step["title"] == "Thẩm định hồ sơ, dự thảo kết quả"
        assert wait["pause"] == "Đang tạm dừng"
        marked = [words for box in picture.boxes for words in box.words if words.kind == "label now"]
        assert [" ".join(words.lines) for words in marked] == ["chờ bổ sung hồ sơ"]


def test_a_pause_that_is_over_leaves_its_loop_inked() -> None:
    over = drawn_path(*APPRAISED, "ask-payment", "confirm-payment").wide

    assert [box.kind for box in over.boxes if box.kind.startswith("wait")] == ["wait", "wait taken"]
    assert len(strokes(over, "arc taken")) == 1


def test_the_outcome_is_marked_when_it_is_decided_and_lit_when_it_is_returned() -> None:
    decided, returned = (drawn_path(*SIGNED, "finish-van-thu-refused", *then).wide for then in ((), ("return",)))

    assert [written_in(b) for b in decided.boxes if b.kind == "way-out taken"] == [
        {"here": "Đã quyết định", "outcome": "Từ chối cấp giấy phép"}
    ]
    assert lit(returned) == [{"here": "Đã trả kết quả", "outcome": "Từ chối cấp giấy phép"}]
    assert discs(returned, "now") == ["."]


def test_a_refusal_before_acceptance_is_lit() -> None:
    for picture in drawn_path("reject").pictures:
        assert lit(picture) == [{"label": "Không được tiếp nhận"}]


@pytest.mark.parametrize(("actions", "label"), [
    ((*APPRAISED, "stop"), "Dừng xử lý"),
    ((*APPRAISED, "ask-payment", "ask-withdrawal", "confirm-withdrawal"), "Đã rút hồ sơ"),
])  # fmt: skip
def test_an_end_on_the_way_is_lit_and_joined_to_the_step_that_it_left(actions: tuple[str, ...], label: str) -> None:
    found = drawn_path(*actions).wide

    assert [" ".join(words.lines) for words in found.words if words.kind == "label now"] == [label]
    assert len(strokes(found, "bracket now")) == 1
    right = next(box.right for box in found.boxes if written_in(box).get("title", "").startswith("Thẩm định"))
    assert any(path_.startswith(f"M{right} ") for path_ in strokes(found, "arc taken"))
    assert discs(found, "now") == []


def test_a_new_appointment_is_joined_to_its_step_and_ends_nothing() -> None:
    found = drawn_path(*APPRAISED, "reappoint").wide

    assert len(strokes(found, "bracket taken")) == 1
    assert discs(found, "now") == ["3"]


def test_a_long_procedure_lights_the_same_things_in_its_second_row() -> None:
    machine = rows_of(12, title=LONG, back={8: [2], 9: [8, 3]})
    way = ["accept", "transfer", *(f"finish-row-{row}" for row in range(2, 9)), "send-back-row-3"]

    found = drawn(machine, *way).wide

    assert faults(found) == []
    assert discs(found, "now") == ["3"]
    assert len(strokes(found, "track taken")) == 9 + 1
    assert len(strokes(found, "arc taken")) == 1


# As it stands on a page


def rendered(found: Diagram) -> list[str]:
    page = render_to_string("components/procedure_diagram.html", {"diagram": found})
    return [f"<svg{part.partition('</svg>')[0]}</svg>" for part in page.split("<svg")[1:]]


@pytest.mark.parametrize("count", [3, 8, 12])
def test_a_picture_is_well_formed_whatever_is_in_its_texts(count: int) -> None:
    machine = rows_of(count, title="A <b> & “c” 'd' ]]>", back={3: [2]})

    for svg, picture in zip(rendered(drawn(machine)), drawn(machine).pictures, strict=True):
        root = ET.fromstring(svg)
        titles = ["".join(text.itertext()) for text in root.iter("text") if text.get("class") == "title"]
        assert [title.replace(" ", "") for title in titles[1:]] == ["A<b>&“c”'d']]>"] * count
        assert root.get("viewBox") == f"0 0 {picture.width} {picture.height}"


@pytest.mark.django_db
def test_a_picture_has_no_inline_style_and_tells_itself_once() -> None:
    page = procedure_diagram(shipped_machine())

    assert "style" not in page
    assert "<script" not in page
    assert page.count('role="img"') == page.count('aria-describedby="diagram-description"') == 1
    assert page.count('aria-hidden="true"') == page.count("<svg") == 2


def test_a_picture_is_a_small_part_of_a_page() -> None:
    for state in STATES:
        assert max(len(svg.encode()) for svg in rendered(of_state(state))) < 12_000
    assert max(len(svg.encode()) for svg in rendered(drawn(rows_of(12, title=LONG)))) < 15_000


@pytest.mark.parametrize("place", [0, 1])
def test_the_shipped_procedure_is_drawn_as_it_was_found_right(place: int) -> None:
    with translation.override("vi"):
        svg = rendered(drawn(shipped_machine()))[place]

    golden.assert_matches(f"diagrams/{['wide', 'tall'][place]}.svg", svg.replace("><", ">\n<") + "\n")


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_a_dossiers_log_is_the_way_that_is_inked(state: str) -> None:
    if any(who == SYSTEM for _, who in WAYS[state]):
        return
    dossier = Dossier.objects.get(pk=dossier_at(state).dossier.pk)

    events = list(dossier.events.order_by("sequence"))

    moves = [Moved(event.source, event.action, event.target) for event in events]
    assert diagram(dossier.machine, events, language="vi", roles=ROLES) == diagram(
        dossier.machine, moves, language="vi", roles=ROLES
    )
    assert [move.action for move in moves[1:]] == [action for action, _ in WAYS[state]]


@pytest.mark.django_db
def test_the_officers_file_and_the_applicants_page_fold_it_under_where_the_dossier_is() -> None:
    code = dossier_at("tham-dinh").dossier.code

    for who, address in (("dung", f"/mot-cua/{code}/"), ("alice", f"/ho-so/{code}/")):
        page = Visitor(who, language="vi").get(address).content.decode()
        assert '<details class="diagram-fold">' in page
        assert "<summary>Đường đi của hồ sơ <span>Bước 3 trên 7: " in page
        assert page.count('<g class="step now"') == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "title"), [("vi", "Sơ đồ các bước"), ("en", "The steps as a picture")])
def test_a_procedures_page_shows_it_in_the_readers_language(language: str, title: str) -> None:
    page = Visitor(language=language).get("/thu-tuc/xb-tai-lieu-khong-kinh-doanh/").content.decode()

    assert f'<h2 id="diagram-title">{title}</h2>' in page
    assert '<g class="step"' in page
    assert {"vi": "Chuyên viên thụ lý", "en": "Case officer"}[language] in page.partition('<svg class="diagram')[2]
