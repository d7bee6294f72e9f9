"""An answer that is not taken, and what is said of one that is missing."""

from procedures.form import Text

EMPTY = Text("Mục này không được để trống.", "Please fill in this field.")


class AnswerError(ValueError):
    """An answer that cannot be taken, and the sentence that says why."""

    def __init__(self, sentence: Text) -> None:
        self.sentence = sentence
        super().__init__(sentence.en)
