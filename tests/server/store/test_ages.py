"""How old the data of an establishment are: as old as those of the source that was read longest ago."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from frontdesk_server.store.ages import age_of

MONDAY, FRIDAY = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 27, tzinfo=UTC)
BOTH = json.dumps({"name": "erp", "phone": "sheet", "note": "nobody"})


@pytest.mark.parametrize(
    ("read", "told_by", "stale", "age"),
    [
        ({"erp": FRIDAY}, None, None, ("erp", FRIDAY)),
        ({"erp": FRIDAY, "sheet": MONDAY}, None, None, ("erp", FRIDAY)),
        ({"erp": FRIDAY, "sheet": MONDAY}, BOTH, None, ("sheet", MONDAY)),
        ({"erp": FRIDAY, "sheet": None}, BOTH, None, ("sheet", None)),
        ({}, None, None, ("erp", None)),
        ({"erp": FRIDAY}, None, MONDAY, ("erp", MONDAY)),
        ({"erp": MONDAY}, None, FRIDAY, ("erp", MONDAY)),
    ],
)
def test_age_is_that_of_the_source_read_longest_ago(
    read: Mapping[str, datetime | None], told_by: str | None, stale: datetime | None, age: tuple[str, datetime | None]
) -> None:
    assert age_of(read, "erp", told_by, stale) == age
