"""What is picked: a selection of establishments as a form carries it, whatever their number.

A form names its fields by the document's paths: `establishments` is `all` or `some`; `establishments.groups`,
`establishments.ids` and `establishments.except` have one value each for a group or an id. A frozen list of more than a
few ids stays on the server, under a hash of what it holds: it travels as one value of `establishments.ids.list` (or
`establishments.except.list`), and `expanded` puts the ids in its place. A list that no form has had for a month is
forgotten; the document that a form was saved to has the ids themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import blake2b
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.rules.selection import Selection
from frontdesk_server.console.forms import Form
from frontdesk_server.store import Store

FIELD: Final = "establishments"
SINGLE: Final = 20
"""So many ids travel one by one, and are shown by their names."""
KEPT: Final = timedelta(days=30)
_LISTS: Final = ("ids", "except")
_NAMESPACE: Final = "console.lists"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A selection as somebody is making it: it may still be empty."""

    everybody: bool = False
    groups: tuple[str, ...] = ()
    ids: frozenset[str] = frozenset()
    excepted: frozenset[str] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether nobody is chosen."""
        return not (self.everybody or self.groups or self.ids)

    @property
    def selection(self) -> Selection | None:
        """What it means; None = nobody."""
        if self.empty:
            return None
        chosen = {} if self.everybody else {"ids": self.ids, "groups": frozenset(self.groups)}
        return Selection(**chosen, excepted=self.excepted)

    def document(self) -> object:
        """As a message set's document says it under `establishments`; None = nobody."""
        if self.empty:
            return None
        parts: dict[str, Sequence[str]] = {"except": sorted(self.excepted)}
        if not self.everybody:
            parts |= {"groups": self.groups, "ids": sorted(self.ids)}
        return {key: list(names) for key, names in parts.items() if names} or "all"


def picked_of(raw: object) -> Picked:
    """The selection of a document, however it is written; what cannot be read is nobody."""
    if raw == "all":
        return Picked(everybody=True)
    given = {"ids": raw} if isinstance(raw, list | str) else raw
    if not isinstance(given, Mapping):
        return Picked()
    groups, ids, excepted = (_names(given.get(key)) for key in ("groups", "ids", "except"))
    everybody = bool(excepted) and not groups and not ids
    return Picked(everybody=everybody, groups=groups, ids=frozenset(ids), excepted=frozenset(excepted))


def picked_from(form: Form) -> Picked:
    """The selection of a form whose lists are `expanded`."""
    groups, ids, excepted = (_names(form.all(f"{FIELD}.{key}")) for key in ("groups", "ids", "except"))
    everybody = form.get(FIELD) == "all"
    return Picked(everybody=everybody, groups=groups, ids=frozenset(ids), excepted=frozenset(excepted))


async def expanded(form: Form, store: Store) -> tuple[Form, tuple[Diagnostic, ...]]:
    """The form with the ids of its lists in their place, and FD900 for each list that is gone."""
    fields: dict[str, Sequence[str]] = dict(form.fields)
    gone: list[Diagnostic] = []
    for key in _LISTS:
        name, ids = f"{FIELD}.{key}", list(form.all(f"{FIELD}.{key}"))
        for token in fields.pop(f"{name}.list", ()):
            found = await store.expiring(_NAMESPACE).get(token[:200])
            if found is None:
                gone.append(Diagnostic(id="FD900", params={}, path=FIELD))
            else:
                ids += _names(found.get("ids"))
        if ids:
            fields[name] = list(dict.fromkeys(ids))
    return replace(form, fields=fields), tuple(gone)


async def fields_of(picked: Picked, store: Store) -> list[tuple[str, str]]:
    """The fields that carry a selection: a long list is kept, and its hash stands for it."""
    fields = [(FIELD, "all" if picked.everybody else "some")]
    fields += [(f"{FIELD}.groups", group) for group in picked.groups]
    for key, ids in (("ids", picked.ids), ("except", picked.excepted)):
        if len(ids) > SINGLE:
            fields.append((f"{FIELD}.{key}.list", await _kept(ids, store)))
        else:
            fields += [(f"{FIELD}.{key}", id_) for id_ in sorted(ids)]
    return fields


async def _kept(ids: Iterable[str], store: Store) -> str:
    listed = sorted(ids)
    token = blake2b(json.dumps(listed).encode(), digest_size=16).hexdigest()
    await store.expiring(_NAMESPACE).put(token, {"ids": listed}, KEPT)
    return token


def _names(raw: object) -> tuple[str, ...]:
    listed = raw if isinstance(raw, list | tuple) else [] if raw is None else [raw]
    return tuple(dict.fromkeys(str(name) for name in listed if name not in ("", None)))
