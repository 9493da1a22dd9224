"""Hours kept as an expression of another notation: reading them from a document, and what a day of them brings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from frontdesk.hours.answer import Cause, Reason, State
from frontdesk.hours.place import Place, echo
from frontdesk.hours.public_holidays import check_categories, check_country, check_subdivision, span_of
from frontdesk.hours.spec import PUBLIC, SCHOOL, Calendar, Expression

if TYPE_CHECKING:
    from frontdesk.hours.osm import UnreadableError

# `frontdesk.hours.osm` is imported where a document has an expression: start-up is spared its patterns

KEYS: Final = ("syntax", "text", "country", "subdivision", "school", "coordinates")
SYNTAXES: Final = ("osm",)
_EXAMPLE: Final = "Mo-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00; PH off"
_DAY_MINUTES: Final = 1440
_UNTOLD: Final = ((0, _DAY_MINUTES, Cause(state=State.UNKNOWN, reason=Reason.HOURS_NOT_TOLD)),)
_LIMITS: Final = {"latitude": 90.0, "longitude": 180.0}

Pieces = tuple[tuple[int, int, Cause], ...]


def pieces_on(expression: Expression, zone: str | None, day: date) -> Pieces:
    """What an expression says of a local day: the stretches that start on it and are not plainly closed."""
    from frontdesk.hours.osm import days_of_expression  # noqa: PLC0415 - start-up, as above

    if not expression.told:
        return _UNTOLD
    found = days_of_expression(expression, zone).pieces(day)
    return tuple((piece.start, piece.end, _cause(piece.state, piece.comment)) for piece in found)


@lru_cache(maxsize=1024)
def _cause(state: State, comment: str | None) -> Cause:
    return Cause(state=state, reason=Reason.EXPRESSION, note=comment)


def read_expression(place: Place, value: object) -> Expression | None:
    """The expression that stands here; None where there is none, or none that can be read."""
    if value is None:
        return None
    entry = place.mapping(value, KEYS)
    if entry.get("syntax") is not None:
        place.at("syntax").choice(entry["syntax"], SYNTAXES)
    text = place.at("text").text(entry.get("text"))
    if text is None:
        if entry:
            place.at("text").error("FD161", text="", column=1, meant=_EXAMPLE)
        return None
    return _read(place, entry, text)


def _read(place: Place, entry: Mapping[str, object], text: str) -> Expression | None:
    from frontdesk.hours.osm import UnreadableError, has_sun, library_missing, read_rules  # noqa: PLC0415 - as above

    if library_missing():
        place.error("FD160", syntax="osm", extra="frontdesk[osm]")
        return None
    try:
        rules = read_rules(text)
    except UnreadableError as error:
        unreadable(place.at("text"), text, error)
        return None
    coordinates = _coordinates(place.at("coordinates"), entry.get("coordinates"))
    named = {name.partition(" ")[0] for rule in rules for name in rule.holidays}
    dark = any(has_sun(rule.times) for rule in rules) and coordinates is None
    if dark:
        place.at("coordinates").warn("FD164", text=echo(text))
    public, school = _calendars(place, entry, named)
    return Expression(text=text, public=public, school=school, coordinates=coordinates, told=not dark)


def unreadable(place: Place, text: str, error: UnreadableError) -> None:
    """Record that a text is no expression, with what was probably meant."""
    from frontdesk.hours.osm import likely_meant  # noqa: PLC0415 - start-up, as above

    meant = likely_meant(text)
    params: dict[str, object] = {"text": echo(text), "column": error.column}
    if meant is None:
        place.error("FD161", **params, meant=_EXAMPLE)
    else:
        place.error("FD162", **params, meant=meant)


def _calendars(place: Place, entry: Mapping[str, object], named: set[str]) -> tuple[Calendar | None, Calendar | None]:
    """The calendars that the rules need; a holiday without one never comes, as for the library, but with a warning."""
    country = check_country(place.at("country"), entry["country"]) if entry.get("country") is not None else None
    if "PH" in named and entry.get("country") is None:
        place.at("country").warn("FD163")
    if country is None:
        return None, None
    subdivision = check_subdivision(place.at("subdivision"), country, entry.get("subdivision"))
    public = Calendar(country=country, subdivision=subdivision, categories=(PUBLIC,))
    return (public if "PH" in named else None), (_school(place, entry, country) if "SH" in named else None)


def _school(place: Place, entry: Mapping[str, object], country: str) -> Calendar | None:
    """School holidays, where the country's are known: `school` names their zone, else the subdivision does."""
    key = "school" if entry.get("school") is not None else "subdivision"
    kind = Place(path=place.at("school").path, found=[])
    zone = check_subdivision(place.at(key), country, entry.get(key))
    found = Calendar(country=country, subdivision=zone, categories=(SCHOOL,))
    if not check_categories(kind, country, [SCHOOL]) or not span_of(found, outside=False).length:
        place.at("school").warn("FD165", country=country, example="school: Zone B")
        return None
    return found


def _coordinates(place: Place, value: object) -> tuple[float, float] | None:
    if value is None:
        return None
    entry = place.mapping(value, _LIMITS)
    found = [entry.get(key) for key in _LIMITS]
    for key, degrees in zip(_LIMITS, found, strict=True):
        if isinstance(degrees, bool) or not isinstance(degrees, (int, float)) or not abs(degrees) <= _LIMITS[key]:
            place.at(key).error("FD166", value=echo(degrees), most=_LIMITS[key])
            return None
    return float(str(found[0])), float(str(found[1]))
