"""The oracle's holidays: which policy names a day, and what it says of it, read afresh from the document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import holidays

from tests.engine.hours.oracle_spans import inside

Doc = Mapping[str, Any]


def behaviour_on(policies: Any, day: date) -> Any:
    """What holidays make of a day; None where it is none."""
    for policy in [policies] if isinstance(policies, Mapping) else policies or []:
        label = label_on(policy, day)
        if label is not None:
            return _said(policy, label, day)
    return None


def label_on(calendar: Doc, day: date) -> str | None:
    """The name of a day in a calendar of holidays."""
    categories = calendar.get("categories", "public")
    named = (categories,) if isinstance(categories, str) else tuple(sorted(categories))
    year = _year(calendar["country"], calendar.get("subdivision"), named, calendar.get("observed", True), day.year)
    return year.get(day)


def _said(policy: Doc, label: str, day: date) -> Any:
    names = [name.strip().casefold() for name in label.split(";")]
    for key, behaviour in policy.get("except", {}).items():
        dated = key.replace("-", "").isdigit()
        if inside(key, key, day) if dated else key.casefold() in names:
            return behaviour
    return policy.get("behaviour", "closed")


@lru_cache(maxsize=5000)
def _year(
    country: str, subdivision: str | None, categories: tuple[str, ...], observed: bool, year: int
) -> dict[date, str]:
    kind = getattr(holidays, country)
    found = kind(
        years=year, subdiv=subdivision, categories=categories, observed=observed, language=kind.default_language
    )
    return {day: label for day, label in found.items() if day.year == year}
