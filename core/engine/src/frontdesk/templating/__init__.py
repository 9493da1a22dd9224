"""Texts with tags: checked when they are written, rendered for one establishment, contact and instant.

Templates are Jinja2's, behind a guard; hours and dates are written as each language writes them. Jinja2 and Babel are
loaded with the first text, not with this package.
"""

from __future__ import annotations

from frontdesk.templating.builtin_tags import BUILTIN_TAGS
from frontdesk.templating.completeness import Completeness, completeness
from frontdesk.templating.context import TagContext
from frontdesk.templating.language import choose_language, language_chain
from frontdesk.templating.manner import Dash, Manner, Marks
from frontdesk.templating.program import Rendered
from frontdesk.templating.tags import FRENCH_ALIASES, MissingPolicy, Tag, TagTable, Validity
from frontdesk.templating.wording import Wording, builtin_table

__all__ = [
    "BUILTIN_TAGS",
    "FRENCH_ALIASES",
    "Completeness",
    "Dash",
    "Manner",
    "Marks",
    "MissingPolicy",
    "Rendered",
    "Tag",
    "TagContext",
    "TagTable",
    "Validity",
    "Wording",
    "builtin_table",
    "choose_language",
    "completeness",
    "language_chain",
]
