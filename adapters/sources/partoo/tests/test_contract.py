"""Partoo against the contract of HTTP sources."""

from __future__ import annotations

from collections.abc import Mapping

from partoo_api import PUBLIC, PartooDialect

from frontdesk import HttpSource
from frontdesk_partoo import PartooSource
from frontdesk_testkit import HttpSourceContract, SourceDialect

SETTINGS: Mapping[str, object] = {"api_key": "env:PARTOO_KEY", "webhook_key": PUBLIC}
CARRIES = (
    "name", "address.lines", "address.postal_code", "address.city", "address.country", "phone", "email", "website",
    "coordinates", "groups",
)  # fmt: skip


class TestPartoo(HttpSourceContract):
    carries = CARRIES
    per_record = 1  # its further hours
    calls_of_its_own = 2  # the groups, and an empty first page

    def source(self) -> HttpSource:
        return PartooSource(PartooSource.Settings.model_validate(SETTINGS))

    def dialect(self) -> SourceDialect:
        return PartooDialect()


class TestPartooWithoutFurtherHours(HttpSourceContract):
    """As it is set up for thousands of businesses."""

    carries = CARRIES[:-1]

    def source(self) -> HttpSource:
        settings = {**SETTINGS, "more_hours": False, "group_names": False}
        return PartooSource(PartooSource.Settings.model_validate(settings))

    def dialect(self) -> SourceDialect:
        return PartooDialect(first_page=0)
