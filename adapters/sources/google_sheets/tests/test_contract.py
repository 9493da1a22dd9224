"""Google Sheets against the contract of HTTP sources, by a service account and by a key."""

from __future__ import annotations

from sheets_api import ID, SheetsApi

from frontdesk import HttpSource
from frontdesk_google_sheets import GoogleSheetsSource
from frontdesk_testkit import HttpSourceContract, SourceDialect


class TestServiceAccount(HttpSourceContract):
    carries = (
        "name", "address.lines", "address.postal_code", "address.city", "address.country", "phone", "email", "website",
        "timezone", "coordinates", "groups",
    )  # fmt: skip
    calls_of_its_own = 2  # what sheets there are, and the header's own row in the first page
    by = "service_account"

    def source(self) -> HttpSource:
        settings = {"spreadsheet": ID, self.by: "env:KEY", "page_rows": 10}
        return GoogleSheetsSource(GoogleSheetsSource.Settings.model_validate(settings))

    def dialect(self) -> SourceDialect:
        return SheetsApi(by_key=self.by == "api_key")


class TestKey(TestServiceAccount):
    by = "api_key"
