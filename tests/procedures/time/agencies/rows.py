"""Agencies for tests."""

from datetime import date
from typing import Any

from django.utils import timezone

from procedures.machine import Text
from procedures.time.agencies.book import Agencies, Agency, AgencyKind
from procedures.time.agencies.stored import add

FORMER = Text("Sở Thông tin và Truyền thông Hà Nội", "Hanoi Department of Information and Communications")
LATER = Text("Sở Văn hoá và Thể thao Hà Nội", "Hanoi Department of Culture and Sports")


def agency(key: str = "so-tttt", since: str = "2016-01-01", name: Text = FORMER, **given: Any) -> Agency:
    """Return a department, or what else it is said to be."""
    return Agency(key=key, since=date.fromisoformat(since), name=name, source=Text("QĐ 1", "Decision 1"), **{
        "kind": AgencyKind.DEPARTMENT, **given,
    })  # fmt: skip


def centre(key: str = "trung-tam-ba-dinh", since: str = "2025-07-01", **given: Any) -> Agency:
    """Return a receiving point of the department."""
    name = Text("Trung tâm phục vụ hành chính công phường Ba Đình", "Ba Đình Ward Service Centre")
    place = {"kind": AgencyKind.CENTRE, "part_of": "so-tttt", "address": "25 Liễu Giai, Hà Nội"}
    return agency(key, since, name, **{**place, **given})


def book(*rows: Agency) -> Agencies:
    """Return agencies of which the department is our own."""
    return Agencies(rows or (agency(),), "so-tttt")


def entered(*rows: Agency, used_through: date | None = None) -> None:
    """Store agencies, as the administrator enters them."""
    add(rows, at=timezone.now(), used_through=lambda: used_through)
