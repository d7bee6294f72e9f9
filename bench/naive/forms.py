"""The questions of the model procedure as one Django form."""

from django import forms


class FilingForm(forms.Form):
    """What the model procedure asks, with the checks that a form has by itself."""

    applicant_name = forms.CharField(max_length=255)
    applicant_id = forms.RegexField(r"^[0-9]{12}$")
    applicant_address = forms.CharField(max_length=255)
    applicant_phone = forms.RegexField(r"^0[0-9]{9}$")
    applicant_email = forms.EmailField()
    organisation_name = forms.CharField(max_length=255)
    establishment_decision_no = forms.CharField(max_length=100)
    establishment_decided_on = forms.DateField(input_formats=["%d/%m/%Y"])
    material_name = forms.CharField(max_length=255)
    material_form = forms.ChoiceField(choices=[("printed", "printed"), ("electronic", "electronic")])
    extent = forms.IntegerField(min_value=1)
    format = forms.CharField(max_length=100)
    print_run = forms.IntegerField(min_value=1)
    language = forms.ChoiceField(choices=[("vietnamese", "vietnamese"), ("foreign", "foreign")])
    is_translated = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    printing_house_name = forms.CharField(max_length=255)
    printing_house_address = forms.CharField(max_length=255)
    needs_opinion = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    purpose = forms.CharField(max_length=2000)
    scope_of_use = forms.CharField(max_length=2000)
    distribution = forms.CharField(max_length=2000)
    content_summary = forms.CharField(max_length=4000)
