"""Pages that are made to stand in one file."""

import pytest

from dossiers.preview.alone import alone, glyphs, style


@pytest.mark.parametrize(
    ("html", "rewritten"),
    [
        ('<p id="a" class="b">c</p>', '<p id="x-a" class="b">c</p>'),
        ('<label for="a">b</label>', '<label for="x-a">b</label>'),
        ('<i aria-describedby="a b"></i>', '<i aria-describedby="x-a x-b"></i>'),
        ('<a href="#a">b</a>', '<a href="#x-a">b</a>'),
        ('<a href="/thu-tuc/?q=1">b</a>', "<a>b</a>"),
        ('<a href="https://example.vn/#a">b</a>', "<a>b</a>"),
        ('<img src="data:image/png;base64,AA" alt="">', '<img src="data:image/png;base64,AA" alt="">'),
        ('<img src="/a.png" alt="">', '<img alt="">'),
        ('<use href="/static/img/glyphs.1a.svg#info"/>', '<use href="#glyph-info"/>'),
        ('<form action="/x" method="post"><input autofocus></form>', '<div method="post"><input></div>'),
        ('<nav aria-label="a"><p>b</p></nav>', "<div><p>b</p></div>"),
        ('<section class="a" aria-labelledby="b">c</section>', '<div class="a">c</div>'),
        ("<button>a</button>", "<button disabled>a</button>"),
        ('<script type="module">if (a < b) "</p>"</script><p>c</p>', "<p>c</p>"),
        ('<p hx-get="/x" data-when="a">&lt;b&#62; &amp;</p>', '<p data-when="a">&lt;b&#62; &amp;</p>'),
        ('<p title="&quot;a&quot; &lt;b&gt;">c</p>', '<p title="&quot;a&quot; &lt;b&gt;">c</p>'),
    ],
)
def test_what_leads_out_of_a_part_is_taken_out(html: str, rewritten: str) -> None:
    assert alone(html, "x") == rewritten


def test_the_style_carries_what_it_would_fetch() -> None:
    rules = style()

    assert 'url("data:font/woff2;base64,' in rules
    assert 'url("data:image/svg+xml;base64,' in rules
    assert ".preview-part" in rules
    assert "sourceMappingURL" not in rules


def test_every_sign_is_there_by_its_own_id() -> None:
    assert '<symbol id="glyph-info"' in glyphs()
    assert '<symbol id="info"' not in glyphs()
