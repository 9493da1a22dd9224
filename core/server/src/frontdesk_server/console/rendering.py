"""Templates of the console, put into words and HTML."""

from __future__ import annotations

from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from frontdesk.diagnostics import Diagnostic, describe
from frontdesk_server.console import words
from frontdesk_server.console.assets import asset, icon
from frontdesk_server.console.labels import ROLE_NAMES, channel_name

CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Final = {"Content-Security-Policy": CSP, "Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
"""What every page carries."""


def render(template: str, /, **shown: object) -> str:
    """A template in the language that is spoken now."""
    return environment().get_template(template).render(shown)


@cache
def environment() -> Environment:
    """The console's templates, with its words, its assets, and the forms of numbers and instants."""
    made = Environment(
        loader=PackageLoader("frontdesk_server.console", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(words._, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"asset": asset, "icon": icon, "LANGUAGES": words.LANGUAGES, "ROLE_NAMES": ROLE_NAMES}
    made.filters |= {
        "number": words.number,
        "percent": words.percent,
        "day": words.day,
        "date": words.date_,
        "time_of_day": words.time_of_day,
        "moment": words.moment,
        "span": words.span,
        "ago": words.ago,
        "told": told,
        "channel_name": channel_name,
        "translated": words._,
    }
    return made


def told(diagnostic: Diagnostic) -> str:
    """A diagnostic in the language that is spoken."""
    return describe(diagnostic, words.language_now())
