"""What a person had written is shown for copying where nothing was done with it; what the page had put there is not."""

from django.test import RequestFactory

from accounts.away.unsent import written


def test_of_what_was_sent_only_what_somebody_may_have_typed_is_shown() -> None:
    sent = {
        "kept_version": "applicant_name=84ce00ad works=1:0123abcd,,/2:,89abcdef, devices= organisation=44136fa3",
        "chosen": f"H26.NN-261127-0004:7:{'8c6d9e89' * 8} H26.NN-261113-0002:2:{'0123abcd' * 8}",
        "do": "check",
        "password": "một hai ba",
        "reason": "Thiếu dấu, xin bổ sung trước 16:30.",
        "extent": "a=b c=d",
    }

    shown = list(written(RequestFactory().post("/", sent)))

    assert shown == ["Thiếu dấu, xin bổ sung trước 16:30.", "a=b c=d"]
