"""What a platform is to show before any message: wanted by each establishment of an account, and agreed on by all.

A platform knows no establishments: what it shows is shown to everybody who opens the account. So a part of it (the
starters, the greeting, the absence) is written only where all establishments of the account want the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, NamedTuple

from frontdesk.channel import Profile, ProfileTexts
from frontdesk.engine import saying
from frontdesk.engine.offering import onlooker
from frontdesk.engine.standing import active_sets
from frontdesk.facts import Facts
from frontdesk.model import (
    Account,
    Capabilities,
    Carrier,
    Establishment,
    Limit,
    Placed,
    Route,
    Suggestion,
    Toggles,
    TraceLine,
)
from frontdesk.rules import Rulebook, SetInfo, next_bound
from frontdesk.templating import TagContext, Wording, language_chain

Part = Literal["starters", "greeting", "absence"]
PARTS: Final[tuple[Part, ...]] = ("starters", "greeting", "absence")
_Shown = tuple[Suggestion, ...] | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Native:
    """What one establishment wants a platform to show, by part and language."""

    parts: Mapping[Part, Mapping[str, _Shown]] = field(default_factory=dict)
    default: str = ""
    """The language for those whose own is not there: the establishment's, else the set's first."""
    first: str = ""
    """The set's first language."""
    until: datetime | None = None
    """When it may want something else although nobody changed anything; None = never."""
    lines: tuple[TraceLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What all establishments of an account want shown, and why something is not."""

    profile: Profile = field(default_factory=Profile)
    until: datetime | None = None
    lines: tuple[TraceLine, ...] = ()


def sole_establishment(route: Route) -> str | None:
    """The one establishment that an account serves; None = an attribute of each event chooses among all."""
    return route.fixed or (None if route.attribute else route.default)


class Asked(NamedTuple):
    """What is known by heart of an establishment, which is enough to know whether it must be asked."""

    placed: Placed
    toggles: Toggles = Toggles()
    locale: str | None = None
    timezone: str | None = None


def representatives(rulebook: Rulebook, account: Account, asked: Iterable[Asked]) -> Mapping[Part, Sequence[str]]:
    """Whom to ask what they want shown, by part: one of all that cannot but want the same of it.

    An establishment for which no set speaks on this account is none of the account's.
    """
    found: dict[Part, dict[Hashable, str]] = {part: {} for part in PARTS if _limit(part, account.capabilities)}
    kinds: dict[Hashable, Mapping[Part, _Kind] | None] = {}
    for placed, toggles, locale, timezone in asked:
        sets = rulebook.sets_for(placed)
        key = (tuple(info.position for info in sets), toggles, locale, timezone)
        if key not in kinds:
            kinds[key] = _kinds(sets, account, key)
        for part, kind in (kinds[key] or {}).items():
            found[part].setdefault((kind.like, placed.id if kind.alone else None), placed.id)
    return {part: list(ids.values()) for part, ids in found.items()}


class _Kind(NamedTuple):
    """What decides what an establishment wants of one part; `alone` = its own data do, too."""

    like: Hashable
    alone: bool


def _kinds(sets: Sequence[SetInfo], account: Account, key: tuple[Hashable, ...]) -> Mapping[Part, _Kind] | None:
    infos = [info for info in sets if info.speaks_on(account)]
    if not infos:
        return None
    places, toggles, locale, timezone = key
    dated = any(info.since or info.until for info in infos)
    like = (places, toggles, locale, timezone if dated else None)
    return {part: _Kind(like, _is_own(part, infos)) for part in PARTS if _limit(part, account.capabilities)}


def _is_own(part: Part, infos: Iterable[SetInfo]) -> bool:
    """Whether an establishment's own data decide what it wants of a part: tags in it, or its hours."""
    if part == "starters":
        return any(not i.starters_outside_hours or any(s.title.tags for s in i.starters) for i in infos)
    texts = [i.welcome if part == "greeting" else i.absence for i in infos] + [t for i in infos for t in _spare(i)]
    return any(text.tags for text in texts)


def _limit(part: Part, can: Capabilities) -> Carrier | Limit | None:
    return {"starters": can.native_starters, "greeting": can.native_greeting, "absence": can.native_absence}[part]


def native_texts(
    rulebook: Rulebook, establishment: Establishment, *, account: Account, toggles: Toggles, now: datetime
) -> Native:
    """What this establishment wants the account's platform to show at this instant."""
    facts = onlooker(rulebook, establishment, account=account, toggles=toggles, locale=None, now=now)
    until = _next_bound(facts)
    sets = active_sets(facts)
    if not sets or not toggles.everything:
        return Native(until=until)
    facts.hours_ref = sets[0].hours
    return _Showing(sets[0], facts, until).native()


def native_profile(account: Account, natives: Iterable[Native]) -> Wanted:
    """What all of these want, part by part; a part that they do not agree on is not shown, and that is told."""
    found = list(natives)
    if not found:
        return Wanted()
    told = {(line.id, tuple(line.params.items())): line for native in found for line in native.lines}
    lines = list(told.values())
    kept: dict[Part, Mapping[str, _Shown]] = {}
    for part in PARTS:
        if is_disputed(part, found):
            lines.append(TraceLine(id=_DISAGREE[part], params={"account": account.id, "what": part}))
        else:
            kept[part] = found[0].parts.get(part, {})
    until = min((native.until for native in found if native.until is not None), default=None)
    return Wanted(profile=_profile(kept, _default(found)), until=until, lines=tuple(lines))


def is_disputed(part: Part, natives: Sequence[Native]) -> bool:
    """Whether two of these want different things of a part."""
    return any(native.parts.get(part, {}) != natives[0].parts.get(part, {}) for native in natives[1:])


_DISAGREE: Final[Mapping[Part, str]] = {
    "starters": "native_starters_disagree",
    "greeting": "native_text_disagrees",
    "absence": "native_text_disagrees",
}


def _default(natives: Sequence[Native]) -> str:
    """The language they have in common, else the first one of the set."""
    defaults = {native.default for native in natives}
    return natives[0].default if len(defaults) == 1 else natives[0].first


def _profile(kept: Mapping[Part, Mapping[str, _Shown]], default: str) -> Profile:
    languages = dict.fromkeys(language for texts in kept.values() for language in texts)
    ordered = sorted(languages, key=lambda language: language != default)
    texts = (_texts(language, {part: found.get(language) for part, found in kept.items()}) for language in ordered)
    return Profile(texts=tuple(text for text in texts if text.starters or text.greeting or text.absence))


def _texts(language: str, parts: Mapping[Part, _Shown | None]) -> ProfileTexts:
    starters, greeting, absence = (parts.get(part) for part in PARTS)
    return ProfileTexts(
        locale=language,
        starters=starters if isinstance(starters, tuple) else (),
        greeting=greeting if isinstance(greeting, str) else None,
        absence=absence if isinstance(absence, str) else None,
    )


def _wordings(info: SetInfo, can: Capabilities) -> tuple[Wording, ...]:
    """The texts of a set for which the platform has a place."""
    titles = tuple(s.title for s in info.starters) if can.native_starters is not None else ()
    greeting = (info.welcome,) if can.native_greeting is not None else ()
    absence = (info.absence,) if can.native_absence is not None else ()
    return (*titles, *greeting, *absence)


def _spare(info: SetInfo) -> tuple[Wording, ...]:
    return (info.fallback,) if info.fallback is not None else ()


def _next_bound(facts: Facts) -> datetime | None:
    """When the next set begins or ends for the establishment."""
    infos = [i for i in facts.situation.rulebook.sets_for(facts.establishment) if i.speaks_on(facts.account)]
    bounds = (next_bound(info.since, info.until, facts.local_now) for info in infos)
    return min((bound for bound in bounds if bound is not None), default=None)


class _Showing:
    """What one set shows of one establishment at one instant."""

    def __init__(self, info: SetInfo, facts: Facts, until: datetime | None) -> None:
        self._info = info
        self._facts = facts
        self._can = facts.account.capabilities
        self._ends = [until] if until is not None else []
        self._lines: list[TraceLine] = []

    def native(self) -> Native:
        """The parts that are switched on and have a place, in every language that is complete."""
        languages = self._languages()
        parts: dict[Part, Mapping[str, _Shown]] = {
            "starters": self._starters(languages),
            "greeting": self._text("greeting", languages),
            "absence": self._text("absence", languages),
        }
        local = language_chain(self._facts.establishment.locale)
        return Native(
            parts={part: shown for part, shown in parts.items() if shown},
            default=next((name for name in local if name in languages), languages[0]),
            first=languages[0],
            until=min(self._ends, default=None),
            lines=tuple(self._lines),
        )

    def _languages(self) -> tuple[str, ...]:
        """The languages in which nothing is missing, the set's first one first; no platform shows two at once."""
        wordings = _wordings(self._info, self._can)
        spoken = dict.fromkeys(name for wording in wordings for name in wording.languages if name)
        complete = tuple(name for name in spoken if all(wording.speaks(name) for wording in wordings))
        fallback = self._info.language or self._facts.establishment.locale or "en"
        return complete or tuple(spoken)[:1] or (fallback,)

    def _starters(self, languages: Sequence[str]) -> Mapping[str, _Shown]:
        info, toggles = self._info, self._facts.situation.toggles
        if self._can.native_starters is None or not toggles.starters or self._hidden_now():
            return {}
        shown = {name: self._titles(name) for name in languages}
        return {name: titles for name, titles in shown.items() if titles and info.starters}

    def _hidden_now(self) -> bool:
        """Whether the set offers no starters at this hour: they are withdrawn then, and come back."""
        if self._info.starters_outside_hours:
            return False
        answer = self._facts.chat_hours
        if answer.until is not None:
            self._ends.append(answer.until)
        return self._facts.chat_side == "outside"

    def _titles(self, language: str) -> tuple[Suggestion, ...]:
        context = self._context(language)
        shown = (
            (starter.id, self._rendered(starter.title, language, saying.as_told(starter, context)))
            for starter in self._info.starters
        )
        return tuple(Suggestion(id=id_, title=title) for id_, title in shown if title)

    def _text(self, part: Part, languages: Sequence[str]) -> Mapping[str, _Shown]:
        limit, wording, on = self._of(part)
        if limit is None or not on:
            return {}
        shown: dict[str, _Shown] = {}
        for language in languages:
            context = self._context(language)
            texts = (self._rendered(w, language, context) for w in (wording, self._info.fallback) if w is not None)
            text = next(filter(None, texts), None)
            if text is None:
                self._lines.append(TraceLine(id="native_text_unsaid", params={"what": part, "locale": language}))
            else:
                shown[language] = text
        return shown

    def _of(self, part: Part) -> tuple[object, Wording, bool]:
        toggles = self._facts.situation.toggles
        if part == "greeting":
            return self._can.native_greeting, self._info.welcome, toggles.welcome
        return self._can.native_absence, self._info.absence, toggles.absence

    def _context(self, language: str) -> TagContext:
        return saying.tag_context(self._facts, language, self._info.manner)

    def _rendered(self, wording: Wording, language: str, context: TagContext) -> str | None:
        """The text as it stands until it changes by itself; None where it lacks a value, or would be true but now."""
        rendered = wording.render(language, context)
        if rendered.text is None or rendered.valid_until is None:
            return rendered.text
        if rendered.valid_until <= self._facts.now:
            return None
        self._ends.append(rendered.valid_until)
        return rendered.text
