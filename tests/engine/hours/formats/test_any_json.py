"""Every reader against any JSON: it gives hours that load, and never raises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.hours import check_hours
from frontdesk.hours.formats import ReadHours, from_dila, from_google, from_partoo, from_schema_org, from_yext
from tests.engine.hours.asking import PARIS

WORDS = st.sampled_from(
    ["09:00", "25:61", "23:59:60", "00:00", "2026-12-24", "2026-12-20", "FUNDAY", "monday", "Sunday"]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS
ANY_JSON = st.recursive(
    LEAVES,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(WORDS | st.text(max_size=4), below, max_size=3),
    max_leaves=8,
)
TIME = {"hours": 9, "minutes": 30}
DAY = {"year": 2026, "month": 12, "day": 24}
PERIODS = [{"openDay": "MONDAY", "openTime": TIME, "closeDay": "TUESDAY", "closeTime": {}}]
GOOGLE = {
    "regularHours": {"periods": PERIODS},
    "specialHours": {"specialHourPeriods": [{"startDate": DAY, "endDate": DAY, "openTime": {}, "closeTime": TIME}]},
    "moreHours": [{"hoursTypeId": "CHAT", "periods": PERIODS}],
    "openInfo": {"status": "OPEN", "openingDate": DAY},
}
SLOTS = {"monday": ["09:00-12:00"]}
RANGE = {"starts_at": "2026-12-24", "ends_at": "2026-12-26", "open_hours": ["09:00-12:00"]}
PARTOO = {
    "open_hours": SLOTS,
    "specific_hours": {"open": [RANGE], "close": [RANGE]},
    "status": "open",
    "opening_date": "2026-12-24",
    "more_hours": [{"gmb_id": "OPENING", "value": SLOTS}],
}
SPEC = {"dayOfWeek": ["Monday"], "opens": "09:00", "closes": "02:00"}
DATED = {**SPEC, "validFrom": "2026-12-20", "validThrough": "2026-12-24"}
SCHEMA_ORG = {
    "openingHoursSpecification": [SPEC, DATED, {**SPEC, "dayOfWeek": "PublicHolidays"}],
    "specialOpeningHoursSpecification": DATED,
    "contactPoint": [{"contactType": "sales", "hoursAvailable": SPEC}],
    "address": {"addressCountry": {"name": "FR"}},
}
INTERVALS = {"isClosed": False, "openIntervals": [{"start": "09:00", "end": "12:00"}]}
YEXT = {
    "hours": {"monday": INTERVALS, "holidayHours": [{"date": "2026-12-24", **INTERVALS}], "reopenDate": "2026-12-24"},
    "openHours": {"monday": INTERVALS},
    "closed": {"isClosed": True, "closedDate": "2026-12-24"},
}
DILA = [{"nom_jour_debut": "Lundi", "nom_jour_fin": "Mardi", "valeur_heure_debut_1": "09:00:00", "commentaire": ""}]
READERS = [
    (from_google, GOOGLE),
    (lambda value: from_partoo(value, more_hours=value, chat_hours=value), PARTOO),
    (from_schema_org, SCHEMA_ORG),
    (from_yext, YEXT),
    (from_dila, DILA),
]


def spoilt(value: Any) -> st.SearchStrategy[Any]:
    """The value, with some of its parts replaced by anything."""
    if isinstance(value, Mapping):
        kept: st.SearchStrategy[Any] = st.fixed_dictionaries({key: spoilt(item) for key, item in value.items()})
    else:
        kept = st.tuples(*map(spoilt, value)).map(list) if isinstance(value, list) else st.just(value)
    return st.integers(0, 9).flatmap(lambda dice: ANY_JSON if dice == 0 else kept)


@pytest.mark.parametrize(("reader", "sample"), READERS)
@settings(deadline=None)
@given(data=st.data())
def test_any_json_gives_documents_that_load(
    reader: Callable[[Any], ReadHours], sample: object, data: st.DataObject
) -> None:
    read = reader(data.draw(spoilt(sample)))
    assert all(item.severity == "warning" for item in read.diagnostics)
    for document in read.documents.values():
        found = check_hours({"timezone": PARIS, **document})
        assert [item for item in found if item.severity == "error"] == []
    assert set(read.fields()) <= {"opening_hours", "chat_hours", "hours"}
