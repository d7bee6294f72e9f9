"""The plan of the model case and the law of its years: exact totals, every filing possible, the same every time."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from dossiers.filing import drafts
from dossiers.models import Attachment, Channel
from portal.demo.history import law, officers, people, plan, words
from portal.demo.history.plan import Course, Filing
from portal.demo.history.words import Form
from procedures.language.checker import check
from procedures.language.compiler import compile_text
from procedures.time.calendar import LOCAL
from procedures.time.calendars import build_default

CALENDAR = build_default(2016, 2019)
MACHINES = {
    (listed.slug, regime.number): compile_text(law.former_text(listed, regime), path=listed.slug)
    for listed in law.procedures()
    for regime in law.regimes()
}
FILINGS = plan.whole(MACHINES, CALENDAR)
RESOLVED = [filing for filing in FILINGS if filing.is_resolved]
TET = {date(2016, 2, 8), date(2017, 1, 28), date(2018, 2, 16), date(2019, 2, 5)}
"""The first day of each lunar year."""


def share_on_line(year: int) -> float:
    filed = [filing for filing in RESOLVED if filing.day.year == year]
    return sum(filing.channel is Channel.ONLINE for filing in filed) / len(filed)


def test_it_has_exactly_the_two_figures_that_are_known():
    on_line = [filing for filing in RESOLVED if filing.channel is Channel.ONLINE]

    assert (len(RESOLVED), len(on_line)) == (20_665, 14_954)
    others = [filing for filing in FILINGS if not filing.is_resolved]
    assert all(filing.pending != (filing.course is Course.REJECTED) for filing in others)
    assert 0 < sum(filing.pending for filing in others) < 300


def test_it_is_the_same_every_time():
    assert plan.whole(MACHINES, CALENDAR) == FILINGS
    assert len({filing.key for filing in FILINGS}) == len(FILINGS)
    assert [filing.index for filing in FILINGS] == list(range(len(FILINGS)))
    assert sorted(FILINGS, key=lambda filing: filing.filed_at) == list(FILINGS)


def test_arrivals_grow_and_so_does_the_share_on_line():
    filed = Counter(filing.day.year for filing in RESOLVED)

    assert filed[2016] < filed[2017] < filed[2018] < filed[2019] * 12 / 8
    assert share_on_line(2016) < 0.45 < share_on_line(2017) < share_on_line(2018) < 0.9 < share_on_line(2019)


def test_at_the_desk_is_filed_in_its_hours_and_on_line_at_any():
    for filing in FILINGS:
        at = filing.filed_at.astimezone(LOCAL)
        if filing.channel is not Channel.ONLINE:
            assert any(session.opens <= at.time() < session.closes for session in CALENDAR.sessions_on(at.date())), at
    on_line = [filing.filed_at.astimezone(LOCAL) for filing in FILINGS if filing.channel is Channel.ONLINE]
    assert any(at.hour < 6 for at in on_line)
    assert any(not CALENDAR.is_working(at.date()) for at in on_line)


def test_hardly_anybody_files_at_tet():
    by_day = Counter(filing.day for filing in FILINGS)

    usual = len(FILINGS) / len(by_day)
    assert all(by_day[day] < usual / 3 for day in TET)


def test_every_course_is_taken_and_none_is_late_from_the_end_of_2017():
    assert {filing.course for filing in FILINGS} == set(Course)
    late = [filing for filing in FILINGS if filing.late]
    assert late
    assert max(filing.day for filing in late) < date(2017, 11, 1)


def test_the_desk_is_late_with_a_few_answers_before_2018_and_with_none_later():
    late = Counter(filing.day.year for filing in FILINGS if filing.answered_late)

    assert late.keys() == {2016, 2017}
    assert 20 < late[2017] < late[2016] < 100


def test_on_every_day_somebody_is_there_for_each_kind_of_work_though_all_take_their_leave():
    leaves = officers.granted()

    for day in (plan.FIRST + timedelta(days=n) for n in range((plan.LAST_DONE - plan.FIRST).days + 1)):
        seated = [one for one in officers.listed_officers() if one.since <= day <= one.until]
        there = [one for one in seated if not any(a <= day <= b for a, b in leaves[one.login])]
        for one in seated:
            assert any(one.does_the_same_as(other) for other in there), (one.name, day)
    assert all(leaves.values())


def test_everything_is_filed_under_the_law_of_its_day():
    for filing in FILINGS:
        assert filing.version == (1601 if filing.day < date(2018, 6, 21) else 1806)
        assert MACHINES[filing.slug, filing.version].effective_on <= filing.day
    with pytest.raises(LookupError):
        law.regime_on(date(2019, 9, 1))


@pytest.mark.parametrize("key", MACHINES, ids=str)
def test_a_definition_of_those_years_is_in_order_and_names_no_later_law(key):
    machine = MACHINES[key]
    slug, number = key
    listed = next(row for row in law.procedures() if row.slug == slug)
    regime = next(regime for regime in law.regimes() if regime.number == number)
    text = law.former_text(listed, regime)

    assert check(machine) == ()
    assert machine.supplement.after.value == ("carry_on" if number == 1601 else "restart")
    cited = {int(year) for year in re.findall(r"\d+/(20\d\d)/", text)}
    years = {int(year) for year in re.findall(r"\b(20\d\d)\b", "\n".join(basis.vi for basis in machine.legal_basis))}
    assert max(cited | years) <= regime.effective_on.year
    assert not re.search(r"Mẫu số \d|\b[Ff]orm \d", text)
    assert 'kind = "address"' not in text


def filled_in(key: tuple[str, int]) -> Iterator[tuple[Form, Filing, dict[str, str]]]:
    """Give what some applicants typed into the form of a procedure."""
    everybody, form = people.made_up(), Form.of(MACHINES[key], key[0])
    for filing in [filing for filing in FILINGS if (filing.slug, filing.version) == key][:60]:
        yield form, filing, form.filled_in(form.owner_of(filing, everybody), filing)


@pytest.mark.parametrize("key", MACHINES, ids=str)
def test_what_is_typed_and_enclosed_is_all_that_a_form_asks_for(key):
    for form, filing, answers in filled_in(key):
        papers = [Attachment(component=name) for name in form.papers(answers)]

        values, errors = drafts.check(form.machine, answers, papers, at=filing.filed_at)

        assert errors == {}, (errors, values)


@pytest.mark.parametrize("key", MACHINES, ids=str)
def test_no_answer_repeats_its_question_and_applicants_do_not_all_answer_the_same(key):
    machine = MACHINES[key]
    labels = {question.label.vi for question in machine.questions}
    labels |= {column.label.vi for question in machine.questions for column in question.columns}
    seen = Counter()
    for form, filing, answers in filled_in(key):
        values, _errors = drafts.check(form.machine, answers, [], at=filing.filed_at)
        texts = set(written(values))
        assert not texts & labels, texts & labels
        assert not any(re.search(r"[{}]", text) for text in texts)
        seen[frozenset(texts)] += 1

    assert seen.most_common(1)[0][1] <= 2


@pytest.mark.parametrize("key", MACHINES, ids=str)
def test_a_street_lies_in_the_district_that_is_named(key):
    streets = {street: district for district, found in people.STREETS.items() for street in found}
    places = re.compile(r"Số \d+ ((?:phố|đường) [^,]+), quận ([^,]+), Hà Nội")
    found = [
        place
        for _form, _filing, answers in filled_in(key)
        for text in answers.values()
        for place in places.findall(text)
    ]

    assert found
    assert {street: streets[street] for street, _district in found} == dict(found)


def test_what_is_published_goes_with_whoever_publishes_it_and_a_country_is_named_once():
    for _form, _filing, answers in filled_in(("xb-tai-lieu-khong-kinh-doanh", 1601)):
        title, organisation = answers["material_name"], answers.get("applicant_organisation", "")
        assert not (title.startswith("Gia phả") and organisation)
        assert not ("chung cư" in title and organisation.startswith(("Trường", "Viện", "Câu lạc bộ")))
        assert answers["scope_of_use"]
        assert answers["distribution"]
    for _form, _filing, answers in filled_in(("nhap-khau-xbp-khong-kinh-doanh", 1601)):
        assert answers["source_countries"] not in answers["supplier"]


def written(value: object) -> Iterator[str]:
    """Give every text in answers."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from written(inner)
        case list() | tuple():
            for inner in value:
                yield from written(inner)


@pytest.mark.parametrize("slug", sorted({slug for slug, _number in MACHINES}))
def test_reasons_are_of_the_procedure_and_name_its_papers(slug):
    chance = random.Random(1)
    names = {component.name for key, machine in MACHINES.items() if key[0] == slug for component in machine.components}

    for _n in range(30):
        assert set(words.fault(slug, chance)) <= names
        assert all(words.reason(kind, slug, chance) for kind in ("refuse", "reject", "supplement", "withdraw", "stop"))


@pytest.mark.parametrize(("total", "weights"), [(0, [1, 2]), (10, [1, 1, 1]), (20_665, [0.3, 0.1, 7, 0.0])])
def test_what_is_shared_out_sums_to_the_whole(total, weights):
    shares = plan.shared_out(total, weights)

    assert sum(shares) == total
    assert all(abs(share - total * weight / sum(weights)) < 1 for share, weight in zip(shares, weights, strict=True))
