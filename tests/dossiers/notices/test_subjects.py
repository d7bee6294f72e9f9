"""A subject arrives as it was written, whatever stands in it and wherever it is cut into encoded words."""

from email import message_from_bytes
from email.policy import SMTP, EmailPolicy, default

import pytest

from dossiers.notices.channels.mail import Mail
from tests import golden

WRITTEN = sorted(
    path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("Subject: ")
    for path in (golden.FOLDER / "notices").glob("*.txt")
)


@pytest.mark.parametrize("policy", [default, SMTP], ids=["in a folder", "to a server"])
@pytest.mark.parametrize("before", range(0, 20, 3))
def test_every_subject_arrives_as_it_was_written(policy: EmailPolicy, before: int) -> None:
    for subject in (f"{'x' * before}{one}" for one in WRITTEN):
        sent = Mail(subject, "Kính gửi", "from@example.vn", ["to@example.vn"]).message(policy=policy).as_bytes()

        head = sent.partition(policy.linesep.encode() * 2)[0].decode("ascii")
        assert message_from_bytes(sent, policy=default)["Subject"] == subject
        assert max(map(len, head.split(policy.linesep))) <= 78
        assert max(map(len, head.split())) <= 75


def test_one_of_plain_letters_is_written_as_it_is() -> None:
    sent = Mail("Your work on 12/01/2026", "", "from@example.vn", ["to@example.vn"]).message().as_bytes()

    assert b"Subject: Your work on 12/01/2026\n" in sent
