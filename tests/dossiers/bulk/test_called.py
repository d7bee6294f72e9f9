"""What an act on many is called: by the dossiers' own procedures where they agree, as on the page of each."""

from dataclasses import replace

import pytest
from django.utils.translation import override

from dossiers.bulk.kinds import KINDS, name_of
from dossiers.models import Job
from procedures.machine import Text
from procedures.results import Capacity
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, before, begun, person, some

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]
OWN = "Ký duyệt, chuyển văn thư"


def test_the_page_its_button_and_its_job_call_it_as_the_page_of_each_dossier_does() -> None:
    found = some(2, "ky-duyet")
    lan = Visitor("lan", language="vi")
    assert OWN in read(lan.get(f"/mot-cua/{found[0].code}/")).words()

    page = before(lan, "decide", found)

    assert f"{OWN}: 2 hồ sơ" in read(page).words()
    landed = lan.send(page, "hang-loat/?list=mine", {"capacity": "KT"}, follow=True)
    job = Job.objects.get(kind="bulk")
    with override("vi"):
        assert name_of(job.arguments) == OWN
    assert OWN in read(landed).words()


def test_of_procedures_that_call_it_otherwise_it_has_the_general_name() -> None:
    kind = KINDS["decide"]
    [one] = some(1, "ky-duyet")
    action = kind.action_in(one.machine, one.state)
    assert action is not None
    other = replace(action, label=Text("Ký, trình Uỷ ban", "Sign and submit"))

    assert kind.called([action, action]) == action.label
    assert kind.called([action, other]) is None
    assert kind.called([]) is None


def test_what_says_more_than_the_single_act_keeps_its_own_name() -> None:
    [one] = some(1, "result-ready")
    kind = KINDS["return"]
    action = kind.action_in(one.machine, one.state)
    assert action is not None

    assert kind.called([action]) is None, "on line alone"


def test_a_job_of_before_is_called_as_it_was() -> None:
    job = begun("decide", some(1, "ky-duyet"), "lan", capacity=Capacity.FOR_THE_HEAD)
    assert job.arguments.pop("called") == {"vi": OWN, "en": "Sign and pass to the records clerk"}

    assert name_of(job.arguments) == str(KINDS["decide"].label)
    assert person("lan").user == job.by
