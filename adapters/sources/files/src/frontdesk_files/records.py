"""From a raw row to a checked one: the record that every source delivers, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from frontdesk import AddressRecord, Diagnostic, EstablishmentRecord, Row
from frontdesk.hours import check_hours
from frontdesk_files.raw import PathParts, RawRow

HOURS = ("opening_hours", "chat_hours")
_FIELDS = sorted({*EstablishmentRecord.model_fields, *AddressRecord.model_fields})
_SHOWN = 60


def check(path: Path, raw: RawRow) -> Row:
    """The row of the port. A day whose hours cannot be read becomes unknown, with a warning; nothing else is lost."""
    if not isinstance(raw.value, Mapping):
        found = raw.found or [_shape(path, raw)]
        return Row(id=raw.id, record=None, diagnostics=tuple(found))
    given = _id(raw.value)
    bare: dict[object, object] = {"id": given or ""} if given or isinstance(raw.value.get("id"), str) else {}
    value, doubts = _mended({**raw.value, **bare})
    found = [*raw.found, *(_placed(path, raw, item) for item in doubts)]
    record: Mapping[str, object] | None = None
    try:
        record = EstablishmentRecord.model_validate(value).model_dump(mode="json", exclude_unset=True)
    except ValidationError as error:
        found += [_placed(path, raw, item) for item in _problems(error) if item.path not in raw.unread]
    wrong = any(item.severity == "error" for item in found)
    return Row(id=given, record=None if wrong else record, diagnostics=tuple(found))


def _id(value: Mapping[object, object]) -> str | None:
    """The id without the white space around it, as a text; None for what can be none."""
    given = value.get("id")
    return str(given).strip() or None if isinstance(given, str | int | float) and not isinstance(given, bool) else None


def _shape(path: Path, raw: RawRow) -> Diagnostic:
    params = {"found": type(raw.value).__name__}
    return Diagnostic(id="FD605", path=raw.path, file=str(path), line=raw.line, column=raw.column, params=params)


def _placed(path: Path, raw: RawRow, item: Diagnostic) -> Diagnostic:
    """A diagnostic about a field, with its place in the file."""
    parts = tuple(
        int(part) if part.isdigit() else part for part in item.path.replace("[", ".").replace("]", "").split(".")
    )
    whole = f"{raw.path}.{item.path}" if raw.path else item.path
    line, column = raw.spot_of(parts)
    return replace(item, path=whole, file=str(path), line=line or raw.line, column=column or raw.column)


# Fields


def _problems(error: ValidationError) -> Iterator[Diagnostic]:
    for item in error.errors(include_url=False):
        yield _TOLD.get(item["type"], _wrong)(_path(item["loc"]), item)


def _path(parts: PathParts) -> str:
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


# Hours


def _mended(value: Mapping[object, object]) -> tuple[dict[object, object], list[Diagnostic]]:
    """The record with unreadable days made unknown, and everything that is wrong or doubtful about its hours."""
    mended = dict(value)
    found: list[Diagnostic] = []
    for kind in HOURS:
        hours = mended.get(kind)
        if isinstance(hours, Mapping):
            mended[kind], doubts = _mended_hours(kind, hours, mended.get("timezone"))
            found += doubts
    if mended.get("timezone") is not None and not any(isinstance(mended.get(kind), Mapping) for kind in HOURS):
        found += [item for item in check_hours({"timezone": mended["timezone"]}) if item.path == "timezone"]
    return mended, found


def _mended_hours(
    kind: str, hours: Mapping[object, object], timezone: object
) -> tuple[dict[object, object], list[Diagnostic]]:
    mended = dict(hours)
    zone: dict[object, object] = {} if timezone is None else {"timezone": timezone}
    found = check_hours(zone | mended, kind)
    weekly = hours.get("weekly")
    if isinstance(weekly, Mapping):
        bad = {day for day in weekly for item in found if item.severity == "error" and _is_of(item.path, kind, day)}
        mended["weekly"] = {day: "unknown" if day in bad else told for day, told in weekly.items()}
        readable = [item.path for item in check_hours(zone | mended, kind) if item.severity == "error"]
        found = [item if item.path in readable else replace(item, severity="warning") for item in found]
    inherited = f"{kind}.timezone" if "timezone" not in hours else ""
    return mended, [replace(item, path="timezone") if item.path == inherited else item for item in found]


def _is_of(path: str, kind: str, day: object) -> bool:
    """Whether a path lies at or below the hours of a day."""
    place = f"{kind}.weekly.{day}"
    return path == place or path.startswith((f"{place}[", f"{place}."))
