"""The words of the pages: components and number formats."""

from django import template

register = template.Library()
