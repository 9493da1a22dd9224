"""From what a source says of one establishment to a row: the checked record, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from frontdesk.diagnostics import Diagnostic
from frontdesk.hours import check_hours
from frontdesk.hours.formats.reading import ReadHours
from frontdesk.hours.place import MOST_LEVELS, is_deep
from frontdesk.record import AddressRecord, CoordinatesRecord, EstablishmentRecord, is_storable
from frontdesk.source import Row

__all__ = ["CheckedRecord", "row_of"]


class CheckedRecord(dict[str, object]):
    """A record that `row_of` has checked, in the form of `EstablishmentRecord`: the host need not do it again."""


HOURS: Final = ("opening_hours", "chat_hours")
_ZONELESS: Final = "FD132"
"""Hours without a time zone: most platforms know none. The host finds it by the place, and says where it does not."""
_FIELDS: Final = sorted({*EstablishmentRecord.model_fields, *AddressRecord.model_fields})
_SHOWN: Final = 60
_TOO_DEEP: Final = Diagnostic(id="FD607", path="", params={"value": "...", "why": f"more than {MOST_LEVELS} levels"})


def row_of(
    value: Mapping[object, object],
    *,
    path: str = "",
    file: str | None = None,
    hours: ReadHours | None = None,
    doubts: Sequence[Diagnostic] = (),
    digest: str | None = None,
) -> Row:
    """The row of a record as a source gives it, in the form of `EstablishmentRecord`.

    A day whose hours cannot be read becomes unknown, with a warning: nothing else of the record is lost. `path` and
    `file` say where it stands (`businesses[3]`, an address). `hours` are those that a reader found in what stands there
    (`frontdesk.hours.formats`), `doubts` what was found before, placed already.
    """
    given = _id(value)
    if is_deep(value):
        return Row(id=given, record=None, diagnostics=(*doubts, replace(_TOO_DEEP, path=path, file=file)))
    bare: dict[object, object] = {"id": given or ""} if given or _is_blank(value.get("id")) else {}
    read: dict[object, object] = dict(hours.fields().items()) if hours else {}
    mended, found = _mended({**value, **read, **bare})
    found = [*(hours.diagnostics if hours else ()), *found]
    found += _placeless(mended)
    record: Mapping[str, object] | None = None
    try:
        record = CheckedRecord(EstablishmentRecord.model_validate(mended).model_dump(mode="json", exclude_unset=True))
    except ValidationError as error:
        found += _problems(error)
    placed = (*doubts, *(_placed(item, path, file) for item in found))
    wrong = any(item.severity == "error" for item in placed)
    return Row(id=given, record=None if wrong else record, diagnostics=placed, digest=digest)


def _id(value: Mapping[object, object]) -> str | None:
    """The id without the white space around it, as a text; None for what can be none."""
    given = value.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        return None
    text = str(given).strip()
    return text if text and is_storable(text) else None


def _is_blank(given: object) -> bool:
    return isinstance(given, str) and not given.strip()


def _placed(item: Diagnostic, path: str, file: str | None) -> Diagnostic:
    return replace(item, path=f"{path}.{item.path}" if path else item.path, file=file)


# Fields


def _problems(error: ValidationError) -> Iterator[Diagnostic]:
    for item in error.errors(include_url=False):
        yield _TOLD.get(item["type"], _wrong)(_path(item["loc"]), item)


def _path(parts: Sequence[str | int]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.removeprefix(".")


def _unknown(path: str, item: ErrorDetails) -> Diagnostic:
    field = str(item["loc"][-1])
    near = get_close_matches(field, _FIELDS, n=1)
    if not near:
        return Diagnostic(id="FD625", path=path, params={"field": field, "known": ", ".join(_FIELDS)})
    return Diagnostic(id="FD606", path=path, params={"field": field, "nearest": near[0]})


def _missing(path: str, item: ErrorDetails) -> Diagnostic:
    return Diagnostic(id="FD608", path=path, params={"field": str(item["loc"][-1])})


def _wrong(path: str, item: ErrorDetails) -> Diagnostic:
    value = repr(item["input"])
    shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}..."
    return Diagnostic(id="FD607", path=path, params={"value": shown, "why": item["msg"]})


_TOLD: Mapping[str, Callable[[str, ErrorDetails], Diagnostic]] = {
    "extra_forbidden": _unknown,
    "missing": _missing,
    "string_too_short": _missing,
}


# Coordinates

_RANGE: Final = frozenset({"less_than_equal", "greater_than_equal", "finite_number"})


def _placeless(mended: dict[object, object]) -> list[Diagnostic]:
    """Takes coordinates away that are nowhere on Earth: nothing else of the record is lost, and that is a warning."""
    given = mended.get("coordinates")
    if not isinstance(given, Mapping):
        return []
    try:
        CoordinatesRecord.model_validate(given)
    except ValidationError as error:
        if any(item["type"] not in _RANGE for item in error.errors()):
            return []
        del mended["coordinates"]
        found = [_wrong(_path(("coordinates", *item["loc"])), item) for item in error.errors(include_url=False)]
        return [replace(item, severity="warning") for item in found]
    return []


# Hours


def _mended(value: Mapping[object, object]) -> tuple[dict[object, object], list[Diagnostic]]:
    """The record with unreadable days made unknown, and everything that is wrong or doubtful about its hours."""
    mended = dict(value)
    zone = mended.get("timezone")
    found: list[Diagnostic] = []
    documents = list(_documents(mended))
    for place, holder, kind, hours in documents:
        holder[kind], doubts = _mended_hours(place, hours, zone)
        found += doubts
    if zone is not None and not documents:
        found += [item for item in check_hours({"timezone": zone}) if item.path == "timezone"]
    return mended, found


def _documents(
    mended: dict[object, object],
) -> Iterator[tuple[str, dict[object, object], object, Mapping[object, object]]]:
    """Every document of hours: its path, and the mapping and key that it stands under (a copy, to be mended)."""
    for kind in HOURS:
        hours = mended.get(kind)
        if isinstance(hours, Mapping):
            yield kind, mended, kind, hours
    further = mended.get("hours")
    if isinstance(further, Mapping):
        holder = mended["hours"] = dict(further)
        for name, hours in further.items():
            if isinstance(hours, Mapping):
                yield f"hours.{name}", holder, name, hours


def _mended_hours(
    place: str, hours: Mapping[object, object], timezone: object
) -> tuple[dict[object, object], list[Diagnostic]]:
    mended = dict(hours)
    zone: dict[object, object] = {} if timezone is None else {"timezone": timezone}
    found = _CHECKS.of(zone | mended, place)
    wrong = [item.path for item in found if item.severity == "error"]
    weekly = hours.get("weekly")
    if isinstance(weekly, Mapping):
        bad = {day for day in weekly if any(_is_of(path, f"{place}.weekly.{day}") for path in wrong)}
        mended["weekly"] = {day: "unknown" if day in bad else told for day, told in weekly.items()}
    if any(_is_of(path, f"{place}.expression") for path in wrong):
        del mended["expression"]
    left = [item.path for item in _CHECKS.of(zone | mended, place) if item.severity == "error"] if wrong else []
    found = [item if item.path in left else replace(item, severity="warning") for item in found if item.id != _ZONELESS]
    inherited = f"{place}.timezone" if "timezone" not in hours else ""
    return mended, [replace(item, path="timezone") if item.path == inherited else item for item in found]


def _is_of(path: str, where: str) -> bool:
    """Whether a path lies at or below another."""
    return path == where or path.startswith((f"{where}[", f"{where}."))


class _Checks:
    """What was found in documents before: chains have many shops and few weeks, and a check costs more than its row."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[Diagnostic, ...]] = {}

    def of(self, document: Mapping[object, object], place: str) -> list[Diagnostic]:
        """As `check_hours` says; equal documents are checked once."""
        told = repr(document)
        known = self._known.get((told, place))
        if known is None:
            known = tuple(check_hours(document, place))
            self._keep(told, place, known)
        return list(known)

    def _keep(self, told: str, place: str, found: tuple[Diagnostic, ...]) -> None:
        if len(self._known) >= _MOST_CHECKS:
            self._known.clear()
        if len(told) <= _LONGEST_CHECK:
            self._known[told, place] = found


_CHECKS: Final = _Checks()
_MOST_CHECKS: Final = 4096
_LONGEST_CHECK: Final = 4096
"""Letters of a document that is remembered."""
