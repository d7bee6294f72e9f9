"""Filters for the templates of mail and papers: how their values are written."""

from django import template

from dossiers.display import formats
from dossiers.display.agency import front_door

register = template.Library()

for shown in (
    formats.unit_name,
    formats.vn_date,
    formats.vn_time,
    formats.vn_money,
    formats.vn_number,
    formats.percent,
    formats.in_two_lines,
    formats.whole_mark,
    formats.as_sentence,
):
    register.filter(shown)

register.simple_tag(front_door.agency_name)
