"""Second pass, what is asked of the applicant: questions, conditions, papers and fees must make sense."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from procedures.form import NO, ROWS_BY_DEFAULT, YES, Component, Condition, DueBy, Fee, Question, QuestionKind, paying
from procedures.form.databases import LOOKED_UP_BY
from procedures.language.errors import Notes
from procedures.language.lifecycle import EDITIONS
from procedures.language.tables import NAME_LENGTH, SLUG
from procedures.machine import Machine

FEWEST_CHOICES = 2
MOST_ROWS = 50
"""Rows that a table in a form may have."""
MOST_FIELDS = 1_200
"""Fields of a form, each cell of a full table among them: more cannot be sent at once."""
OF_THE_APPLICANT = "applicant_"
"""Names that begin so belong to the questions that every procedure asks."""
OF_THE_PAGE = frozenset(
    [
        "do",
        "draft",
        "version",
        "kept_version",
        "remove",
        "key",
        "seen",
        "csrfmiddlewaretoken",
        "action",
        "method",
        "elements",
        "dataset",
        "length",
        "submit",
        "reset",
    ]
)
"""Names that the page of a form, or a form itself in a browser, uses already."""

_CHOOSES = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES})
_DECIDES = frozenset({*_CHOOSES, QuestionKind.YES_NO})
_TEXTUAL = frozenset({QuestionKind.TEXT, QuestionKind.LONG_TEXT})
_BOUNDED = frozenset({QuestionKind.INTEGER, QuestionKind.MONEY, QuestionKind.TABLE})
_IN_A_TABLE = frozenset(
    {
        QuestionKind.TEXT,
        QuestionKind.INTEGER,
        QuestionKind.MONEY,
        QuestionKind.DATE,
        QuestionKind.CHOICE,
        QuestionKind.YES_NO,
        QuestionKind.PERSONAL_ID,
        QuestionKind.TAX_CODE,
        QuestionKind.PHONE,
        QuestionKind.EMAIL,
    }
)
_SEXES = frozenset({"male", "female"})


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions that others may refer to, by name."""

    questions: Mapping[str, Question]
    doubtful: frozenset[str]
    """Those whose kind is not known; ``""`` where a question has lost its name: then any name may be meant."""

    def kind_of(self, name: str) -> QuestionKind | None:
        """Return the kind of a question, None where there is no such question."""
        return self.questions[name].kind if name in self.questions else None

    def is_doubtful(self, name: str) -> bool:
        """Say whether a mistake that is told already may be the reason that a name leads nowhere."""
        return name in self.doubtful or ("" in self.doubtful and name not in self.questions)


def examine_form(outline: Machine, notes: Notes) -> None:
    """Note everything in questions, papers, fees and cases for elsewhere that is well formed and still wrong."""
    asked = asked_in(outline, notes)
    _questions(outline.questions, notes)
    fields = sum(_fields(question) for question in outline.questions)
    if fields > MOST_FIELDS:
        right = f"nhiều nhất {MOST_FIELDS}: bớt cột hoặc giảm maximum của bảng"
        notes.add("questions", f"tờ khai có tới {fields} ô", right)
    for place, question in enumerate(outline.questions, start=1):
        _references(question, _key(question, place), asked, outline, notes)
    _components(outline.components, asked, notes)
    for place, component in enumerate(outline.components, start=1):
        _database(component, key_of("components", component.name, place), asked, outline, notes)
    for place, fee in enumerate(outline.fees, start=1):
        _fee(fee, f"fees[{place}]", asked, notes)
        _due(fee, f"fees[{place}]", outline, notes)
    for place, case in enumerate(outline.elsewhere, start=1):
        condition(case.when, f"elsewhere[{place}].when", asked, notes)
    for name, count in Counter(outline.applicants).items():
        if count > 1:
            notes.add("applicants", f"“{name}” ghi {count} lần", "mỗi đối tượng chỉ ghi một lần")


