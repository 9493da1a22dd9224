"""The time zone of a place: the one its source gives, else that of its coordinates, else its country's; never a guess.

Where none is certain the zone is unknown, and a diagnostic says why: hours without a zone are unknown, not closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from frontdesk.diagnostics import Diagnostic
from frontdesk.hours.place import Place
from frontdesk.hours.zones import is_zone, read_zone
from frontdesk.model import Coordinates

if TYPE_CHECKING:
    from timezonefinder import TimezoneFinder

__all__ = ["FoundZone", "ZoneOrigin", "zone_for"]


class ZoneOrigin(StrEnum):
    """What a zone was found by."""

    GIVEN = "given"
    COORDINATES = "coordinates"
    POSTAL_CODE = "postal_code"
    COUNTRY = "country"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundZone:
    """A zone, what it was found by, and what was doubtful on the way; `name` None is unknown, and they say why."""

    name: str | None
    origin: ZoneOrigin
    diagnostics: tuple[Diagnostic, ...] = ()
    """Warnings, all of them: an establishment without a zone is one all the same."""


def zone_for(
    *,
    given: object = None,
    coordinates: Coordinates | None = None,
    country: str | None = None,
    postal_code: str | None = None,
    path: str = "",
) -> FoundZone:
    """The IANA zone of a place, by the first of these that says one for certain. Raises nothing.

    `given` is the source's own word, as it came. `coordinates` need the extra `frontdesk[zones]`; out at sea they say
    nothing. `country` (ISO 3166 alpha-2) is asked with the postal code, for France writes Réunion as 97400. `path` is
    the record's place in its source: diagnostics stand below it.
    """
    place = Place(path=path, found=[])
    for origin, name in _candidates(place, given, coordinates, country, postal_code):
        if name is not None:
            return FoundZone(name=name, origin=origin, diagnostics=_warnings(place))
    if not place.found:
        place.at("timezone").warn("FD180")
    return FoundZone(name=None, origin=ZoneOrigin.UNKNOWN, diagnostics=_warnings(place))


def _warnings(place: Place) -> tuple[Diagnostic, ...]:
    return tuple(Diagnostic(id=item.id, path=item.path, params=item.params, severity="warning") for item in place.found)


def _candidates(
    place: Place, given: object, coordinates: Coordinates | None, country: str | None, postal_code: str | None
) -> Iterator[tuple[ZoneOrigin, str | None]]:
    """What each of them says, asked one after the other and only as far as needed."""
    yield ZoneOrigin.GIVEN, read_zone(place.at("timezone"), given)
    if coordinates is not None:
        yield ZoneOrigin.COORDINATES, _at(place.at("coordinates"), coordinates)
    if country is not None and country.strip():
        code = _country(country)
        yield ZoneOrigin.POSTAL_CODE, _by_postal_code(code, postal_code or "")
        yield ZoneOrigin.COUNTRY, _by_country(place.at("address").at("country"), code, postal_code or "")


# Coordinates


def _at(place: Place, coordinates: Coordinates) -> str | None:
    finder = _finder()
    if finder is None:
        place.warn("FD184")
        return None
    name = finder.timezone_at(lat=coordinates.latitude, lng=coordinates.longitude)
    if name is None or name.startswith("Etc/") or not is_zone(name):
        # The open sea, which the finder gives the nautical zones; or a zone younger than this machine's database.
        place.warn("FD181", latitude=coordinates.latitude, longitude=coordinates.longitude, zone=name or "-")
        return None
    return name


@cache
def _finder() -> TimezoneFinder | None:
    """The finder with its map of 32 MB, which is read when a place is first asked for by its coordinates."""
    try:
        from timezonefinder import TimezoneFinder  # noqa: PLC0415 - an extra, and 0.1 s
    except ImportError:
        return None
    return TimezoneFinder()


# Countries

_SAME_COUNTRY: Final[Mapping[str, str]] = {"UK": "GB", "EL": "GR"}  # what people and the European Union write

_POSTAL_CODES: Final[Mapping[str, Mapping[str, str]]] = {
    # Overseas France is written with the country France; tzdata has these as countries of their own.
    "FR": {
        "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT", "97133": "BL", "97150": "MF",
        "977": "BL", "978": "MF", "984": "TF", "986": "WF", "987": "PF", "988": "NC",
        "980": "MC",  # Monaco has French postal codes too
    },
    # Spain's provinces: Las Palmas, Santa Cruz de Tenerife; Ceuta, Melilla.
    "ES": {"35": "Atlantic/Canary", "38": "Atlantic/Canary", "51": "Africa/Ceuta", "52": "Africa/Ceuta"},
    # Portugal's islands: Madeira has 9000 to 9499, the Azores 9500 to 9999.
    "PT": {
        **dict.fromkeys(("90", "91", "92", "93", "94"), "Atlantic/Madeira"),
        **dict.fromkeys(("95", "96", "97", "98", "99"), "Atlantic/Azores"),
    },
}  # fmt: skip
"""By country and the beginning of the postal code, longest first: a zone, or the country that it really is."""
_SHOWN: Final = 4
_MAINLAND: Final[Mapping[str, str]] = {"ES": "Europe/Madrid", "PT": "Europe/Lisbon"}
"""The zone of all other postal codes, where those above are all that lie elsewhere."""
_DIGITS: Final[Mapping[str, tuple[int, ...]]] = {"FR": (5,), "ES": (5,), "PT": (4, 7)}
"""How long a whole code is: a spreadsheet makes 3500 of Alicante's 03500, and that is not the Canaries' 35."""

_PROBES: Final = tuple(datetime(2015, 1, 5, tzinfo=UTC) + timedelta(weeks=n) for n in range(22 * 52))


def _country(country: str) -> str:
    code = country.strip().upper()
    return _SAME_COUNTRY.get(code, code)


def _by_postal_code(code: str, postal_code: str) -> str | None:
    """The zone that the postal code says, where a country's clocks differ by it and all of its places are listed."""
    found = _listed(code, postal_code)
    return found if found is None or "/" in found else _agreed(found)


