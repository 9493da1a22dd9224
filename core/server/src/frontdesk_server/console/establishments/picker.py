"""The picker: choosing establishments by rules (groups live, lists frozen, exceptions), within somebody's scope."""

from __future__ import annotations

from asyncio import gather
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nlargest
from typing import Any, Final

from starlette.responses import Response

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.console.establishments.picked import (
    FIELD,
    SINGLE,
    Picked,
    expanded,
    fields_of,
    picked_from,
    picked_of,
)
from frontdesk_server.console.forms import Form, Trouble
from frontdesk_server.console.visit import PREFIX, Visit
from frontdesk_server.publishing.audience import Audience, audience_of
from frontdesk_server.rights import Scope
from frontdesk_server.store import Counted, EstablishmentLine, Wanted
from frontdesk_server.store.directory import terms
from frontdesk_server.store.finding import PAGE

URL: Final = f"{PREFIX}/establishments/picker"
CHIPS: Final = 12
FILTERS: Final = 200
_OWN: Final = "picker."


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An establishment in the picker, and whether it is chosen."""

    place: EstablishmentLine
    chosen: bool
    excepted: bool
    single: bool
    """Whether it is on the frozen list: taking it out takes it off that list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What somebody looks at in the picker."""

    search: str = ""
    group: str = ""
    chosen_only: bool = False
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PickerView:
    """All that the picker shows. `fields` carry the selection; `total` counts whom it takes now, in the scope."""

    picked: Picked
    fields: Sequence[tuple[str, str]]
    total: int
    everybody_allowed: bool
    groups: Sequence[Counted]
    """Those that are chosen, with their counts now: 0 = no establishment has it any more."""
    singles: Sequence[EstablishmentLine]
    exceptions: Sequence[EstablishmentLine]
    back: str
    trouble: Trouble = field(default_factory=Trouble)

    @property
    def listed(self) -> int:
        """How many are on the frozen list, where it is too long to be shown by names."""
        return len(self.picked.ids) if len(self.picked.ids) > SINGLE else 0

    @property
    def excluded(self) -> int:
        """How many are excepted, where they are too many to be shown by names."""
        return len(self.picked.excepted) if len(self.picked.excepted) > SINGLE else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What the picker found."""

    look: Look
    lines: Sequence[Line]
    total: int
    after: str | None
    chips: Sequence[Counted]
    """Groups that can be added, the largest first."""
    filters: Sequence[Counted]
    """Groups that the results can be narrowed to; where there are very many, the largest."""

    @property
    def narrowed(self) -> bool:
        """Whether the results are fewer than everybody: only then can they be put on a list."""
        return bool(self.look.search.strip() or self.look.group)


async def picker_of(
    visit: Visit, raw: object, *, back: str | None = None, diagnostics: Sequence[Diagnostic] = ()
) -> PickerView:
    """The picker of a form, for a document's `establishments:`; `back` is the address that the form is sent to."""
    audience = await audience_of(visit.desk.store)
    return await _view(visit, picked_of(raw), audience, back or visit.path, diagnostics)


async def _view(
    visit: Visit, picked: Picked, audience: Audience, back: str, diagnostics: Sequence[Diagnostic]
) -> PickerView:
    counts, selection = _groups(audience, visit.scope), picked.selection
    singles, exceptions = await gather(_named(visit, picked.ids), _named(visit, picked.excepted))
    return PickerView(
        picked=picked,
        fields=await fields_of(picked, visit.desk.store),
        total=audience.count(selection, visit.scope) if selection else 0,
        everybody_allowed=visit.scope.everything,
        groups=[Counted(name=name, count=counts.get(name, 0)) for name in picked.groups],
        singles=singles,
        exceptions=exceptions,
        back=back,
        trouble=Trouble(diagnostics=tuple(diagnostics)),
    )


def _groups(audience: Audience, scope: Scope) -> Mapping[str, int]:
    """How many establishments of the scope each group has."""
    found: Counter[str] = Counter()
    for groups, count in audience.groups.items():
        if scope.takes(groups):
            found.update(dict.fromkeys(groups, count))
    return found


async def _named(visit: Visit, ids: frozenset[str]) -> Sequence[EstablishmentLine]:
    """The lines of a few ids; those that there are not any more (or that are outside of the scope) go by their id."""
    if not ids or len(ids) > SINGLE:
        return ()
    return await visit.desk.store.establishments.lines(sorted(ids), visit.scope)


# The screens


async def pick(visit: Visit) -> Response:
    """One step of choosing: a fragment for htmx, and a page of its own where there is no script."""
    form, gone = await expanded(await visit.form(), visit.desk.store)
    look = _look(form)
    picked, look = await _stepped(visit, picked_from(form), look, form.get(f"{_OWN}do"))
    back = form.get(f"{_OWN}back")
    audience = await audience_of(visit.desk.store)
    view, results = await gather(
        _view(visit, picked, audience, back if _is_ours(back) else f"{PREFIX}/sets", gone),
        _results(visit, picked, look, audience),
    )
    shown: dict[str, Any] = {"picker": view, "results": results}
    if visit.partial_wanted:
        return visit.partial("establishments/_picker_answer.html", **shown)
    return visit.page("establishments/picker.html", kept=_kept(form), **shown)


def _is_ours(back: str) -> bool:
    return back.startswith(f"{PREFIX}/") and "//" not in back and "\\" not in back


