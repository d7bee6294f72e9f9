"""What is well written in the newer parts of the language and makes no sense is told with its key and the cure."""

import pytest

from tests.procedures.shipped import FILE, WHOLE, changed, errors_of, place_of

type Edits = list[tuple[str, str]]

RENT = 'name = "rent"\nkind = "money"'
DON = 'name = "don"'
REASON = ('[online_reason]\nvi = "Phải kiểm tra tại chỗ."\nen = "It must be looked at on site."\n\n', "")
WHEN_RENTS = 'when = { question = "rents", is = true }\ncopies'
CASES: list[tuple[Edits, str]] = [
    (
        [('["citizen", "business"]', '["citizen", "citizen"]')],
        "applicants: “citizen” ghi 2 lần; mỗi đối tượng chỉ ghi một lần",
    ),
    (
        [('["citizen", "business"]', '["everybody"]')],
        "applicants[1]: là “everybody”; phải là một trong: citizen, household, business, organisation, foreign",
    ),
    (
        [('level = "commune"', 'level = "district"')],
        "level: là “district”; phải là một trong: ministry, province, commune",
    ),
    ([('online = "partial"', 'online = "4"'), REASON], "online: là “4”; phải là một trong: full, partial, none"),
    ([('question = "held_at"\n', "")], 'event.question: thiếu; phải là chuỗi chữ, ví dụ "ten_khong_dau"'),
    (
        [('question = "held_at"', 'question = "closes_on"')],
        'event.question: “closes_on” không phải là câu hỏi về ngày giờ; phải là tên một câu hỏi kind = "date_time"; không tính giờ nào thì "date" cũng được',
    ),
    (
        [('question = "held_at"', 'question = "opens_at"')],
        'event.question: “opens_at” không phải là câu hỏi về ngày giờ; phải là tên một câu hỏi kind = "date_time"; không tính giờ nào thì "date" cũng được',
    ),
    (
        [('label = { vi = "Khai mạc lúc"', 'required = false\nlabel = { vi = "Khai mạc lúc"')],
        "event.question: “held_at” có thể không được trả lời; câu hỏi về ngày giờ của sự kiện phải bắt buộc và luôn được hỏi",
    ),
    (
        [
            (
                'label = { vi = "Khai mạc lúc"',
                'shown_when = { question = "organiser", is = "foreign" }\nlabel = { vi = "Khai mạc lúc"',
            )
        ],
        "event.question: “held_at” có thể không được trả lời; câu hỏi về ngày giờ của sự kiện phải bắt buộc và luôn được hỏi",
    ),
    (
        [("file_hours_before = 24", "file_hours_before = 0")],
        "event.file_hours_before: là 0; phải là số nguyên từ 1 đến 10000",
    ),
    (
        [('[event]\nquestion = "held_at"\nfile_hours_before = 24\n', "")],
        "outcomes.refused.hours_before_event: không có sự kiện nào để tính lùi; thêm bảng [event], hoặc bỏ khoá này",
    ),
    (
        [('when = { question = "organiser", is = "foreign" }\ntell', "tell")],
        'elsewhere[1].when: thiếu; phải là { question = "…", is = "…" }',
    ),
    (
        [('{ question = "organiser", is = "foreign" }', '{ question = "organizer", is = "foreign" }')],
        "elsewhere[1].when.question: không có câu hỏi “organizer” để xét; phải là một trong: organiser, rents, parts, director_sex",
    ),
    (
        [('{ question = "organiser", is = "foreign" }', '{ question = "festival_name", is = "foreign" }')],
        "elsewhere[1].when.question: “festival_name” có kind là text; chỉ xét được câu hỏi choice, choices và yes_no",
    ),
    (
        [('{ question = "organiser", is = "foreign" }', '{ question = "organiser", is = "alien" }')],
        "elsewhere[1].when.is: “alien” không phải là một trả lời của “organiser”; phải là một trong: vietnamese, foreign",
    ),
    (
        [('{ question = "organiser", is = "foreign" }', '{ question = "organiser" }')],
        'elsewhere[1].when.is: thiếu; phải là một giá trị, ví dụ "gia-tri", hoặc danh sách các giá trị',
    ),
    (
        [('{ question = "organiser", is = "foreign" }', '{ question = "organiser", is = [] }')],
        'elsewhere[1].when.is: là danh sách; phải là một giá trị, ví dụ "gia-tri", hoặc danh sách các giá trị',
    ),
    (
        [('{ question = "organiser", is = "foreign" }', '{ question = "organiser", is = 3 }')],
        'elsewhere[1].when.is: là 3; phải là một giá trị, ví dụ "gia-tri", hoặc danh sách các giá trị',
    ),
    (
        [(WHEN_RENTS, WHEN_RENTS.replace("true", '"maybe"'))],
        "components.hop-dong.when.is: “maybe” không phải là một trả lời của “rents”; ghi true hoặc false",
    ),
    (
        [(DON, DON + '\nwhen = { question = "rents", is = true }'), ("eform = true\n", "")],
        "components.don.when: giấy tờ bắt buộc mà lại có điều kiện; bỏ when, hoặc ghi required = false",
    ),
    (
        [(WHEN_RENTS, "eform = true\n" + WHEN_RENTS)],
        "components.hop-dong.when: tờ khai điện tử luôn có sẵn; bỏ when, hoặc bỏ eform\n"
        "components.hop-dong.database: tờ khai điện tử luôn có sẵn; bỏ database, hoặc bỏ eform",
    ),
    (
        [('per = { vi = "gian hàng", en = "stand" }\n', "")],
        "fees[2].quantity: mức thu không tính theo đơn vị nào; thêm per, hoặc bỏ quantity",
    ),
    (
        [
            (
                'label = { vi = "Số gian hàng"',
                'shown_when = { question = "organiser", is = "foreign" }\nlabel = { vi = "Số gian hàng"',
            ),
            ('[[questions]]\nblock = "gian-hang"\n', ""),
            (
                '[[questions]]\nname = "festival_name"',
                '[[questions]]\nblock = "gian-hang"\n\n[[questions]]\nname = "festival_name"',
            ),
        ],
        "fees[2].quantity: “stands” có lúc không được hỏi, khi đó không tính được tiền; "
        "ghi when của khoản thu giống shown_when của câu hỏi đó",
    ),
    (
        [('quantity = "stands"', 'quantity = "rent"')],
        'fees[2].quantity: “rent” không phải là câu hỏi về số lượng; phải là tên một câu hỏi kind = "integer"',
    ),
    (
        [('is = ["sale", "exhibition"] }\n\n[fee_note]', 'is = ["sale", "gift"] }\n\n[fee_note]')],
        "fees[2].when.is: “gift” không phải là một trả lời của “parts”; phải là một trong: reading, sale, exhibition",
    ),
    (
        [('block = "to-chuc"', 'block = "to-chuk"')],
        "questions[1].block: không có khối “to-chuk”; viết khối bằng [[blocks.to-chuk]], hoặc chọn một trong: diem-tro-choi, doanh-nghiep, gian-hang, nguoi-dai-dien, thoi-han-giay-phep, to-chuc",
    ),
    (
        [('block = "to-chuc"', 'block = "to-chuc"\nrequired = false')],
        "questions[1].required: không có khoá nào tên như vậy; xoá khoá này",
    ),
    (
        [("[[blocks.gian-hang]]", '[[blocks.thua]]\nname = "spare"\n\n[[blocks.gian-hang]]')],
        "blocks.thua: không có khoá nào tên như vậy; xoá khoá này",
    ),
    (
        [('name = "stands"\nkind = "integer"', 'name = "stands"\nkind = "number"')],
        "blocks.gian-hang.stands.kind: là “number”; phải là một trong: text, long_text, integer, money, date, date_time, choice, "
        "choices, yes_no, personal_id, tax_code, phone, email, address, file, table, licence",
    ),
    (
        [("maximum = 500\n", "maximum = 500\nmax_length = 9\n")],
        "blocks.gian-hang.stands.max_length: kind là integer; chỉ câu hỏi text và long_text có max_length",
    ),
    (
        [('name = "festival_name"', 'name = "applicant_name"')],
        "questions.applicant_name.name: “applicant_name” là tên dành cho người nộp; "
        "đã hỏi ở phần chung; đặt tên không bắt đầu bằng applicant_",
    ),
    (
        [('name = "festival_name"', 'name = "organisation_name"')],
        "questions.organisation_name: tên xuất hiện 2 lần; mỗi tên chỉ dùng một lần",
    ),
    (
        [(RENT, RENT.replace("money", "date"))],
        "questions.rent.minimum: kind là date; chỉ câu hỏi integer, money và table có minimum\n"
        "questions.rent.maximum: kind là date; chỉ câu hỏi integer, money và table có maximum",
    ),
    ([("minimum = 1000\n", "minimum = -1\n")], "questions.rent.minimum: là -1; số tiền không thể âm"),
    (
        [("minimum = 1\nmaximum = 10\n", "maximum = 51\n")],
        "questions.books.maximum: là 51 dòng; số dòng của bảng từ 0 đến 50",
    ),
    (
        [("minimum = 1\nmaximum = 10\n", "minimum = -1\n")],
        "questions.books.minimum: là -1 dòng; số dòng của bảng từ 0 đến 50",
    ),
    (
        [('name = "books"\nkind = "table"', 'name = "books"\nkind = "text"'), ("minimum = 1\nmaximum = 10\n", "")],
        "questions.books.columns: kind là text; chỉ câu hỏi table có cột\n"
        "rules.so-ban.question: “books” có kind là text; phải có kind là table\n"
        "rules.so-dau-sach.question: “books” có kind là text; phải có kind là choices, table",
    ),
    (
        [
            ('name = "floor_plan"\nkind = "file"', 'name = "floor_plan"\nkind = "table"'),
        ],
        "questions.floor_plan.columns: bảng chưa có cột nào; thêm ít nhất một cột bằng [[questions.columns]]",
    ),
    (
        [
            ('name = "title"\nkind = "text"', 'name = "title"\nkind = "file"'),
            ("max_length = 100\n\n[[questions.columns]]", "\n[[questions.columns]]"),
        ],
        "questions.books.columns.title.kind: là file; cột của bảng chỉ có kind là một trong: choice, date, email, integer, money, "
        "personal_id, phone, tax_code, text, yes_no",
    ),
    (
        [('name = "copies"\nkind', 'name = "title"\nkind')],
        "questions.books.columns.title: tên xuất hiện 2 lần; mỗi tên chỉ dùng một lần\n"
        "rules.so-ban.column: “copies” không cộng hoặc đếm được; phải là một trong: title",
    ),
    (
        [('help = { vi = "Nơi in", en = "Where printed" }', 'heading = { vi = "Nơi in", en = "Where printed" }')],
        "questions.books.columns.origin.heading: không có khoá nào tên như vậy; xoá khoá này",
    ),
    (
        [('birth_date = "director_born_on"', 'birth_date = "director_sex"')],
        "questions.director_id.birth_date: “director_sex” không phải là câu hỏi về ngày; phải là tên một câu hỏi kind = “date”",
    ),
    (
        [('sex = "director_sex"', 'sex = "organiser"')],
        "questions.director_id.sex: “organiser” không hỏi giới tính; phải là tên một câu hỏi choice có hai giá trị male và female",
    ),
    (
        [('sex = "director_sex"', 'sex = "nobody"')],
        "questions.director_id.sex: “nobody” không hỏi giới tính; phải là tên một câu hỏi choice có hai giá trị male và female",
    ),
    (
        [('of = ["trien-lam-hoi-cho-xbp", "gp-ban-tin"]\n', "")],
        "questions.last_festival.of: chưa rõ là giấy của thủ tục nào; ghi tên các thủ tục đã cấp giấy đó, "
        'ví dụ of = ["gp-buu-chinh"]',
    ),
    (
        [('of = ["trien-lam-hoi-cho-xbp", "gp-ban-tin"]', 'of = ["GP ngày hội", "gp-ban-tin", "gp-ban-tin"]')],
        "questions.last_festival.of.gp-ban-tin: tên xuất hiện 2 lần; mỗi tên chỉ dùng một lần\n"
        "questions.last_festival.of: “GP ngày hội” không phải là tên thủ tục; ghi slug của thủ tục, ví dụ gp-buu-chinh",
    ),
    (
        [('name = "last_festival"\nkind = "licence"', 'name = "last_festival"\nkind = "text"')],
        "questions.last_festival.of: kind là text; chỉ câu hỏi licence có of\n"
        "questions.last_festival.accepts_expired: kind là text; chỉ câu hỏi licence có accepts_expired\n"
        "outcomes.granted.issues.earlier.question: “last_festival” là câu hỏi loại text; "
        "câu hỏi ở đây phải thuộc một trong các loại: licence",
    ),
    (
        [
            (
                '[[questions]]\nname = "books"',
                '[[questions]]\nname = "fair"\nkind = "licence"\nlabel = { vi = "Giấy khác", en = "Another" }\n'
                'of = ["gp-ban-tin"]\n\n[[questions]]\nname = "books"',
            )
        ],
        "questions.fair.of: “gp-ban-tin” đã có ở câu hỏi “last_festival”; mỗi thủ tục chỉ ghi ở một câu hỏi licence",
    ),
    (
        [('name = "director_id"\nkind = "personal_id"', 'name = "director_id"\nkind = "text"')],
        "questions.director_id.birth_date: kind là text; chỉ câu hỏi personal_id có birth_date\n"
        "questions.director_id.sex: kind là text; chỉ câu hỏi personal_id có sex",
    ),
    (
        [
            (
                'maximum = 900000000\nshown_when = { question = "rents", is = true }',
                'maximum = 900000000\nshown_when = { question = "parts", is = "sale" }',
            )
        ],
        "questions.rent.shown_when.question: “parts” không đứng trước; chỉ xét câu hỏi đứng trước; chuyển câu hỏi đó lên trên",
    ),
    (
        [
            (
                'maximum = 900000000\nshown_when = { question = "rents", is = true }',
                'maximum = 900000000\nshown_when = { question = "rent", is = true }',
            )
        ],
        "questions.rent.shown_when.question: “rent” không đứng trước; chỉ xét câu hỏi đứng trước; chuyển câu hỏi đó lên trên",
    ),
    (
        [
            ('components.don"', 'components.plan"'),
            ('name = "don"', 'name = "plan"'),
            ('name = "floor_plan"', 'name = "plan"'),
        ],
        "questions.plan.name: “plan” đã là tên một giấy tờ trong components; chọn tên khác",
    ),
    (
        [('name = "granted"', 'name = "granted"\nlimit = { amount = 5, unit = "working_day" }')],
        "outcomes.granted.limit: kết quả đứng đầu dùng thời hạn chung; bỏ limit; thời hạn chung ghi ở committed_limit",
    ),
    (
        [("limit = { amount = 5, ", "limit = { amount = 2.5, ")],
        "outcomes.refused.limit.amount: là 2.5; thời hạn theo ngày phải là số nguyên",
    ),
    (
        [("limit = { amount = 5, ", "limit = { amount = 0, ")],
        "outcomes.refused.limit.amount: là 0; thời hạn phải lớn hơn 0",
    ),
    ([('code = "BM-01"\n', "")], 'iso.forms[1].code: thiếu; phải là chuỗi chữ, ví dụ "…"'),
    (
        [('retention = { vi = "05 năm", en = "05 years" }', "")],
        'iso.records[1].retention: thiếu; phải viết đủ hai thứ tiếng: { vi = "…", en = "…" }',
    ),
]


@pytest.mark.parametrize(("edits", "message"), CASES, ids=[place_of(message) for _edits, message in CASES])
def test_nonsense_is_told_with_its_key_and_the_cure(edits: Edits, message: str) -> None:
    errors = errors_of(changed(*edits, text=WHOLE))

    assert [str(error) for error in errors] == [f"{FILE}: {line}" for line in message.splitlines()]


def test_blocks_that_nothing_can_follow_are_refused_and_never_stored() -> None:
    text = changed(
        ("sets = 3\n", "sets = 3\nblocks = { rieng = [] }\n"), ("[[blocks.gian-hang]]", "[[questions]]"), text=WHOLE
    )

    (error,) = errors_of(text.replace('[[questions]]\nblock = "gian-hang"\n', ""))

    assert error.wrong.startswith("không đọc được")
