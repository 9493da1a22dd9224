"""Golden files: how hours and dates are told in each language, over places and instants of every shape.

`uv run python -m tests.engine.templating.goldens` writes them; a line that changes is to be read before it is kept.
What they were compared with stands in `docs/decisions/0021-how-hours-are-written.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from frontdesk.model import Establishment
from frontdesk.templating import Marks, TagContext, Wording
from frontdesk.templating.style import style
from tests.engine.templating.golden_corpus import CASES, Case, paris
from tests.engine.templating.places import BAKERY, LEA

FOLDER = Path(__file__).parent / "golden"
COUNTRIES = {"fr_FR": "FR", "en_GB": "GB", "en_US": "US", "es_ES": "ES", "de_DE": "DE", "it_IT": "IT", "pt_PT": "PT"}
_SHOWN = str.maketrans({"\u00a0": "<nbsp>", "\u202f": "<nnbsp>", "\u2009": "<thin>", "\n": " | "})
_MISSING = "(missing)"
_IN_EVERY_FORM = ("split shift", "every day", "beyond a week", "several days away", "public holidays of their own")
"""Cases that are also told with plain spaces, and with en dashes."""


def golden(locale: str) -> str:
    """The file of a locale: each case, and what each of its tags says there."""
    lines = [f"# {locale}: made by `uv run python -m tests.engine.templating.goldens`", *_days(locale)]
    for case in CASES:
        lines += ["", f"## {case.name}", *_shown(case, locale, Marks.LOCALE)]
    for marks in (Marks.PLAIN, Marks.TYPESET):
        for case in (case for case in CASES if case.name in _IN_EVERY_FORM):
            lines += ["", f"## {marks.value}: {case.name}", *_shown(case, locale, marks)]
    return "\n".join(lines) + "\n"


def _days(locale: str) -> Iterator[str]:
    """Every name and every hour that a text may be made of."""
    used = style(locale, COUNTRIES[locale], Marks.LOCALE)
    monday = paris("2026-12-14T12:00").date()
    yield "days      " + ", ".join(used.short_day(weekday) for weekday in range(7))
    yield "week from " + used.short_day(used.first_weekday)
    yield "coming    " + ", ".join(used.day(monday.replace(day=14 + ahead), today=monday) for ahead in range(9))
    yield "hours     " + ", ".join(used.time(hour * 60) for hour in range(25)).translate(_SHOWN)
    yield "months    " + ", ".join(used.short_date(monday.replace(month=month)) for month in range(1, 13))


def _shown(case: Case, locale: str, marks: Marks) -> Iterator[str]:
    for name, text in told(case, locale, marks):
        yield f"{name}: {_MISSING if text is None else text.translate(_SHOWN)}"


def told(case: Case, locale: str, marks: Marks) -> Iterator[tuple[str, str | None]]:
    """Each tag of a case, and what it says; None = it has no value."""
    context = _context(case, locale, marks)
    for name in case.tags:
        yield name, Wording.compile(f"{{{{ {_written(name)} }}}}").render(locale, context).text


def _written(name: str) -> str:
    namespace, _, key = name.partition("[")
    return f'{namespace}["{key[:-1]}"]' if key else name


def _context(case: Case, locale: str, marks: Marks) -> TagContext:
    return TagContext(
        establishment=_place(case, locale),
        contact=replace(LEA, locale=case.reader),
        now=case.now,
        locale=locale,
        opening=case.opening,
        chat=case.chat,
        marks=marks,
    )


def _place(case: Case, locale: str) -> Establishment:
    address = replace(BAKERY.address, country=COUNTRIES[locale])
    return replace(BAKERY, address=address, expected_reply=case.reply)


def main() -> None:
    """Write all files."""
    for locale in COUNTRIES:
        (FOLDER / f"{locale}.txt").write_text(golden(locale), encoding="utf-8")


if __name__ == "__main__":
    main()
