"""What differs between two versions of a message set, in people's terms: text by text, language by language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from frontdesk.rules import Selection
from frontdesk.rules.starters import starter_ids
from frontdesk.rules.texts import variants
from frontdesk_server.publishing.audience import selection_of
from frontdesk_server.publishing.parts import Document
from frontdesk_server.store.drafts import text_of

TEXTS: Final = ("privacy", "welcome", "absence", "fallback")
STARTER_TEXTS: Final = ("title", "answer", "fallback")
_APART: Final = frozenset({*TEXTS, "starters", "establishments", "name"})
"""What is compared in its own way; all other keys are settings."""
_WHOLE: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """One text in one language."""

    path: str
    """Its field: `welcome`, `starters[2].title`."""
    language: str
    """Empty for a text that is given without one."""
    before: str | None
    """None: it is new."""
    after: str | None
    """None: it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterMove:
    """The same starters in another order, by their titles."""

    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionChange:
    """How the chosen establishments differ, as rules: groups stay live, lists stay lists."""

    before: Selection | None
    after: Selection | None

    @property
    def groups(self) -> tuple[frozenset[str], frozenset[str]]:
        """Groups that are new, and groups that are gone."""
        return self._differing("groups")

    @property
    def ids(self) -> tuple[frozenset[str], frozenset[str]]:
        """Single establishments that are new, and those that are gone."""
        return self._differing("ids")

    @property
    def excepted(self) -> tuple[frozenset[str], frozenset[str]]:
        """Exceptions that are new, and those that are gone."""
        return self._differing("excepted")

    @property
    def everyone(self) -> tuple[bool, bool]:
        """Whether it started from all establishments before, and whether it does now."""
        return bool(self.before and self.before.everyone), bool(self.after and self.after.everyone)

    def _differing(self, key: str) -> tuple[frozenset[str], frozenset[str]]:
        before: frozenset[str] = getattr(self.before, key) if self.before else frozenset()
        after: frozenset[str] = getattr(self.after, key) if self.after else frozenset()
        return after - before, before - after


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """Anything else: channels, dates, hours, policy."""

    path: str
    before: object
    after: object


SetDifference = TextChange | StarterMove | SelectionChange | SettingChange

