"""Hours that rules mean: the schedules of a document, and which one holds for an establishment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Final

from frontdesk.hours import Schedule, check_hours, load_hours, merge_special_days
from frontdesk.model import Establishment
from frontdesk.rules.hours_ref import AUTO, KIND, OF_KIND, OPENING, HoursRef, kind_asked
from frontdesk.rules.positions import Path
from frontdesk.rules.problems import Problems, found_word, suggest

_INLINE: Final = "inline:"
_NO_ZONE: Final = "FD132"
"""No time zone: no fault of a document's schedule, which takes the establishment's."""
_MOST_KEPT: Final = 65_536

Hours = Mapping[str, object]


class HoursTable:
    """The schedules of a document while it is checked: the named ones, and those that stand where they are used."""

    def __init__(self, named: Mapping[str, object], problems: Problems) -> None:
        self._problems = problems
        self._known = frozenset({AUTO, OPENING, *named})
        self.documents: dict[HoursRef, Hours] = {}
        for name, document in named.items():
            path: Path = ("schedules", name)
            if name in (AUTO, OPENING) or name.startswith((_INLINE, OF_KIND)):
                problems.add("FD362", path, at_key=True, name=name)
            self._take(name, document, path)

    def reference(self, raw: object, path: Path) -> HoursRef:
        """What `chat_hours` of a set or rule refers to."""
        kind = kind_asked(raw)
        if kind is not None:
            return self._of_kind(kind, (*path, "kind"))
        if isinstance(raw, Mapping):
            text = json.dumps(raw, sort_keys=True, default=str)
            key = _INLINE + blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()
            self._take(key, raw, path)
            return key
        if raw not in self._known:
            self._problems.tell(suggest("FD350", "FD351", raw, sorted(self._known)), path)
            return AUTO
        return str(raw)

    def _of_kind(self, kind: object, path: Path) -> HoursRef:
        """Hours of a kind, which each establishment has or has not."""
        if isinstance(kind, str) and KIND.fullmatch(kind):
            return OF_KIND + kind
        self._problems.add("FD186", path, found=found_word(kind))
        return AUTO

    def _take(self, ref: HoursRef, document: object, path: Path) -> None:
        found = [diagnostic for diagnostic in check_hours(document) if diagnostic.id != _NO_ZONE]
        self._problems.adopt(found, path)
        if isinstance(document, Mapping):
            self.documents[ref] = document
        elif not found:
            self._problems.add("FD315", path, found=found_word(document))


class Schedules:
    """The schedule that a reference means for an establishment; compiled when first asked, and kept for a while."""

    def __init__(self, documents: Mapping[HoursRef, Hours]) -> None:
        self._documents = documents
        self._kept: dict[tuple[HoursRef, str], Schedule] = {}

    def of(self, ref: HoursRef | None, establishment: Establishment) -> Schedule | None:
        """The schedule, or None where the establishment has no such hours."""
        if ref is None or ref == AUTO:
            if establishment.chat_hours is None:
                return establishment.opening_hours
            if "chat" not in establishment.hours_documents:
                return establishment.chat_hours
        elif ref == OPENING:
            return establishment.opening_hours
        elif ref.startswith(OF_KIND):
            return establishment.hours_of(ref.removeprefix(OF_KIND))
        key = (ref or AUTO, establishment.version)
        return self._kept.get(key) or self._make(key, establishment)

    def _make(self, key: tuple[HoursRef, str], establishment: Establishment) -> Schedule:
        """Compile it: special days and the zone are the establishment's where the document has none of its own."""
        given = establishment.hours_documents
        document = given["chat"] if key[0] == AUTO else self._documents[key[0]]
        merged = dict(merge_special_days(document, given.get("opening", {})))
        if merged.get("timezone") is None and establishment.timezone is not None:
            merged["timezone"] = establishment.timezone
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        schedule = self._kept[key] = load_hours(merged)
        return schedule
