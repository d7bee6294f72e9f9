"""Saved views from two tabs at once, with real commits: one after the other, and what is gone is gone."""

from collections.abc import Callable, Sequence
from functools import partial

import pytest

from dossiers.desk.lists import saved_views
from dossiers.models import SavedView
from portal.demo import story
from tests.dossiers.browsing import Visitor
from tests.dossiers.commands.test_concurrency import at_once

pytestmark = pytest.mark.usefixtures("committed_db")

PAGE = "/mot-cua/bo-loc/"
DEEDS = ("up", "down", "delete", "hide", "rename")


def kept(count: int) -> list[SavedView]:
    """Return views of bob's."""
    bob = story.person("bob")
    return [SavedView.objects.create(owner=bob, name=f"V{n}", query="list=open", order=n) for n in range(count)]


def press(visitor: Visitor, view: SavedView, do: str) -> int:
    address = f"{PAGE}{view.pk}/xoa/" if do == "delete" else f"{PAGE}{view.pk}/"
    return visitor.post(address, {"do": do, "name": f"{do} {view.pk}"}).status_code


def pressed(visitors: Sequence[Visitor], jobs: Sequence[tuple[SavedView, str]]) -> list[int]:
    each: list[Callable[[], int]] = [partial(press, visitors[n], *job) for n, job in enumerate(jobs)]
    return at_once(each, threads=len(each))


def test_views_that_are_moved_from_several_tabs_at_once_all_move() -> None:
    views = kept(8)
    tabs = [Visitor("bob") for _n in range(8)]

    for _round in range(4):
        assert pressed(tabs, [(view, "up" if n % 2 else "down") for n, view in enumerate(views)]) == [302] * 8
    assert sorted(SavedView.objects.values_list("order", flat=True)) == [*range(8)]


def test_a_view_that_is_deleted_meanwhile_is_gone_for_whatever_else_is_pressed() -> None:
    tabs = [Visitor("bob") for _do in DEEDS]

    for _round in range(4):
        view, *_others = kept(3)
        assert pressed(tabs, [(view, do) for do in DEEDS]) == [302] * len(DEEDS)
        assert not SavedView.objects.filter(pk=view.pk).exists(), "no late renaming has brought it back"
        SavedView.objects.all().delete()


def test_no_more_views_than_there_may_be_are_saved_at_once() -> None:
    kept(saved_views.MOST - 1)
    tabs = [Visitor("bob") for _n in range(4)]
    address = f"{PAGE}luu/?list=open&filed_from=2026-01-0"
    save = [partial(tab.post, f"{address}{n + 1}", {"name": f"N{n}"}) for n, tab in enumerate(tabs)]

    answers = at_once([*save], threads=len(save))

    assert sorted(answer.status_code for answer in answers) == [302, 422, 422, 422]
    assert SavedView.objects.count() == saved_views.MOST
