"""Yext against the contract of HTTP sources."""

from __future__ import annotations

from yext_api import SIGNING, YextDialect

from frontdesk import HttpSource
from frontdesk_testkit import HttpSourceContract, SourceDialect
from frontdesk_yext import YextSource


class TestYext(HttpSourceContract):
    carries = (
        "name", "address.lines", "address.postal_code", "address.city", "address.country", "phone", "email", "website",
        "coordinates", "groups", "timezone",
    )  # fmt: skip

    def source(self) -> HttpSource:
        settings = {"api_key": "env:YEXT_KEY", "webhook_secret": "env:YEXT_SIGNING"}
        return YextSource(YextSource.Settings.model_validate(settings), {"env:YEXT_SIGNING": SIGNING})

    def dialect(self) -> SourceDialect:
        return YextDialect()
