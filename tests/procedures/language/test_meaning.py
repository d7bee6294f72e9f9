"""Second pass: what is well written and makes no sense is told, without what only follows from it."""

import pytest

from tests.procedures.shipped import FILE, changed, errors_of, place_of

type Edits = list[tuple[str, str]]

CASES: list[tuple[Edits, str]] = [
    (
        [('code = "1.003868" ', 'code = "1003868" ')],
        "code: “1003868” không phải mã thủ tục; viết như “1.003868”; chưa có mã thì bỏ khoá này",
    ),
    (
        [
            (
                '[legal_limit]          # thời hạn luật định\namount = 10\nunit = "working_day"',
                '[legal_limit]\namount = 10.5\nunit = "working_day"',
            )
        ],
        "legal_limit.amount: là 10.5; thời hạn theo ngày phải là số nguyên",
    ),
    (
        [
            (
                '[legal_limit]          # thời hạn luật định\namount = 10\nunit = "working_day"',
                '[legal_limit]\namount = 0\nunit = "working_day"',
            )
        ],
        "legal_limit.amount: là 0; thời hạn phải lớn hơn 0",
    ),
    (
        [('name = "ban-thao"', 'name = "don-de-nghi"')],
        "components.don-de-nghi: tên xuất hiện 2 lần; mỗi tên chỉ dùng một lần",
    ),
    (
        [("required = true\noriginals = 2", "required = true")],
        "components.ban-thao: không có bản chính và không có bản sao; ghi originals hoặc copies ít nhất là 1",
    ),
    (
        [
            (
                "required = true\noriginals = 2",
                'required = true\noriginals = 2\ncondition = { vi = "a", en = "b" }',
            )
        ],
        "components.ban-thao.condition: giấy tờ bắt buộc mà lại có điều kiện; bỏ condition, hoặc ghi required = false",
    ),
    (
        [("required = true\noriginals = 2", "required = false\noriginals = 2")],
        "components.ban-thao.condition: thiếu; giấy tờ không bắt buộc phải nói khi nào cần nộp",
    ),
    (
        [('name = "extent"', 'name = "format"')],
        "questions.format: tên xuất hiện 2 lần; mỗi tên chỉ dùng một lần",
    ),
    (
        [('kind = "choice"\nlabel = { vi = "Hình thức', 'kind = "text"\nlabel = { vi = "Hình thức')],
        "questions.material_form.choices: kind là text; chỉ câu hỏi choice và choices có lựa chọn",
    ),
    (
        [
            ('kind = "integer"\nlabel = { vi = "Số trang', 'kind = "choice"\nlabel = { vi = "Số trang'),
            ("minimum = 1\nmaximum = 100000\n", ""),
        ],
        "questions.extent.choices: có 0 lựa chọn; phải có ít nhất 2",
    ),
    (
        [('value = "printed", vi', 'value = "audio-visual", vi')],
        "questions.material_form.choices.audio-visual: tên xuất hiện 2 lần; mỗi tên chỉ dùng một lần",
    ),
    (
        [("minimum = 1\nmaximum = 100000\n", "minimum = 1\nmaximum = 100000\nmax_length = 3\n")],
        "questions.extent.max_length: kind là integer; chỉ câu hỏi text và long_text có max_length",
    ),
    (
        [("minimum = 1\nmaximum = 100000\n", "minimum = 5\nmaximum = 4\n")],
        "questions.extent.maximum: nhỏ hơn minimum; maximum phải lớn hơn hoặc bằng minimum",
    ),
    (
        [('label = { vi = "Ngày ký', 'minimum = 1\nlabel = { vi = "Ngày ký')],
        "questions.establishment_decided_on.minimum: kind là date; chỉ câu hỏi integer, money và table có minimum",
    ),
    (
        [('label = { vi = "Ngày ký', 'maximum = 1\nlabel = { vi = "Ngày ký')],
        "questions.establishment_decided_on.maximum: kind là date; chỉ câu hỏi integer, money và table có maximum",
    ),
    (
        [('\npaper = "03"\n', '\npaper = "02"\n')],
        'outcomes.refused.paper: Mẫu 02 không phải là kết quả; chỉ có "03" (Phiếu từ chối)',
    ),
    (
        [('name = "granted"', 'name = "granted"\npaper = "03"')],
        "outcomes.granted.paper: kết quả đứng đầu là kết quả cấp; bỏ paper, hoặc xếp kết quả từ chối xuống dưới",
    ),
    (
        [('name = "granted"', 'name = "refused"')],
        "outcomes.refused: tên xuất hiện 2 lần; mỗi tên chỉ dùng một lần",
    ),
    (
        [('name = "van-thu"', 'name = "stopped"')],
        "steps.stopped.name: “stopped” là tên dành cho vòng đời chung; chọn tên khác",
    ),
    (
        [('name = "van-thu"', 'name = "ky-duyet"'), ('send_back_to = ["ky-duyet"]', "")],
        "steps.ky-duyet: tên xuất hiện 2 lần; mỗi tên chỉ dùng một lần",
    ),
    (
        [('role = "one_stop_officer"\ntime = 0.5\n', 'role = "clerk"\ntime = 0.5\n')],
        "steps.tiep-nhan.role: là clerk; bước đầu tiên (tiếp nhận) do một cửa làm: role = “one_stop_officer”",
    ),
    (
        [('role = "one_stop_officer"\ntime = 0\n', 'role = "clerk"\ntime = 0\n')],
        "steps.tra-ket-qua.role: là clerk; bước cuối cùng (trả kết quả) do một cửa làm: role = “one_stop_officer”",
    ),
    (
        [('role = "one_stop_officer"\ntime = 0\n', 'role = "one_stop_officer"\ntime = 1\n')],
        "steps.tra-ket-qua.time: là 1; bước trả kết quả không tính thời gian: ghi 0",
    ),
    (
        [('time = 0.5\noutput = { vi = "Ý kiến', 'time = 0\noutput = { vi = "Ý kiến')],
        "steps.phan-cong.time: thiếu hoặc bằng 0; mỗi bước trước bước trả kết quả phải có thời gian",
    ),
    (
        [('time = 0.5\noutput = { vi = "Ý kiến', 'output = { vi = "Ý kiến')],
        "steps.phan-cong.time: thiếu hoặc bằng 0; mỗi bước trước bước trả kết quả phải có thời gian",
    ),
    (
        [('send_back_to = ["ky-duyet"]', 'send_back_to = ["ky-duyet"]\nnext = "ky-duyett"')],
        "steps.van-thu.next: không có bước “ky-duyett”; phải là một trong: tiep-nhan, phan-cong, tham-dinh, xem-xet, ky-duyet, van-thu, tra-ket-qua",
    ),
    (
        [
            (
                'role = "one_stop_officer"\ntime = 0\n',
                'role = "one_stop_officer"\ntime = 0\nnext = "tham-dinh"\n',
            )
        ],
        "steps.tra-ket-qua.next: là bước cuối cùng; bước trả kết quả không có bước sau, bỏ next",
    ),
    (
        [('send_back_to = ["ky-duyet"]', 'send_back_to = ["van-thu"]')],
        "steps.van-thu.send_back_to: “van-thu” không phải là bước ở phía trên; phải là một trong: tiep-nhan, phan-cong, tham-dinh, xem-xet, ky-duyet",
    ),
    (
        [
            (
                'role = "one_stop_officer"\ntime = 0.5\n',
                'role = "one_stop_officer"\ntime = 0.5\nsend_back_to = ["phan-cong"]\n',
            )
        ],
        "steps.tiep-nhan.send_back_to: “phan-cong” không phải là bước ở phía trên; bước đầu tiên không trả lại cho ai, bỏ khoá này",
    ),
    (
        [('asks = ["assignee"]\nfinish', 'asks = ["date"]\nfinish')],
        "steps.phan-cong.asks: không thể hỏi “date” ở đây; chỉ có “assignee” (người thụ lý)",
    ),
    (
        [('send_back_to = ["ky-duyet"]', 'send_back_to = ["ky-duyet"]\nasks = ["assignee"]')],
        "steps.van-thu.asks: bước sau không phải của chuyên viên; chỉ hỏi người thụ lý ở bước ngay trước bước của chuyên viên (specialist)",
    ),
    (
        [
            (
                'role = "one_stop_officer"\ntime = 0.5\n',
                'role = "one_stop_officer"\ntime = 0.5\nasks = ["assignee"]\n',
            )
        ],
        "steps.tiep-nhan.asks: bước sau không phải của chuyên viên; chỉ hỏi người thụ lý ở bước ngay trước bước của chuyên viên (specialist)",
    ),
    (
        [
            (
                'role = "one_stop_officer"\ntime = 0\n',
                'role = "one_stop_officer"\ntime = 0\nasks = ["assignee"]\n',
            )
        ],
        "steps.tra-ket-qua.asks: bước sau không phải của chuyên viên; chỉ hỏi người thụ lý ở bước ngay trước bước của chuyên viên (specialist)",
    ),
    (
        [
            (
                '[[steps]]\nname = "tiep-nhan"\ntitle = { vi = "Tiếp nhận, kiểm tra, số hoá, chuyển phòng chuyên môn", en = "Receive, check, digitise, transfer to the division" }\nrole = "one_stop_officer"\ntime = 0.5\noutput = { vi = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Mẫu 01), hoặc Phiếu yêu cầu bổ sung (Mẫu 02), hoặc Phiếu từ chối (Mẫu 03); Phiếu kiểm soát quá trình giải quyết hồ sơ; Sổ theo dõi hồ sơ", en = "Receipt and appointment slip (form 01), or supplement request (form 02), or refusal slip (form 03); process control sheet; dossier register" }\n\n[[steps]]\nname = "phan-cong"\ntitle = { vi = "Phân công thụ lý hồ sơ", en = "Assign the case officer" }\nrole = "division_head"\ntime = 0.5\noutput = { vi = "Ý kiến phân công trên phiếu kiểm soát", en = "Assignment on the control sheet" }\nasks = ["assignee"]\nfinish = { vi = "Phân công chuyên viên thụ lý", en = "Assign a case officer" }\n\n[[steps]]\nname = "tham-dinh"\ntitle = { vi = "Thẩm định hồ sơ, dự thảo kết quả", en = "Appraise the dossier, draft the result" }\nrole = "specialist"\ntime = 6\noutput = { vi = "Phiếu thẩm định; tờ trình; dự thảo giấy phép hoặc văn bản trả lời nêu rõ lý do", en = "Appraisal sheet; submission note; draft licence, or a draft answer with the reasons" }\nfinish = { vi = "Trình lãnh đạo phòng xem xét", en = "Submit to the head of division" }\n\n[[steps]]\nname = "xem-xet"\ntitle = { vi = "Xem xét, ký nháy dự thảo kết quả", en = "Review and initial the draft result" }\nrole = "division_head"\ntime = 1.5\noutput = { vi = "Dự thảo kết quả đã ký nháy", en = "The draft result, initialled" }\nsend_back_to = ["tham-dinh"]\nfinish = { vi = "Ký nháy, trình lãnh đạo Sở", en = "Initial and submit to the department\'s leader" }\n\n[[steps]]\nname = "ky-duyet"\ntitle = { vi = "Phê duyệt, ký kết quả", en = "Approve and sign the result" }\nrole = "department_leader"\ntime = 1\noutput = { vi = "Giấy phép hoặc văn bản trả lời đã ký", en = "The licence or the answer, signed" }\nsend_back_to = ["xem-xet", "tham-dinh"]\nfinish = { vi = "Ký duyệt, chuyển văn thư", en = "Sign and pass to the records clerk" }\n\n[[steps]]\nname = "van-thu"\ntitle = { vi = "Vào số, đóng dấu, chuyển Bộ phận Một cửa", en = "Register, seal, pass to the one-stop desk" }\nrole = "clerk"\ntime = 0.5\noutput = { vi = "Kết quả đã đóng dấu; hồ sơ lưu", en = "The sealed result; the file for the archive" }\nsend_back_to = ["ky-duyet"]\nfinish = { vi = "Vào số, đóng dấu giấy phép, chuyển Một cửa", en = "Register and seal the licence, pass to the desk" }\n\n[[steps]]\nname = "tra-ket-qua"\ntitle = { vi = "Thông báo, trả kết quả, cập nhật Sổ theo dõi hồ sơ", en = "Notify, return the result, update the dossier register" }\nrole = "one_stop_officer"\ntime = 0\noutput = { vi = "Kết quả trao cho tổ chức, có ký nhận; Sổ theo dõi hồ sơ", en = "The result handed over against a signature; dossier register" }\n\n\n',
                "",
            )
        ],
        "steps: có 0 bước; phải có ít nhất 3: tiếp nhận, xử lý, trả kết quả",
    ),
]


