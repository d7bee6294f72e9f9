"""What is wrong in a form, as the list on top of its page says it."""

from django import forms

from dossiers.display import controls


class Conference(forms.Form):
    """A form with one field."""

    held_at = forms.CharField(label="Khai mạc lúc", required=False)


def test_a_fault_that_names_its_field_is_not_headed_by_the_name_once_more() -> None:
    form = Conference({})
    form.add_error("held_at", "“Khai mạc lúc” không được trước lúc nộp hồ sơ.")
    form.add_error("held_at", "Không có ngày này.")

    assert controls.faults(form) == [
        {"anchor": "id_held_at", "label": "", "message": "“Khai mạc lúc” không được trước lúc nộp hồ sơ."},
        {"anchor": "id_held_at", "label": "Khai mạc lúc", "message": "Không có ngày này."},
    ]