def asked_in(outline: Machine, notes: Notes) -> Asked:
    """Return the questions of a definition as others may refer to them."""
    named = {question.name: question for question in outline.questions}
    keys = {question.name: _key(question, place) for place, question in enumerate(outline.questions, start=1)}
    return Asked(named, frozenset(name for name, key in keys.items() if not name or notes.knows(f"{key}.kind")))


def key_of(table: str, name: str, place: int) -> str:
    """Return the key of an item; one whose name cannot be used is called by its place."""
    return f"{table}.{name}" if name else f"{table}[{place}]"


def once(key: str, names: Iterable[str], notes: Notes) -> None:
    """Note each name that is used more than once."""
    for name, count in Counter(names).items():
        if name and count > 1:
            notes.add(f"{key}.{name}", f"tên xuất hiện {count} lần", "mỗi tên chỉ dùng một lần")


def condition(stated: Condition, key: str, asked: Asked, notes: Notes) -> None:
    """Note a condition on a question that is not there, cannot decide, or never has such an answer."""
    if asked.is_doubtful(stated.question) or notes.knows(f"{key}.question") or notes.knows(f"{key}.is"):
        return
    question = asked.questions.get(stated.question)
    if question is None:
        deciding = [name for name, other in asked.questions.items() if other.kind in _DECIDES]
        known = ", ".join(deciding) or "chưa có câu hỏi nào"
        notes.add(f"{key}.question", f"không có câu hỏi “{stated.question}” để xét", f"phải là một trong: {known}")
    elif question.kind not in _DECIDES:
        right = "chỉ xét được câu hỏi choice, choices và yes_no"
        notes.add(f"{key}.question", f"“{stated.question}” có kind là {question.kind}", right)
    else:
        _values(stated, key, question, notes)


def _values(stated: Condition, key: str, question: Question, notes: Notes) -> None:
    is_yes_no = question.kind is QuestionKind.YES_NO
    possible = [YES, NO] if is_yes_no else [choice.value for choice in question.choices]
    for value in stated.values:
        if value not in possible:
            right = "ghi true hoặc false" if is_yes_no else "phải là một trong: " + ", ".join(possible)
            notes.add(f"{key}.is", f"“{value}” không phải là một trả lời của “{question.name}”", right)


def _key(question: Question, place: int) -> str:
    return key_of(f"blocks.{question.block}" if question.block else "questions", question.name, place)


def _questions(questions: Sequence[Question], notes: Notes) -> None:
    once("questions", (question.name for question in questions), notes)
    _licences(questions, notes)
    for place, question in enumerate(questions, start=1):
        key = _key(question, place)
        if question.name.startswith(OF_THE_APPLICANT):
            right = f"đã hỏi ở phần chung; đặt tên không bắt đầu bằng {OF_THE_APPLICANT}"
            notes.add(f"{key}.name", f"“{question.name}” là tên dành cho người nộp", right)
        if question.name in OF_THE_PAGE:
            notes.add(f"{key}.name", f"“{question.name}” là tên mà trang tờ khai tự dùng", "chọn tên khác")
        _one(question, key, notes)
        if notes.knows(f"{key}.kind"):
            continue
        _columns(question, key, notes)
        _licence(question, key, notes)
        for name in ("birth_date", "sex"):
            if getattr(question, name) is not None and question.kind is not QuestionKind.PERSONAL_ID:
                notes.add(f"{key}.{name}", f"kind là {question.kind}", f"chỉ câu hỏi personal_id có {name}")


def _one(question: Question, key: str, notes: Notes) -> None:
    """Examine what a question and a column have in common."""
    once(f"{key}.choices", (choice.value for choice in question.choices), notes)
    if not notes.knows(f"{key}.kind"):
        _choices(question, key, notes)
        _bounds(question, key, notes)


