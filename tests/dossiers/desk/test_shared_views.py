"""Views that a unit shares: who has them, who may share with whom, and once beside the lists."""

import pytest

from accounts.models import Unit
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.test_saved_views import DIVISION, NOW, PAGE, SAVE, beside, links_of, save, unit_of

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_who_shares_a_view_with_a_unit_has_it_beside_the_list_and_hears_where_it_is() -> None:
    save("carol", name="Riêng của tôi")
    visitor, unit = Visitor("carol"), unit_of(DIVISION)

    answer = visitor.post(f"{SAVE}?list=open&step_time=overdue", {"name": "Bước quá hạn", "unit": unit}, follow=True)

    assert "beside your lists and those of everybody of: " in read(answer).words()
    assert [tab.label for tab in answer.context["views"] if tab.current] == ["Bước quá hạn"]
    assert PAGE in links_of(answer)
    assert beside("carol") == ["Riêng của tôi", "Bước quá hạn"]
    assert (beside("dung"), beside("bob")) == (["Bước quá hạn"], [])


def test_a_view_that_several_of_one_s_units_share_is_one_list_beside_the_others() -> None:
    carol, units = Visitor("carol"), (unit_of(DIVISION), unit_of("mot-cua"))
    for unit in units:
        carol.post(f"{SAVE}?list=open&step_time=overdue", {"name": "Bước chậm", "unit": unit}, follow=True)

    assert beside("carol") == ["Bước chậm"]
    assert (beside("dung"), beside("bob")) == (["Bước chậm"], ["Bước chậm"])


def test_who_answers_for_the_agency_shares_with_each_of_its_units_and_no_other() -> None:
    form = Visitor("carol").get(f"{SAVE}?list=open&step_time=overdue").context["form"]

    offered = {key for key, _label in form.fields["unit"].choices if key}
    agency = Unit.objects.get(slug=DIVISION).parent_id
    assert offered == {str(pk) for pk in Unit.objects.filter(parent=agency).values_list("pk", flat=True)}
    foreign = Unit.objects.exclude(parent=agency).exclude(pk=agency).first()
    if foreign:
        answer = Visitor("carol").post(f"{SAVE}?list=open", {"name": "A", "unit": str(foreign.pk)})
        assert answer.status_code == 422


@pytest.mark.parametrize("address", [f"{SAVE}?list=open&step_time=overdue", PAGE])
def test_who_may_not_share_reads_who_does(address: str) -> None:
    says = "A view for everybody of a unit is kept by its head, or by who answers for the agency"

    assert says in read(Visitor("bob").get(address)).words()
    assert "Vũ Ngọc Lan" in read(Visitor("bob").get(address)).words()
    assert says not in read(Visitor("carol").get(address)).words()
    assert says not in read(Visitor("hoa").get(address)).words()
