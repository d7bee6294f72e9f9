"""Papers that a form itself is, which the applicant may give as a file instead: a list, say, at a question of its own."""

from collections.abc import Collection

from procedures.machine import Machine, Question, QuestionKind, Text

_FILE = "tệp "
_KIND_OF_PAPER = 2
"""Words of a title that say what a paper is: “Danh sách”, “Danh mục”."""


def as_files(machine: Machine, names: Collection[str]) -> dict[str, Text]:
    """Return by paper at which question it is given as a file, of the questions of these names.

    A question says by its label which paper's file it asks for: “Tệp danh sách cơ quan báo chí” is that of “Danh sách cơ quan
    báo chí”.
    """
    asked = [one for one in machine.questions if one.kind is QuestionKind.FILE and one.name in names]
    papers = [paper for paper in machine.components if paper.eform]
    return {paper.name: one.label for one in asked for paper in papers if _asks_for(one, paper.title)}


def _asks_for(question: Question, title: Text) -> bool:
    label = question.label.vi.casefold()
    meant = label.removeprefix(_FILE).split()[:_KIND_OF_PAPER]
    return label.startswith(_FILE) and meant == title.vi.casefold().split()[:_KIND_OF_PAPER]