def _choices(question: Question, key: str, notes: Notes) -> None:
    chooses = question.kind in _CHOOSES
    if chooses and len(question.choices) < FEWEST_CHOICES:
        notes.add(f"{key}.choices", f"có {len(question.choices)} lựa chọn", f"phải có ít nhất {FEWEST_CHOICES}")
    if not chooses and question.choices:
        notes.add(f"{key}.choices", f"kind là {question.kind}", "chỉ câu hỏi choice và choices có lựa chọn")


def _bounds(question: Question, key: str, notes: Notes) -> None:
    low, high = question.minimum, question.maximum
    if question.max_length is not None and question.kind not in _TEXTUAL:
        notes.add(f"{key}.max_length", f"kind là {question.kind}", "chỉ câu hỏi text và long_text có max_length")
    for name, bound in (("minimum", low), ("maximum", high)):
        if bound is None:
            continue
        if question.kind not in _BOUNDED:
            notes.add(f"{key}.{name}", f"kind là {question.kind}", f"chỉ câu hỏi integer, money và table có {name}")
        elif question.kind is QuestionKind.TABLE and not 0 <= bound <= MOST_ROWS:
            notes.add(f"{key}.{name}", f"là {bound} dòng", f"số dòng của bảng từ 0 đến {MOST_ROWS}")
        elif question.kind is QuestionKind.MONEY and bound < 0:
            notes.add(f"{key}.{name}", f"là {bound}", "số tiền không thể âm")
    if low is not None and high is not None and low > high:
        notes.add(f"{key}.maximum", "nhỏ hơn minimum", "maximum phải lớn hơn hoặc bằng minimum")


def _columns(question: Question, key: str, notes: Notes) -> None:
    is_table = question.kind is QuestionKind.TABLE
    if is_table and not question.columns:
        notes.add(f"{key}.columns", "bảng chưa có cột nào", "thêm ít nhất một cột bằng [[questions.columns]]")
    if not is_table and question.columns:
        notes.add(f"{key}.columns", f"kind là {question.kind}", "chỉ câu hỏi table có cột")
        return
    once(f"{key}.columns", (column.name for column in question.columns), notes)
    for place, column in enumerate(question.columns, start=1):
        column_key = key_of(f"{key}.columns", column.name, place)
        if column.kind not in _IN_A_TABLE:
            right = "cột của bảng chỉ có kind là một trong: " + ", ".join(sorted(_IN_A_TABLE))
            notes.add(f"{column_key}.kind", f"là {column.kind}", right)
        _one(column, column_key, notes)


def _licence(question: Question, key: str, notes: Notes) -> None:
    """Examine whose results are meant by a question about an earlier one."""
    if question.kind is not QuestionKind.LICENCE:
        for name, is_said in (("of", bool(question.of)), ("accepts_expired", question.accepts_expired)):
            if is_said:
                notes.add(f"{key}.{name}", f"kind là {question.kind}", f"chỉ câu hỏi licence có {name}")
        return
    if not question.of and not notes.knows(f"{key}.of"):
        right = 'ghi tên các thủ tục đã cấp giấy đó, ví dụ of = ["gp-buu-chinh"]'
        notes.add(f"{key}.of", "chưa rõ là giấy của thủ tục nào", right)
    once(f"{key}.of", question.of, notes)
    for slug in question.of:
        if not SLUG.fullmatch(slug) or len(slug) > NAME_LENGTH:
            notes.add(f"{key}.of", f"“{slug}” không phải là tên thủ tục", "ghi slug của thủ tục, ví dụ gp-buu-chinh")


def _licences(questions: Sequence[Question], notes: Notes) -> None:
    """Note a procedure that two questions mean: of a result it must be clear which of them it answers."""
    meant: dict[str, str] = {}
    for place, question in enumerate(questions, start=1):
        for slug in dict.fromkeys(question.of):
            other = meant.setdefault(slug, question.name)
            if other != question.name:
                right = "mỗi thủ tục chỉ ghi ở một câu hỏi licence"
                notes.add(f"{_key(question, place)}.of", f"“{slug}” đã có ở câu hỏi “{other}”", right)


