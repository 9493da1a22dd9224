"""Google Business Profile against the contract of HTTP sources."""

from __future__ import annotations

from google_api import GoogleDialect

from frontdesk import HttpSource
from frontdesk_google_business_profile import GoogleBusinessProfileSource
from frontdesk_testkit import HttpSourceContract, SourceDialect

SETTINGS = {"service_account": "env:GOOGLE_KEY", "webhook_token": "env:PUSH"}


class TestGoogleBusinessProfile(HttpSourceContract):
    carries = (
        "name", "address.lines", "address.postal_code", "address.city", "address.country", "phone", "website",
        "coordinates", "groups",
    )  # fmt: skip
    calls_of_its_own = 4  # two pages of accounts, and an empty page for each account

    def source(self) -> HttpSource:
        settings = GoogleBusinessProfileSource.Settings.model_validate(SETTINGS)
        return GoogleBusinessProfileSource(settings, {"env:PUSH": b"sesame"})

    def dialect(self) -> SourceDialect:
        return GoogleDialect()