@pytest.mark.parametrize(("edits", "message"), CASES, ids=[place_of(message) for _edits, message in CASES])
def test_nonsense_is_told_with_its_key_and_the_cure(edits: Edits, message: str) -> None:
    text = changed(*edits)

    errors = errors_of(text)

    assert [str(error) for error in errors] == [f"{FILE}: {message}"]


FOLLOWING: list[tuple[str, Edits, list[str]]] = [
    (
        "a number of originals",
        [("originals = 2", 'originals = "2"')],
        ["components.ban-thao.originals"],
    ),
    (
        "a number of copies",
        [("originals = 2", "copies = -1")],
        ["components.ban-thao.copies"],
    ),
    (
        "the kind of a question with bounds",
        [('kind = "integer"\nlabel = { vi = "Số trang', 'kind = "number"\nlabel = { vi = "Số trang')],
        ["questions.extent.kind"],
    ),
    (
        "the role after an assignment",
        [('role = "specialist"', 'role = "expert"')],
        ["steps.tham-dinh.role"],
    ),
    (
        "the name of a step that others name",
        [('name = "tham-dinh"', 'name = "Thẩm định"')],
        ["steps[3].name"],
    ),
]


@pytest.mark.parametrize(("edits", "keys"), [case[1:] for case in FOLLOWING], ids=[case[0] for case in FOLLOWING])
def test_a_mistake_is_not_told_again_where_it_only_follows(edits: Edits, keys: list[str]) -> None:
    errors = errors_of(changed(*edits))

    assert [error.key for error in errors] == keys


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    text = changed(
        ("version = 1\n", 'version = "1"\n'),
        ('code = "1.003868" ', 'code = "khong-co" '),
        ('name = "van-thu"', 'name = "stopped"'),
        ("amount = 27000", "amount = -1"),
    )

    errors = errors_of(text)

    assert [error.key for error in errors] == ["version", "fees[3].amount", "code", "steps.stopped.name"]
