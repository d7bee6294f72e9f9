"""A dossier from a citizen's browser to its returned result, by all its people, with a real worker."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from dossiers.models import Dossier, Letter, Notice, ResultFile
from dossiers.proof.audit import check_all
from portal.demo import story
from tests.dossiers.owing import pay
from tests.journeys.conftest import Worker
from tests.journeys.people import FILING, Someone, go, pdf

Opener = Callable[..., Page]
Look = Callable[[Page, str], None]


def test_everybody_takes_a_dossier_from_filing_to_its_returned_result(
    new_page: Opener, picture: Look, worker: Worker
) -> None:
    alice, bob, hoa, dung, lan, tam, carol = (
        Someone(new_page(), picture).sign_in(name) for name in ("alice", "bob", "hoa", "dung", "lan", "tam", "carol")
    )
    alice.visit("/", "home")

    code = alice.file()
    bob.visit("/mot-cua/", "worklist")
    desk = f"/mot-cua/{code}/"
    bob.act(desk, "accept", "file-new")
    bob.act(desk, "transfer", note="Hồ sơ giấy chuyển kèm.")
    hoa.act(desk, "finish-phan-cong", "file-to-assign", assignee="Hoàng Tiến Dũng")
    pay(Dossier.objects.get(code=code))
    dung.act(desk, "propose-granted", "file-in-appraisal", note="Tài liệu phù hợp.")
    hoa.act(desk, "finish-xem-xet", "file-in-review")
    lan.act(desk, "decide", "file-to-decide")
    tam.act(desk, "number", "file-to-number")
    worker.wait(ResultFile.objects.filter(result__dossier__code=code).exists)
    bob.act(desk, "return", handover_identity="CCCD …2345")

    dossier = Dossier.objects.get(code=code)
    assert dossier.state == "returned"
    assert dossier.verdict == "early"
    worker.wait(lambda: Notice.objects.filter(channel="mail", dossier=dossier).count() == 5)
    assert Letter.objects.filter(dossier=dossier, kind="01").count() == 1
    assert len(list(settings.MAIL_DIR.glob("*.eml"))) >= 4
    alice.visit(f"/ho-so/{code}/", "returned")
    expect(alice.page.locator("main")).to_contain_text("01/GP-STTTT")
    expect(alice.page.locator("main")).not_to_contain_text("Tài liệu phù hợp.")
    for paper in ("/ho-so/giay/", "/ho-so/ket-qua/"):
        with alice.page.expect_download() as download:
            alice.page.locator(f"a[href^='{paper}']").first.click()
        assert download.value.path().read_bytes().startswith(b"%PDF-")
    alice.visit("/ho-so/", "my-dossiers")
    bob.visit(desk, "file-returned")
    carol.visit("/quan-ly/", "dashboard")
    go(carol.page.locator("a[href*='/quan-ly/early/']").first)
    expect(carol.page.locator("main")).to_contain_text(code)
    carol.look("early")
    assert check_all().differences == []


def test_a_supplement_goes_out_and_comes_back(meet: Callable[[str], Someone]) -> None:
    alice, bob, hoa, dung = map(meet, ("alice", "bob", "hoa", "dung"))
    code = alice.file()
    desk = f"/mot-cua/{code}/"
    bob.act(desk, "accept")
    bob.act(desk, "transfer")
    hoa.act(desk, "finish-phan-cong", assignee="Hoàng Tiến Dũng")

    wish = "Đóng dấu giáp lai vào từng trang bản thảo."
    dung.act(desk, "propose-supplement", component__ban__thao=wish, reason="Bản thảo chưa có dấu giáp lai.")
    bob.visit(desk, "file-to-issue")
    form = bob.open_action("issue-supplement")
    expect(form.locator("[name=component-ban-thao]")).to_have_value(wish)
    bob.act(desk, "issue-supplement")
    # Nothing shows outside before it has gone out.
    alice.page.wait_for_timeout(1500)
    alice.visit(f"/ho-so/{code}/", "asked")
    expect(alice.page.locator("main")).to_contain_text(wish)
    alice.answer(code, component__ban__thao=pdf("Bản thảo có dấu.pdf"))
    bob.act(desk, "confirm-supplement", "file-answered")

    dossier = Dossier.objects.get(code=code)
    assert dossier.state == "tham-dinh"
    assert dossier.supplement_rounds == 1
    assert dossier.assignee is not None
    dung.visit(desk, "file-back")
    assert "propose-granted" in dung.actions()
    assert check_all().differences == []


def test_everything_works_without_javascript(new_page: Opener, picture: Look) -> None:
    alice, bob = (Someone(new_page(javascript=False), picture, has_javascript=False) for _person in range(2))
    alice.sign_in("alice")
    bob.sign_in("bob")

    alice.visit(FILING)
    go(alice.page.locator("button[name=do][value=check]"))
    assert alice.page.locator(".has-error").count() >= 10
    code = alice.file()
    bob.act(f"/mot-cua/{code}/", "accept")
    bob.act(f"/mot-cua/{code}/", "transfer")

    assert Dossier.objects.get(code=code).state == "phan-cong"


# Each page in each theme and in each language: what a colour does hangs on no word, and a word on no colour.
@pytest.mark.parametrize(("theme", "language"), [("light", "vi"), ("dark", "en")])
def test_axe_finds_nothing_in_either_language_or_theme(
    new_page: Opener, picture: Look, language: str, theme: str
) -> None:
    page = new_page(color_scheme=theme)
    alice = Someone(page, picture)
    alice.visit("/")
    if language == "en":
        go(page.locator("button[name=language][value=en]"))

    pages = {"/": "home", "/thu-tuc/": "catalogue", f"/thu-tuc/{story.SLUG}/": "procedure", "/tra-cuu/": "look-up"}
    for path, name in pages.items():
        alice.visit(path, name)
    alice.visit("/tai-khoan/signup/")
    alice.sign_in("alice")
    alice.visit(FILING)
    go(page.locator("button[name=do][value=check]"))

    expect(page.locator("html")).to_have_attribute("lang", language)
    assert page.locator(".has-error").count() >= 10
    alice.look("errors")
    for username, path in (("bob", "/mot-cua/"), ("carol", "/quan-ly/"), ("carol", "/quan-ly/received/")):
        page.context.clear_cookies(name="sessionid")
        Someone(page, picture).signed_in(username).visit(path)
