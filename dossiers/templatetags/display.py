"""Filters for the templates of mail and papers: how their values are written."""

from django import template

from dossiers.display import formats

register = template.Library()

for shown in (formats.vn_date, formats.vn_time, formats.vn_money, formats.vn_number, formats.percent):
    register.filter(shown)
