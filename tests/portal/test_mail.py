"""Mail kept as files."""

import email
from email import policy

import pytest
from django.core.mail import EmailMessage

from portal.mail import FolderBackend


def message(identity: str, subject: str) -> EmailMessage:
    return EmailMessage(
        subject, "Đã tiếp nhận hồ sơ.", "a@example.vn", ["b@example.vn"], headers={"Message-ID": identity}
    )


@pytest.fixture
def folder(tmp_path, settings):
    settings.MAIL_DIR = tmp_path / "kept" / "mail"
    return settings.MAIL_DIR


def test_each_message_is_a_file_that_reads_back(folder):
    sent = FolderBackend().send_messages([message("<1@example.vn>", "Tiếp nhận"), message("<2@example.vn>", "Kết quả")])

    assert sent == 2
    assert sorted(path.name for path in folder.iterdir()) == ["1@example.vn.eml", "2@example.vn.eml"]
    read = email.message_from_bytes((folder / "1@example.vn.eml").read_bytes(), policy=policy.default)
    assert read["Subject"] == "Tiếp nhận"
    assert "Đã tiếp nhận hồ sơ." in read.get_content()


def test_a_second_copy_takes_the_place_of_the_first(folder):
    FolderBackend().send_messages([message("<1@example.vn>", "Một"), message("<1@example.vn>", "Một")])

    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("identity", ["<../../etc/passwd@x>", "<a/b\\c@x>", "<.hidden@x>", f"<{'x' * 400}@x>"])
def test_no_identity_leaves_the_folder(folder, identity):
    FolderBackend().send_messages([message(identity, "Một")])

    (kept,) = folder.iterdir()
    assert kept.suffix == ".eml"
    assert not kept.name.startswith(".")
