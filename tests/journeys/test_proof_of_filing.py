"""The proof of a filing shows itself on the page after the filing once the worker has printed it."""

from playwright.sync_api import expect

from dossiers.models import Letter
from tests.journeys.conftest import Worker
from tests.journeys.people import Someone, assert_accessible
from tests.journeys.test_whole_path import Look, Opener
from tests.printed import words_of


def test_whoever_has_filed_waits_for_nothing_and_finds_the_proof_there(
    new_page: Opener, picture: Look, worker: Worker
) -> None:
    alice = Someone(new_page(), picture).sign_in("alice")

    code = alice.file()

    proof = alice.page.locator("#proof a[href^='/ho-so/giay/']")
    expect(proof).to_be_visible(timeout=30_000)
    picture(alice.page, "proof")
    assert_accessible(alice.page)
    with alice.page.expect_download() as coming:
        proof.click()
    with coming.value.path().open("rb") as file:
        assert code in words_of(file.read())
    assert Letter.objects.get(dossier__code=code).kind == "filing"
    alice.visit(f"/ho-so/{code}/", "papers")
    expect(alice.page.locator("main")).to_contain_text(f"Bản ghi nhận nộp hồ sơ {code}")
