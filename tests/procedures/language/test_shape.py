"""First pass: whatever is badly written is told once, with its key, what is wrong and what would be right."""

import pytest

from procedures.language.lifecycle import EDITIONS
from tests.procedures.shipped import FILE, changed, errors_of, place_of

type Edits = list[tuple[str, str]]

EDITIONS_KNOWN = ", ".join(map(str, sorted(EDITIONS)))

CASES: list[tuple[Edits, str]] = [
    ([("version = 1\n", "")], "version: thiếu; phải là số nguyên từ 1 đến 9999"),
    ([("version = 1\n", 'version = "1"\n')], "version: là “1”; phải là số nguyên từ 1 đến 9999"),
    ([("version = 1\n", "version = true\n")], "version: là true; phải là số nguyên từ 1 đến 9999"),
    ([("version = 1\n", "version = 0\n")], "version: là 0; phải là số nguyên từ 1 đến 9999"),
    ([("version = 1\n", "version = 0xfffff\n")], "version: là 1048575; phải là số nguyên từ 1 đến 9999"),
    (
        [("version = 1\n", "version = 1000000000000000\n")],
        "version: là một số quá lớn; phải là số nguyên từ 1 đến 9999",
    ),
    (
        [("version = 1\n", "version = 1\nlifecycle = 1.5\n")],
        f"lifecycle: là 1.5; phải là số của một vòng đời mà chương trình này biết: {EDITIONS_KNOWN}",
    ),
    (
        [("version = 1\n", 'version = 1\nlifecycle = "1"\n')],
        f"lifecycle: là “1”; phải là số của một vòng đời mà chương trình này biết: {EDITIONS_KNOWN}",
    ),
    (
        [("version = 1\n", "version = 1\nlifecycle = true\n")],
        f"lifecycle: là true; phải là số của một vòng đời mà chương trình này biết: {EDITIONS_KNOWN}",
    ),
    (
        [("version = 1\n", "version = 1\nlifecycle = false\n")],
        f"lifecycle: là false; phải là số của một vòng đời mà chương trình này biết: {EDITIONS_KNOWN}",
    ),
    (
        [("version = 1\n", "version = 1\nlifecycle = 0\n")],
        f"lifecycle: là 0; phải là số của một vòng đời mà chương trình này biết: {EDITIONS_KNOWN}",
    ),
    (
        [("version = 1\n", "version = 1\nlifecycle = -1\n")],
        f"lifecycle: là -1; phải là số của một vòng đời mà chương trình này biết: {EDITIONS_KNOWN}",
    ),
    (
        [("version = 1\n", "version = 1\nlifecycle = 999\n")],
        f"lifecycle: là 999; phải là số của một vòng đời mà chương trình này biết: {EDITIONS_KNOWN}",
    ),
    (
        [("version = 1\n", "version = 1\nlifecycle = 1000000000000000\n")],
        f"lifecycle: là một số quá lớn; phải là số của một vòng đời mà chương trình này biết: {EDITIONS_KNOWN}",
    ),
    (
        [("version = 1\n", "version = 1\nlifecycle = [1]\n")],
        f"lifecycle: là danh sách; phải là số của một vòng đời mà chương trình này biết: {EDITIONS_KNOWN}",
    ),
    (
        [("version = 1\n", "version = 1\nlifecycle = 2026-01-05\n")],
        f"lifecycle: là ngày; phải là số của một vòng đời mà chương trình này biết: {EDITIONS_KNOWN}",
    ),
    (
        [("version = 1\n", "version = 1\nlifecycle = { so = 1 }\n")],
        f"lifecycle: là bảng; phải là số của một vòng đời mà chương trình này biết: {EDITIONS_KNOWN}",
    ),
    (
        [("version = 1\n", "version = 1\nlifecycle = nan\n")],
        f"lifecycle: là một giá trị không phải là số; phải là số của một vòng đời mà chương trình này biết: {EDITIONS_KNOWN}",
    ),
    (
        [("version = 1\n", "version = 1\nversoin = 1\n")],
        "versoin: không có khoá nào tên như vậy; có phải ý là “version”?",
    ),
    ([("version = 1\n", "version = 1\nqqq = 1\n")], "qqq: không có khoá nào tên như vậy; xoá khoá này"),
    ([("version = 1\n", 'version = 1\n"a\\nb" = 1\n')], "“a·b”: không có khoá nào tên như vậy; xoá khoá này"),
    (
        [('code = "1.003868" ', "code = 1.003868 ")],
        'code: là 1.003868; phải là chuỗi chữ trong ngoặc kép, ví dụ "…"',
    ),
    (
        [('slug = "xb-tai-lieu-khong-kinh-doanh"', "")],
        'slug: thiếu; phải là chuỗi chữ, ví dụ "ten-khong-dau"',
    ),
    (
        [('slug = "xb-tai-lieu-khong-kinh-doanh"', "slug = 5")],
        'slug: là 5; phải là chuỗi chữ trong ngoặc kép, ví dụ "ten-khong-dau"',
    ),
    (
        [('slug = "xb-tai-lieu-khong-kinh-doanh"', 'slug = "Xuất bản"')],
        "slug: “Xuất bản” không phải là tên hợp lệ; chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, ví dụ “ten-khong-dau”, tối đa 60 ký tự",
    ),
    (
        [
            (
                'slug = "xb-tai-lieu-khong-kinh-doanh"',
                'slug = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"',
            )
        ],
        "slug: “aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…” không phải là tên hợp lệ; chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, ví dụ “ten-khong-dau”, tối đa 60 ký tự",
    ),
    (
        [
            (
                'slug = "xb-tai-lieu-khong-kinh-doanh"',
                'slug = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"',
            )
        ],
        "slug: dài 101 ký tự; tối đa 100 ký tự",
    ),
    (
        [("effective_on = 2025-07-01", "")],
        "effective_on: thiếu; phải là ngày viết năm-tháng-ngày không ngoặc kép, ví dụ 2026-01-05",
    ),
    (
        [("effective_on = 2025-07-01", 'effective_on = "2025-07-01"')],
        "effective_on: là “2025-07-01”; phải là ngày viết năm-tháng-ngày không ngoặc kép, ví dụ 2026-01-05",
    ),
    (
        [("effective_on = 2025-07-01", "effective_on = 2025-07-01T08:00:00")],
        "effective_on: là ngày kèm giờ; phải là ngày viết năm-tháng-ngày không ngoặc kép, ví dụ 2026-01-05",
    ),
    (
        [("effective_on = 2025-07-01", "effective_on = 08:00:00")],
        "effective_on: là giờ; phải là ngày viết năm-tháng-ngày không ngoặc kép, ví dụ 2026-01-05",
    ),
    ([("sets = 1  ", "sets = 0  ")], "sets: là 0; phải là số nguyên từ 1 đến 20"),
    (
        [("immediate_result = false", 'immediate_result = "false"')],
        "immediate_result: là “false”; phải là true hoặc false, không có ngoặc kép",
    ),
    (
        [("sets = 1  ", "sets = 1  \nfee_note2 = 1\n")],
        "fee_note2: không có khoá nào tên như vậy; có phải ý là “fee_note”?",
    ),
    (
        [('en = "Licence to publish non-commercial material"\n\n[sector_name]', "\n[sector_name]")],
        'name.en: thiếu bản tiếng Anh; phải viết đủ hai thứ tiếng: { vi = "…", en = "…" }',
    ),
    (
        [('vi = "Xuất bản, In và Phát hành"', 'vi = "  "')],
        'sector_name.vi: thiếu bản tiếng Việt; phải viết đủ hai thứ tiếng: { vi = "…", en = "…" }',
    ),
    (
        [('vi = "Xuất bản, In và Phát hành"', 'vi = "Xuất\\u0007"')],
        "sector_name.vi: có ký tự điều khiển; xoá ký tự không in được",
    ),
    (
        [
            (
                'vi = "Xuất bản, In và Phát hành"',
                'vi = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"',
            )
        ],
        "sector_name.vi: dài 2001 ký tự; tối đa 2000 ký tự",
    ),
    (
        [('vi = "Xuất bản, In và Phát hành"', 'vi = "Xuất bản, In và Phát hành"\nfr = "x"')],
        "sector_name.fr: không có khoá nào tên như vậy; xoá khoá này",
    ),
    (
        [('vi = "Xuất bản, In và Phát hành"', "vi = 3")],
        'sector_name.vi: là 3; phải là chuỗi chữ trong ngoặc kép, ví dụ "…"',
    ),
    (
        [
            (
                '[sector_name]\nvi = "Xuất bản, In và Phát hành"\nen = "Publishing, printing and distribution"\n',
                "",
            ),
            ("sets = 1  ", 'sector_name = "Xuất bản"\nsets = 1  '),
        ],
        'sector_name: là “Xuất bản”; phải viết đủ hai thứ tiếng: { vi = "…", en = "…" }',
    ),
    (
        [
            (
                '[sector_name]\nvi = "Xuất bản, In và Phát hành"\nen = "Publishing, printing and distribution"\n',
                "",
            )
        ],
        'sector_name: thiếu; phải viết đủ hai thứ tiếng: { vi = "…", en = "…" }',
    ),
    (
        [('en = "By the public postal service"\n', "")],
        'channels[3].en: thiếu bản tiếng Anh; phải viết đủ hai thứ tiếng: { vi = "…", en = "…" }',
    ),
    (
        [
            (
                '[legal_limit]          # thời hạn luật định\namount = 10\nunit = "working_day"',
                '[legal_limit]\nunit = "working_day"',
            )
        ],
        "legal_limit.amount: thiếu; phải là số ngày hoặc số giờ, ví dụ 10",
    ),
    (
        [
            (
                '[legal_limit]          # thời hạn luật định\namount = 10\nunit = "working_day"',
                '[legal_limit]\namount = nan\nunit = "working_day"',
            )
        ],
        "legal_limit.amount: là một giá trị không phải là số; phải là số từ 0 đến 1000, tối đa hai chữ số thập phân",
    ),
    (
        [
            (
                '[legal_limit]          # thời hạn luật định\namount = 10\nunit = "working_day"',
                '[legal_limit]\namount = -inf\nunit = "working_day"',
            )
        ],
        "legal_limit.amount: là một giá trị không phải là số; phải là số từ 0 đến 1000, tối đa hai chữ số thập phân",
    ),
    (
        [
            (
                '[legal_limit]          # thời hạn luật định\namount = 10\nunit = "working_day"',
                '[legal_limit]\namount = 1e99999999999999999999\nunit = "working_day"',
            )
        ],
        "legal_limit.amount: là một giá trị không phải là số; phải là số từ 0 đến 1000, tối đa hai chữ số thập phân",
    ),
    (
        [
            (
                '[legal_limit]          # thời hạn luật định\namount = 10\nunit = "working_day"',
                '[legal_limit]\namount = 10.555\nunit = "working_day"',
            )
        ],
        "legal_limit.amount: là 10.555; phải là số từ 0 đến 1000, tối đa hai chữ số thập phân",
    ),
    (
        [
            (
                '[legal_limit]          # thời hạn luật định\namount = 10\nunit = "working_day"',
                '[legal_limit]\namount = 1001\nunit = "working_day"',
            )
        ],
        "legal_limit.amount: là 1001; phải là số từ 0 đến 1000, tối đa hai chữ số thập phân",
    ),
    (
        [
            (
                '[legal_limit]          # thời hạn luật định\namount = 10\nunit = "working_day"',
                '[legal_limit]\namount = "10"\nunit = "working_day"',
            )
        ],
        "legal_limit.amount: là “10”; phải là số từ 0 đến 1000, tối đa hai chữ số thập phân",
    ),
    (
        [
            (
                '[legal_limit]          # thời hạn luật định\namount = 10\nunit = "working_day"',
                '[legal_limit]\namount = 10\nunit = "day"',
            )
        ],
        "legal_limit.unit: là “day”; phải là một trong: working_day, calendar_day, working_hour",
    ),
    (
        [
            (
                '[legal_limit]          # thời hạn luật định\namount = 10\nunit = "working_day"',
                "[legal_limit]\namount = 10\n",
            )
        ],
        "legal_limit.unit: thiếu; phải là một trong: working_day, calendar_day, working_hour",
    ),
    (
        [('[legal_limit]          # thời hạn luật định\namount = 10\nunit = "working_day"', "")],
        "legal_limit: thiếu; phải có bảng [legal_limit]",
    ),
    (
        [
            ('[legal_limit]          # thời hạn luật định\namount = 10\nunit = "working_day"', ""),
            ("sets = 1  ", "legal_limit = 10\nsets = 1  "),
        ],
        "legal_limit: là 10; phải là bảng [legal_limit]",
    ),
    ([("[iso]", ""), ("sets = 1  ", "iso = []\nsets = 1  ")], "iso: là danh sách; phải là bảng [iso]"),
    ([("[iso]", "[iso]\nrevision = 1.5")], "iso.revision: là 1.5; phải là số nguyên từ 1 đến 999"),
    ([("[iso]", "[iso]\ncode = 5")], 'iso.code: là 5; phải là chuỗi chữ trong ngoặc kép, ví dụ "…"'),
    (
        [("[iso]", "[iso]\nissued_on = false")],
        "iso.issued_on: là false; phải là ngày viết năm-tháng-ngày không ngoặc kép, ví dụ 2026-01-05",
    ),
    (
        [
            (
                "[iso]",
                '[iso]\ndecision = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"',
            )
        ],
        "iso.decision: dài 101 ký tự; tối đa 100 ký tự",
    ),
    (
        [("notice_days = 2 ", "notice_days = 0 ")],
        "supplement.notice_days: là 0; phải là số nguyên từ 1 đến 1000",
    ),
    (
        [('after = "restart"', 'after = "begin"')],
        "supplement.after: là “begin”; phải là một trong: restart, carry_on",
    ),
    (
        [('role = "clerk"', 'role = "lawyer"')],
        "steps.van-thu.role: là “lawyer”; phải là một trong: clerk, department_leader, division_head, one_stop_officer, provincial_office, specialist",
    ),
    (
        [('role = "clerk"', "role = 7")],
        "steps.van-thu.role: là 7; phải là một trong: clerk, department_leader, division_head, one_stop_officer, provincial_office, specialist",
    ),
    (
        [('role = "clerk"', "")],
        "steps.van-thu.role: thiếu; phải là một trong: clerk, department_leader, division_head, one_stop_officer, provincial_office, specialist",
    ),
    (
        [('asks = ["assignee"]\nfinish', 'asks = "assignee"\nfinish')],
        "steps.phan-cong.asks: là “assignee”; phải là danh sách",
    ),
    (
        [('asks = ["assignee"]\nfinish', 'asks = ["who"]\nfinish')],
        "steps.phan-cong.asks[1]: là “who”; phải là một trong: assignee",
    ),
    (
        [('send_back_to = ["ky-duyet"]', "send_back_to = [1]")],
        "steps.van-thu.send_back_to[1]: là 1; phải là chuỗi chữ trong ngoặc kép",
    ),
    (
        [('send_back_to = ["ky-duyet"]', "next = 1")],
        'steps.van-thu.next: là 1; phải là chuỗi chữ trong ngoặc kép, ví dụ "…"',
    ),
    (
        [('time = 0.5\noutput = { vi = "Ý kiến', 'time = -0.5\noutput = { vi = "Ý kiến')],
        "steps.phan-cong.time: là -0.5; phải là số từ 0 đến 1000, tối đa hai chữ số thập phân",
    ),
    (
        [('name = "van-thu"', 'name = "Văn thư"')],
        "steps[6].name: “Văn thư” không phải là tên hợp lệ; chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, ví dụ “ten-khong-dau”, tối đa 60 ký tự",
    ),
    (
        [('name = "van-thu"', 'name = "van_thu"')],
        "steps.van_thu.name: “van_thu” không phải là tên hợp lệ; chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, ví dụ “ten-khong-dau”, tối đa 60 ký tự",
    ),
    (
        [('name = "extent"', 'name = "Số trang"')],
        "questions[6].name: “Số trang” không phải là tên hợp lệ; chỉ dùng chữ thường không dấu, chữ số và dấu gạch dưới, ví dụ “ten_khong_dau”, tối đa 60 ký tự",
    ),
    (
        [('kind = "choice"\nlabel = { vi = "Hình thức', 'kind = "rating"\nlabel = { vi = "Hình thức')],
        "questions.material_form.kind: là “rating”; phải là một trong: text, long_text, integer, money, date, date_time, choice, "
        "choices, yes_no, personal_id, tax_code, phone, email, address, file, table, licence",
    ),
    (
        [
            (
                'value = "printed", vi = "In trên giấy", en = "Printed on paper"',
                'value = "printed", vi = "In trên giấy"',
            )
        ],
        'questions.material_form.choices.printed.en: thiếu bản tiếng Anh; phải viết đủ hai thứ tiếng: { vi = "…", en = "…" }',
    ),
    (
        [("amount = 6000", "amount = 6000.5")],
        "fees[2].amount: là 6000.5; phải là số nguyên từ 0 đến 1000000000000",
    ),
    ([("amount = 6000", "")], "fees[2].amount: thiếu; phải là số nguyên từ 0 đến 1000000000000"),
    ([('\npaper = "03"\n', '\npaper = "3"\n')], "outcomes.refused.paper: là “3”; phải là một trong: 03"),
]


@pytest.mark.parametrize(("edits", "message"), CASES, ids=[place_of(message) for _edits, message in CASES])
def test_bad_writing_is_told_with_its_key_and_the_cure(edits: Edits, message: str) -> None:
    text = changed(*edits)

    errors = errors_of(text)

    assert [str(error) for error in errors] == [f"{FILE}: {message}"]
