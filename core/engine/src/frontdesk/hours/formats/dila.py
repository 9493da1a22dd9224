"""Hours of the French directory of public services (DILA, annuaire service-public): the field `plage_ouverture`.

Shapes: https://api-lannuaire.service-public.gouv.fr/explore/dataset/api-lannuaire-administration/
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from frontdesk.hours.formats.clock import AbsentDay, ZeroLength
from frontdesk.hours.formats.drafts import DayDraft, WeekDraft
from frontdesk.hours.formats.reading import ReadHours
from frontdesk.hours.formats.shapes import echo, mappings_at
from frontdesk.hours.formats.weekdays import days_between, weekday_of
from frontdesk.hours.place import Place

SYSTEM: Final = "dila"
_RANGES: Final = (1, 2)


def from_dila(value: object, *, zero_length: ZeroLength = "unknown", absent_day: AbsentDay = "closed") -> ReadHours:
    """The hours of `plage_ouverture`: a JSON text, or the list in it.

    A `commentaire` is kept as the note of its days, with a warning: it may limit the hours ("hors vacances scolaires").
    Days that have a comment and no times are open, at times that are not told.
    """
    place = Place(path="", found=[])
    draft = WeekDraft()
    listed = list(mappings_at(place, _decoded(place, value)))
    for where, item in listed:
        _add(where, draft, item, zero_length)
    if not listed:
        return ReadHours(diagnostics=tuple(place.found))
    week = draft.written(place, absent_day)
    document = {"weekly": week, "provenance": {"system": SYSTEM}}
    return ReadHours(documents={"opening": document}, diagnostics=tuple(place.found))


def _decoded(place: Place, value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value.strip() else None
    except (ValueError, RecursionError):
        place.warn("FD149", expected="list", value=echo(value))
        return None


def _add(place: Place, draft: WeekDraft, item: Mapping[object, object], zero_length: ZeroLength) -> None:
    first = weekday_of(item.get("nom_jour_debut"))
    last = weekday_of(item.get("nom_jour_fin") or item.get("nom_jour_debut"))
    if first is None or last is None:
        draft.lose(place, f"{echo(item.get('nom_jour_debut'))} - {echo(item.get('nom_jour_fin'))}")
        return
    times = [(item.get(f"valeur_heure_debut_{n}") or "", item.get(f"valeur_heure_fin_{n}") or "") for n in _RANGES]
    told = [pair for pair in times if any(pair)]
    comment = item.get("commentaire")
    note = comment.strip() if isinstance(comment, str) else ""
    if note:
        place.at("commentaire").warn("FD145", text=echo(note))
    days = [draft.days[number] for number in days_between(first, last)]
    if not told and not note:
        place.warn("FD152")
    for day in days:
        _note(day, note, spoilt=not told and not note, untold=not told)
    for start, end in told:
        _put(place, days, (start, end), zero_length)


def _note(day: DayDraft, note: str, *, spoilt: bool, untold: bool) -> None:
    day.spoilt = day.spoilt or spoilt
    day.open_untold = day.open_untold or untold
    if note and note not in day.notes:
        day.notes.append(note)


def _put(place: Place, days: Sequence[DayDraft], times: tuple[object, object], zero_length: ZeroLength) -> None:
    """The same period on all of these days; what is wrong with it is told once."""
    for number, day in enumerate(days):
        day.add_told(place if number == 0 else Place(path="", found=[]), *times, zero_length)