Verb = Literal["added", "changed", "removed", "reordered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One set, rule or schedule that differs between two documents, and how."""

    verb: Verb
    kind: Literal["message_sets", "rules", "schedules"]
    name: str
    parts: tuple[SetDifference, ...] = ()


# Between two sets


def set_differences(before: Document | None, after: Document | None) -> Iterator[SetDifference]:
    """Everything that differs, in the order of a form; None = there is none."""
    old, new = before or {}, after or {}
    if before is not None and after is not None and old.get("name") != new.get("name"):
        yield SettingChange(path="name", before=old.get("name"), after=new.get("name"))
    chosen = SelectionChange(before=selection_of(old), after=selection_of(new))
    if chosen.before != chosen.after:
        yield chosen
    for key in TEXTS:
        yield from _text_changes(key, old.get(key), new.get(key))
    yield from _starter_changes(old, new)
    yield from _settings(old, new)


def _text_changes(path: str, before: object, after: object) -> Iterator[TextChange]:
    old, new = variants(before), variants(after)
    for language in dict.fromkeys((*new, *old)):
        if old.get(language) != new.get(language):
            yield TextChange(path=path, language=language, before=old.get(language), after=new.get(language))


def _starter_changes(old: Document, new: Document) -> Iterator[SetDifference]:
    """Starters are the same by their ids, wherever they stand; else by their places."""
    before, after = _starters(old), _starters(new)
    kin = dict(_kin(before, after, (_ids(old, before), _ids(new, after))))
    kept = [at for at in range(len(after)) if at in kin]
    if [kin[at] for at in kept] != sorted(kin[at] for at in kept):
        titles = [_title(before[at]) for at in sorted(kin.values())]
        yield StarterMove(before=tuple(titles), after=tuple(_title(before[kin[at]]) for at in kept))
    for at, raw in enumerate(after):
        yield from _one_starter(at, before[kin[at]] if at in kin else None, raw)
    for at, raw in enumerate(before):
        if at not in kin.values():
            yield from _one_starter(at, raw, None)


def _kin(
    before: Sequence[object], after: Sequence[object], ids: tuple[Sequence[str], Sequence[str]]
) -> Iterator[tuple[int, int]]:
    """(place now, place before) of each starter that was there: by id, and by place where both ids are alone."""
    old, new = ids
    for at in range(len(after)):
        if new[at] in old:
            yield at, old.index(new[at])
        elif at < len(before) and old[at] not in new:
            yield at, at


def _one_starter(at: int, before: object, after: object) -> Iterator[SetDifference]:
    old = before if isinstance(before, Mapping) else {}
    new = after if isinstance(after, Mapping) else {}
    path = f"starters[{at}]"
    for key in STARTER_TEXTS:
        yield from _text_changes(f"{path}.{key}", old.get(key), new.get(key))
    for key in dict.fromkeys((*new, *old)):
        if key not in (*STARTER_TEXTS, "formerly", "id") and not _alike(old.get(key), new.get(key)):
            yield SettingChange(path=f"{path}.{key}", before=old.get(key), after=new.get(key))


def _settings(old: Document, new: Document) -> Iterator[SettingChange]:
    for key in dict.fromkeys((*new, *old)):
        before, after = old.get(key), new.get(key)
        if key in _APART or _alike(before, after):
            continue
        if key == "policy" and isinstance(before or {}, Mapping) and isinstance(after or {}, Mapping):
            yield from _policy(before or {}, after or {})  # type: ignore[arg-type]
        else:
            yield SettingChange(path=key, before=before, after=after)


def _policy(old: Document, new: Document) -> Iterator[SettingChange]:
    for key in dict.fromkeys((*new, *old)):
        if not _alike(old.get(key), new.get(key)):
            yield SettingChange(path=f"policy.{key}", before=old.get(key), after=new.get(key))


def _alike(before: object, after: object) -> bool:
    """The same, with languages in the same order."""
    return text_of({_WHOLE: before}) == text_of({_WHOLE: after})


def _starters(document: Document) -> Sequence[object]:
    found = document.get("starters")
    return found if isinstance(found, list) else ()


def _ids(document: Document, starters: Sequence[object]) -> Sequence[str]:
    language = document.get("language")
    return starter_ids(starters, language if isinstance(language, str) else None)


def _title(raw: object) -> str:
    found = variants(raw.get("title") if isinstance(raw, Mapping) else None)
    return next(iter(found.values()), "")


# Between two documents


def document_differences(before: Document, after: Document) -> Iterator[Difference]:
    """Everything that differs between two releases: sets with their parts; rules and schedules as a whole."""
    for kind in ("message_sets", "rules", "schedules"):
        old, new = _by_name(before.get(kind)), _by_name(after.get(kind))
        for name, content in new.items():
            if not _alike_parts(old.get(name), content):
                verb: Verb = "changed" if name in old else "added"
                yield Difference(verb=verb, kind=kind, name=name, parts=_parts(kind, old.get(name), content))
        for name, content in old.items():
            if name not in new:
                yield Difference(verb="removed", kind=kind, name=name, parts=_parts(kind, content, None))
        if [name for name in old if name in new] != [name for name in new if name in old]:
            yield Difference(verb="reordered", kind=kind, name=", ".join(new))


def _parts(kind: str, before: object, after: object) -> tuple[SetDifference, ...]:
    if kind == "message_sets":
        return tuple(set_differences(_document(before), _document(after)))
    old, new = _document(before) or {}, _document(after) or {}
    return tuple(
        SettingChange(path=str(key), before=old.get(key), after=new.get(key))
        for key in dict.fromkeys((*new, *old))
        if not _alike(old.get(key), new.get(key))
    )


def _alike_parts(before: object, after: object) -> bool:
    """Whether each part is the same; the parts themselves have no order."""
    old, new = _document(before), _document(after)
    if old is None or new is None:
        return before == after
    return old.keys() == new.keys() and all(_alike(old[key], new[key]) for key in new)


def _document(value: object) -> Document | None:
    return value if isinstance(value, Mapping) else None


def _by_name(section: object) -> dict[str, object]:
    if isinstance(section, Mapping):
        return {str(name): value for name, value in section.items()}
    items = section if isinstance(section, list | tuple) else ()
    return {str(item.get("name")): item for item in items if isinstance(item, Mapping)}