def _fields(question: Question) -> int:
    """Return how many fields a question has in a form that is filled in whole."""
    rows = ROWS_BY_DEFAULT if question.maximum is None else question.maximum
    return 1 + len(question.choices) + len(question.columns) * rows


def _references(question: Question, key: str, asked: Asked, outline: Machine, notes: Notes) -> None:
    """Examine what a question says of others: when it is shown, whose birth date and sex it knows."""
    if question.shown_when is not None:
        names = [other.name for other in outline.questions]
        place = names.index(question.name)
        if question.shown_when.question in names[place:]:
            right = "chỉ xét câu hỏi đứng trước; chuyển câu hỏi đó lên trên"
            notes.add(f"{key}.shown_when.question", f"“{question.shown_when.question}” không đứng trước", right)
        condition(question.shown_when, f"{key}.shown_when", asked, notes)
    if _leads_wrong(question.birth_date, QuestionKind.DATE, asked):
        right = "phải là tên một câu hỏi kind = “date”"
        notes.add(f"{key}.birth_date", f"“{question.birth_date}” không phải là câu hỏi về ngày", right)
    if _leads_wrong(question.sex, QuestionKind.CHOICE, asked) or not _asks_sex(question.sex, asked):
        right = "phải là tên một câu hỏi choice có hai giá trị male và female"
        notes.add(f"{key}.sex", f"“{question.sex}” không hỏi giới tính", right)
    if question.kind is QuestionKind.FILE and any(question.name == paper.name for paper in outline.components):
        notes.add(f"{key}.name", f"“{question.name}” đã là tên một giấy tờ trong components", "chọn tên khác")


def _leads_wrong(name: str | None, kind: QuestionKind, asked: Asked) -> bool:
    """Say whether a name that was given is not that of a question of a kind."""
    return name is not None and not asked.is_doubtful(name) and asked.kind_of(name) is not kind


def _asks_sex(name: str | None, asked: Asked) -> bool:
    if name is None or asked.is_doubtful(name):
        return True
    return {choice.value for choice in asked.questions[name].choices} >= _SEXES


def _components(components: Sequence[Component], asked: Asked, notes: Notes) -> None:
    once("components", (component.name for component in components), notes)
    for place, component in enumerate(components, start=1):
        key = key_of("components", component.name, place)
        counted = not notes.knows(f"{key}.originals") and not notes.knows(f"{key}.copies")
        if counted and component.originals + component.copies == 0:
            notes.add(key, "không có bản chính và không có bản sao", "ghi originals hoặc copies ít nhất là 1")
        if component.required and component.condition:
            notes.add(
                f"{key}.condition",
                "giấy tờ bắt buộc mà lại có điều kiện",
                "bỏ condition, hoặc ghi required = false",
            )
        if not component.required and not component.condition:
            notes.add(f"{key}.condition", "thiếu", "giấy tờ không bắt buộc phải nói khi nào cần nộp")
        _when(component, key, asked, notes)
        _handed_in(component, key, notes)


def _handed_in(component: Component, key: str, notes: Notes) -> None:
    """Note what cannot be said of something that is brought: that it is on line too, or a case that no answer decides."""
    if not component.handed_in or notes.knows(f"{key}.handed_in"):
        return
    where = f"{key}.handed_in"
    if component.eform:
        notes.add(where, "tờ khai điện tử không mang đến nơi tiếp nhận", "bỏ handed_in, hoặc bỏ eform")
    if component.database is not None:
        notes.add(where, "thứ mang đến nơi tiếp nhận không tra cứu được", "bỏ handed_in, hoặc bỏ database")
    if component.when is not None and component.when.question == paying.QUESTION:
        notes.add(where, "chứng từ nộp tiền gửi cùng hồ sơ, không mang đến sau", "bỏ handed_in, hoặc sửa when")
    if not component.required and component.when is None and not notes.knows(f"{key}.when"):
        notes.add(where, "không biết khi nào phải mang đến", "thêm when, hoặc ghi required = true")


