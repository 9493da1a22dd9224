"""Retired starters: what a starter was called before still finds it, for buttons stay on people's screens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from frontdesk.rules.document import RuleDocument
from frontdesk.rules.starters import all_titles, starter_ids


def carry_retired(previous: RuleDocument | None, new: RuleDocument) -> RuleDocument:
    """The new document, in which starters that were retitled remember their old ids and titles under `formerly`.

    Message sets are compared by name. A starter whose id is gone counts as retitled when the one in its place is new;
    what a starter remembered already it keeps, unless another starter of the set goes by that name now.
    """
    if previous is None:
        return new
    earlier = {str(raw.get("name")): raw for raw in previous.message_sets if isinstance(raw, Mapping)}
    return replace(new, message_sets=[_remembered(raw, earlier) for raw in new.message_sets])


def _remembered(raw: object, earlier: Mapping[str, Mapping[str, object]]) -> object:
    return _carried(earlier.get(str(raw.get("name"))), raw) if isinstance(raw, Mapping) else raw


def _carried(old: Mapping[str, object] | None, new: Mapping[str, object]) -> Mapping[str, object]:
    if old is None:
        return new
    before, after = _starters(old), _starters(new)
    old_ids, new_ids = starter_ids(before, _language(old)), starter_ids(after, _language(new))
    taken = {name for raw, id_ in zip(after, new_ids, strict=True) for name in (id_, *all_titles(raw))}
    starters: list[object] = []
    for at, raw in enumerate(after):
        kin = _kin(at, new_ids[at], old_ids)
        names = _names(before[kin], old_ids[kin]) if kin is not None and _is_same(kin, at, old_ids, new_ids) else ()
        starters.append(_remembering(raw, [name for name in names if name not in taken]))
    return {**new, "starters": starters} if after else new


def _kin(at: int, id_: str, old_ids: Sequence[str]) -> int | None:
    """The position of the earlier starter that this one comes from."""
    if id_ in old_ids:
        return old_ids.index(id_)
    return at if at < len(old_ids) else None


def _is_same(kin: int, at: int, old_ids: Sequence[str], new_ids: Sequence[str]) -> bool:
    """Whether it is the earlier starter still: the same id, or in its place while its id is gone."""
    return old_ids[kin] == new_ids[at] or old_ids[kin] not in new_ids


def _names(raw: object, id_: str) -> Iterator[str]:
    yield id_
    yield from all_titles(raw)
    yield from _formerly(raw)


def _remembering(raw: object, names: Sequence[str]) -> object:
    if not isinstance(raw, Mapping):
        return raw
    formerly = list(dict.fromkeys((*_formerly(raw), *names)))
    return {**raw, "formerly": formerly} if formerly else raw


def _formerly(raw: object) -> list[str]:
    found = raw.get("formerly") if isinstance(raw, Mapping) else None
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


def _starters(raw: Mapping[str, object]) -> list[object]:
    found = raw.get("starters")
    return list(found) if isinstance(found, list) else []


def _language(raw: Mapping[str, object]) -> str | None:
    found = raw.get("language")
    return found if isinstance(found, str) else None