def _listed(code: str, postal_code: str) -> str | None:
    """The zone or the country that stands for a whole postal code."""
    digits = "".join(filter(str.isdigit, postal_code))
    if len(digits) not in _DIGITS.get(code, ()):
        return None
    prefixes = (digits[:length] for length in range(len(digits), 0, -1))
    found = (_POSTAL_CODES[code].get(prefix) for prefix in prefixes)
    return next(filter(None, found), _MAINLAND.get(code))


def _by_country(place: Place, code: str, postal_code: str) -> str | None:
    listed = _listed(code, postal_code)
    real = code if listed is None or "/" in listed else listed
    zones = _zones_of(real)
    if not zones:
        place.warn("FD183", country=code)
        return None
    name = _agreed(real)
    if name is None:
        place.warn("FD182", country=real, zones=_some(zones))
    return name


def _some(zones: Sequence[str]) -> str:
    """A few of them, for a message: nobody reads the 29 of the United States."""
    return ", ".join([*zones[:_SHOWN], "..."] if len(zones) > _SHOWN else zones)


@cache
def _agreed(code: str) -> str | None:
    """The zone of a country that has one; or the first of several whose clocks have agreed since 2015 (Germany)."""
    zones = _zones_of(code)
    clocks = {tuple(probe.astimezone(ZoneInfo(name)).utcoffset() for probe in _PROBES) for name in zones}
    return zones[0] if len(clocks) == 1 else None


def _zones_of(code: str) -> tuple[str, ...]:
    return _countries().get(code, ())


@cache
def _countries() -> Mapping[str, tuple[str, ...]]:
    """The zones of each country, the one with most people first, from the zone database's own table (`zone.tab`)."""
    found: dict[str, tuple[str, ...]] = {}
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _, name, *_ = line.split("\t")
            found[code] = (*found.get(code, ()), name)
    return found