def _when(component: Component, key: str, asked: Asked, notes: Notes) -> None:
    if component.when is None:
        return
    if component.required:
        notes.add(f"{key}.when", "giấy tờ bắt buộc mà lại có điều kiện", "bỏ when, hoặc ghi required = false")
    if component.eform:
        notes.add(f"{key}.when", "tờ khai điện tử luôn có sẵn", "bỏ when, hoặc bỏ eform")
    condition(component.when, f"{key}.when", asked, notes)


def _database(component: Component, key: str, asked: Asked, outline: Machine, notes: Notes) -> None:
    """Note a database without what is looked up in it, or without the law that names this paper, and the other way round."""
    if notes.knows(f"{key}.database"):
        return
    if component.database is None:
        if component.database_by:
            notes.add(f"{key}.database_by", "không nói cơ sở dữ liệu nào", "thêm database, hoặc bỏ khoá này")
        return
    if component.eform:
        notes.add(f"{key}.database", "tờ khai điện tử luôn có sẵn", "bỏ database, hoặc bỏ eform")
    by = component.database_by
    if not asked.is_doubtful(by) and asked.kind_of(by) not in LOOKED_UP_BY:
        right = "phải là tên một câu hỏi kind = " + ", ".join(f"“{kind}”" for kind in LOOKED_UP_BY)
        notes.add(f"{key}.database_by", f"“{by}” không phải là câu hỏi tra cứu được" if by else "thiếu", right)
    if not any(source.of == f"components.{component.name}" for source in outline.sources):
        right = f'thêm [[sources]] of = "components.{component.name}": văn bản nào cho thay giấy này bằng dữ liệu'
        notes.add(f"{key}.database", "không có nguồn", right)


def _due(fee: Fee, key: str, outline: Machine, notes: Notes) -> None:
    """Note a time that the lifecycle does not know, and an amount that nobody would know by then."""
    if fee.due is None:
        return
    if not EDITIONS[outline.lifecycle].waits_for_money:
        editions = [number for number, edition in EDITIONS.items() if edition.waits_for_money]
        notes.add(
            f"{key}.due", "vòng đời này không chờ nộp tiền", f"bỏ due, hoặc ghi lifecycle = {min(editions)} trở lên"
        )
    if fee.per is None or fee.due is DueBy.PROCESSING:
        return
    question = outline.question(fee.quantity or "")
    if question is None or not question.required:
        right = 'thêm quantity là một câu hỏi bắt buộc, hoặc ghi due = "processing"'
        notes.add(f"{key}.due", "lúc đó chưa biết số tiền: mức thu theo đơn vị mà số lượng không chắc có", right)


def _fee(fee: Fee, key: str, asked: Asked, notes: Notes) -> None:
    if fee.when is not None:
        condition(fee.when, f"{key}.when", asked, notes)
    if fee.quantity is None:
        return
    if fee.per is None:
        notes.add(f"{key}.quantity", "mức thu không tính theo đơn vị nào", "thêm per, hoặc bỏ quantity")
    elif _leads_wrong(fee.quantity, QuestionKind.INTEGER, asked):
        right = 'phải là tên một câu hỏi kind = "integer"'
        notes.add(f"{key}.quantity", f"“{fee.quantity}” không phải là câu hỏi về số lượng", right)
    elif fee.quantity in asked.questions and asked.questions[fee.quantity].shown_when not in {None, fee.when}:
        right = "ghi when của khoản thu giống shown_when của câu hỏi đó"
        notes.add(f"{key}.quantity", f"“{fee.quantity}” có lúc không được hỏi, khi đó không tính được tiền", right)
