"""Why a dossier came back stands at the top of the file of whoever has it now, in every edition of the lifecycle."""

import pytest

from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import dossier_at, local

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-08 09:00"))]
WHY = "Thiếu căn cứ tại Điều 2."


def acts_of(who: str, code: str) -> str:
    """Return the part of an officer's file that says what is to be done."""
    content = Visitor(who).get(f"/mot-cua/{code}/").content.decode()
    return content.split('id="acts"')[1].split('class="action ')[0]


def test_the_reason_stands_before_what_is_to_be_done_until_the_dossier_is_there_again() -> None:
    walk = dossier_at("xem-xet")
    walk.take("send-back-tham-dinh", "hoa", reason=WHY)

    assert WHY in acts_of("dung", walk.dossier.code)
    assert "Phạm Thị Hoa" in acts_of("dung", walk.dossier.code)

    walk.until("xem-xet")
    assert WHY not in acts_of("hoa", walk.dossier.code)


def test_it_stands_for_whoever_has_the_dossier_alone_until_that_person_acts() -> None:
    walk = dossier_at("xem-xet").take("send-back-tham-dinh", "hoa", reason=WHY)

    assert [who for who in ("bob", "hoa", "lan") if WHY in acts_of(who, walk.dossier.code)] == []
    walk.take("note", "dung", message="Đã rõ.")
    assert WHY in acts_of("dung", walk.dossier.code)

    walk.take("propose-supplement", "dung")
    assert [who for who in ("bob", "dung", "hoa") if WHY in acts_of(who, walk.dossier.code)] == []


def test_what_the_desk_said_when_it_gave_it_back_takes_its_place() -> None:
    walk = dossier_at("xem-xet").take("send-back-tham-dinh", "hoa", reason=WHY)
    walk.take("propose-supplement", "dung").take("decline-supplement", "bob", reason="Một cửa thấy tên đã khớp.")

    said = acts_of("dung", walk.dossier.code)
    assert "Một cửa thấy tên đã khớp." in said
    assert WHY not in said
