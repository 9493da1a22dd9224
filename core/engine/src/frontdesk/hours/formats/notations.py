"""Which notation hours are written in, found by what they look like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from frontdesk.hours.document import KEYS
from frontdesk.hours.formats.weekdays import weekday_of

Found = Literal["frontdesk", "text", "google", "partoo", "schema_org", "yext", "dila"]
_MARKS: Final[Mapping[str, Found]] = {
    **dict.fromkeys(("regularHours", "specialHours", "moreHours", "openInfo", "periods"), "google"),
    **dict.fromkeys(("open_hours", "specific_hours"), "partoo"),
    **dict.fromkeys(("openingHoursSpecification", "specialOpeningHoursSpecification", "openingHours"), "schema_org"),
    **dict.fromkeys(("dayOfWeek", "opens", "closes", "hoursAvailable"), "schema_org"),
    **dict.fromkeys(("holidayHours", "openIntervals", "isClosed", "reopenDate"), "yext"),
    **dict.fromkeys(("nom_jour_debut", "nom_jour_fin", "valeur_heure_debut_1"), "dila"),
    **dict.fromkeys(KEYS, "frontdesk"),
}
"""Keys that only one of them has."""
_MOST: Final = 50


def notation_of(value: object) -> Found:
    """The notation of a value that holds hours; `frontdesk` where it is like none of the others.

    A text is what people type. OpenStreetMap's notation is not told from it: who has that says so.
    """
    if isinstance(value, str):
        return "text"
    return _looks(value, 3) or "frontdesk"


def _looks(value: object, depth: int) -> Found | None:
    """By the keys of an object, those below its days, or those of the first entries of a list."""
    if isinstance(value, list):
        return next((found for item in value[:_MOST] if (found := _looks(item, depth - 1))), None) if depth else None
    if not isinstance(value, Mapping):
        return None
    keys = list(value)[:_MOST]
    marked = next((_MARKS[key] for key in keys if isinstance(key, str) and key in _MARKS), None)
    if marked or not depth:
        return marked
    if keys and all(weekday_of(key) is not None for key in keys):
        below = next((found for key in keys if (found := _looks(value[key], depth - 1))), None)
        return below or ("text" if all(isinstance(value[key], str | None) for key in keys) else "partoo")
    return _looks(value.get("hours"), depth - 1)
