"""The naive reference: a filing as a plain Django project writes it, a form, a view, and ``save()`` for each row."""
