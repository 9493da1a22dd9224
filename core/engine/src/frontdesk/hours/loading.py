"""Loading schedules: check a document, read it once, and share what is equal."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from weakref import WeakValueDictionary

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.hours.document import read_document, warn_of_gaps
from frontdesk.hours.place import MOST_LEVELS, Place, is_deep
from frontdesk.hours.schedule import Schedule
from frontdesk.hours.spec import HoursSpec
from frontdesk.hours.zones import forget_zones

_shared: WeakValueDictionary[bytes, Schedule] = WeakValueDictionary()


def load_hours(mapping: Mapping[str, object], *, path: str = "") -> Schedule:
    """The schedule of an hours document; equal documents give the same object.

    Raises ConfigError with all that is wrong, each with its path below `path`. The mapping is not changed.
    """
    if is_deep(mapping):
        raise ConfigError(*check_hours(mapping, path))
    key = _fingerprint(_answering(mapping))
    found = _shared.get(key)
    if found is not None:
        return found
    place = Place(path="", found=[])
    spec = _read(place, mapping)
    if any(diagnostic.severity == "error" for diagnostic in place.found):
        raise ConfigError(*check_hours(mapping, path))
    return _shared.setdefault(key, Schedule(spec, tuple(place.found)))


def check_hours(mapping: object, path: str = "") -> list[Diagnostic]:
    """Everything that is wrong or doubtful in an hours document; empty when all is well."""
    place = Place(path=path, found=[])
    if is_deep(mapping):
        place.error("FD102", expected=f"mapping of at most {MOST_LEVELS} levels", found="more")
    else:
        _read(place, mapping)
    return place.found


def merge_special_days(chat: Mapping[str, object], opening: Mapping[str, object]) -> Mapping[str, object]:
    """A chat hours document that follows the establishment's status, special days and holidays too.

    Unchanged when it says `ignore_special_days`. Where both speak of a date the chat's own entry wins, and status and
    holidays are taken over only where the chat hours have none of their own.
    """
    if chat.get("ignore_special_days"):
        return chat
    merged = dict(chat)
    theirs, own = _entries(opening), _entries(chat)
    if theirs:
        merged["special"] = [*(_from_opening(entry) for entry in theirs), *own]
    for key in ("status", "holidays"):
        if chat.get(key) is None and opening.get(key) is not None:
            merged[key] = opening[key]
    return merged


def reload_zones() -> None:
    """Read the zone database again, after it was upgraded; what was compiled with the old one is dropped."""
    forget_zones()
    for schedule in list(_shared.values()):
        schedule.forget()


def _read(place: Place, mapping: object) -> HoursSpec:
    spec = read_document(place, mapping)
    if not any(diagnostic.severity == "error" for diagnostic in place.found):
        warn_of_gaps(place, spec)
    return spec


def _entries(document: Mapping[str, object]) -> list[object]:
    entries = document.get("special")
    return list(entries) if isinstance(entries, (list, tuple)) else []


def _from_opening(entry: object) -> object:
    if not isinstance(entry, Mapping) or entry.get("source") is not None:
        return entry
    return {**entry, "source": "opening_hours"}


def _answering(mapping: Mapping[str, object]) -> Mapping[str, object]:
    """A document without what changes no answer: places that are open alike share a schedule, wherever it is from."""
    whatever: object = mapping  # what is no mapping is refused where it is read
    given = whatever.get("provenance") if isinstance(whatever, Mapping) else None
    return {key: mapping[key] for key in mapping if key != "provenance"} if isinstance(given, Mapping) else mapping


def _fingerprint(value: object) -> bytes:
    """What stands for a document's content: equal for equal mappings, whatever the order of their keys."""
    return blake2b(_spelt(value).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _spelt(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ",".join(sorted(f"{key!r}:{_spelt(item)}" for key, item in value.items())) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_spelt(item) for item in value) + "]"
    return repr(value)