def _kept(form: Form) -> list[tuple[str, str]]:
    """What else the form held: it comes back with the selection."""
    own = (FIELD, "do", *(name for name in form.fields if name.startswith((f"{FIELD}.", _OWN))))
    return [(name, value) for name, values in form.fields.items() if name not in own for value in values]


def _look(form: Form) -> Look:
    return Look(
        search=form.get(f"{_OWN}q")[:200],
        group=form.get(f"{_OWN}group"),
        chosen_only=form.get(f"{_OWN}show") == "chosen",
    )


def _wanted(picked: Picked, look: Look) -> Wanted:
    groups = frozenset({look.group} if look.group else ())
    return Wanted(search=look.search, groups=groups, selection=picked.selection if look.chosen_only else None)


async def _results(visit: Visit, picked: Picked, look: Look, audience: Audience) -> Results:
    mine, counts = visit.scope.groups, _groups(audience, visit.scope)
    groups = [Counted(name=name, count=counts[name]) for name in sorted(counts) if mine is None or name in mine]
    found, total = await _found(visit, picked, look)
    return Results(
        look=look,
        lines=[_line(place, picked) for place in found],
        total=total,
        after=found[-1].id if len(found) == PAGE else None,
        chips=_chips(groups, picked, look.search),
        filters=_filters(groups, look.group),
    )


async def _found(visit: Visit, picked: Picked, look: Look) -> tuple[Sequence[EstablishmentLine], int]:
    if look.chosen_only and picked.empty:
        return (), 0
    places, wanted = visit.desk.store.establishments, _wanted(picked, look)
    return await gather(places.find(wanted, visit.scope, after=look.after), places.tally(wanted, visit.scope))


def _line(place: EstablishmentLine, picked: Picked) -> Line:
    inside = picked.everybody or place.id in picked.ids or not set(picked.groups).isdisjoint(place.groups)
    excepted = place.id in picked.excepted
    single = place.id in picked.ids and not picked.everybody and set(picked.groups).isdisjoint(place.groups)
    return Line(place=place, chosen=inside and not excepted, excepted=inside and excepted, single=single)


def _filters(groups: Sequence[Counted], chosen: str) -> list[Counted]:
    largest = nlargest(FILTERS, groups, key=lambda one: (one.name == chosen, one.count))
    return sorted(largest, key=lambda one: one.name)


def _chips(groups: Sequence[Counted], picked: Picked, search: str) -> list[Counted]:
    """Groups whose names hold what is looked for; the largest of all where none does."""
    left = sorted((one for one in groups if one.name not in picked.groups), key=lambda one: (-one.count, one.name))
    words = [term.strip() for term in terms(search)]
    named = [one for one in left if words and all(word in " ".join(terms(one.name)) for word in words)]
    return (named or left)[:CHIPS]


# Steps

Step = Callable[[Picked, str], Picked]
StepForMany = Callable[[Picked, frozenset[str]], Picked]


async def _stepped(visit: Visit, picked: Picked, look: Look, do: str) -> tuple[Picked, Look]:
    """What is picked after a step, and what is looked at then."""
    verb, _, what = do.partition(" ")
    if verb in ("more", "first"):
        return picked, replace(look, after=what or None)
    if verb == "reset":
        return picked, Look()
    if verb in _MANY:
        ids = frozenset(await visit.desk.store.establishments.ids_of(_wanted(picked, look), visit.scope))
        return _MANY[verb](picked, ids), look
    step = _STEPS.get(verb)
    return (step(picked, what) if step else picked), look


def _with_group(picked: Picked, group: str) -> Picked:
    return replace(picked, everybody=False, groups=tuple(dict.fromkeys((*picked.groups, group))))


def _without_group(picked: Picked, group: str) -> Picked:
    return replace(picked, groups=tuple(name for name in picked.groups if name != group))


def _add(picked: Picked, ids: frozenset[str]) -> Picked:
    """On the frozen list; whoever was an exception is none any more."""
    listed = picked.ids if picked.everybody else picked.ids | ids
    return replace(picked, ids=listed, excepted=picked.excepted - ids)


def _except(picked: Picked, ids: frozenset[str]) -> Picked:
    """Left out, whatever takes them."""
    return replace(picked, ids=picked.ids - ids, excepted=picked.excepted | ids)


_STEPS: Final[Mapping[str, Step]] = {
    "everybody": lambda picked, _: replace(picked, everybody=True, groups=(), ids=frozenset()),
    "some": lambda picked, _: replace(picked, everybody=False),
    "join": _with_group,
    "leave": _without_group,
    "add": lambda picked, id_: _add(picked, frozenset({id_})),
    "remove": lambda picked, id_: replace(picked, ids=picked.ids - {id_}),
    "except": lambda picked, id_: _except(picked, frozenset({id_})),
    "readmit": lambda picked, id_: replace(picked, excepted=picked.excepted - {id_}),
    "clear": lambda _picked, _: Picked(),
    "unlist": lambda picked, _: replace(picked, ids=frozenset()),
    "forgive": lambda picked, _: replace(picked, excepted=frozenset()),
}
"""What a button does; its value is the verb and, after a space, whom or what it is about."""

_MANY: Final[Mapping[str, StepForMany]] = {
    "add-results": _add,
    "except-results": _except,
}
"""The same for all results."""
