"""What of a page no browser needs is left out, and nothing else."""

import pytest

from dossiers.display.controls import condensed

PAGES = {
    "<p>\n\n   <b>một</b> </p>": "<p>\n<b>một</b> </p>",
    "<b>a</b> <b>b</b>": "<b>a</b> <b>b</b>",
    "<b>a</b>\n  <b>b</b>": "<b>a</b>\n<b>b</b>",
    "<textarea>\n một\n\n  hai &lt;b&gt;\n\n</textarea>": "<textarea>\n một\n\n  hai &lt;b&gt;\n\n</textarea>",
    "<p>a</p>\n  <div>\n  <p>b</p>\n  </div>\n</div>\n<p>": "<p>a</p>\n<div><p>b</p></div></div>\n<p>",
    "<b>a</b><div>\n<i>b</i>\n</div>": "<b>a</b><div>\n<i>b</i>\n</div>",
    '<input type="text" name="a" value="x">': '<input name="a" value="x">',
    '<button type="submit" name="do">': '<button name="do">',
    '<button type="button" class="x">': '<button type="button" class="x">',
    '<input type="email" name="a">': '<input type="email" name="a">',
}


@pytest.mark.parametrize(("page", "left"), PAGES.items())
def test_what_is_between_tags_goes_and_what_goes_without_saying(page: str, left: str) -> None:
    assert condensed(page.encode()).decode() == left
