"""Pages in both syntaxes against the contract of HTTP sources."""

from __future__ import annotations

from website import SITE, WebsiteDialect, in_json_ld, in_microdata

from frontdesk import HttpSource
from frontdesk_schema_org import SchemaOrgSource
from frontdesk_testkit import HttpSourceContract, SourceDialect

CARRIES = (
    "name", "address.lines", "address.postal_code", "address.city", "address.country", "phone", "email", "website",
    "coordinates",
)  # fmt: skip


class TestJsonLd(HttpSourceContract):
    carries = CARRIES
    per_record = 1  # its page
    calls_of_its_own = 2  # robots.txt and the sitemap
    fuzz = 25

    def source(self) -> HttpSource:
        return SchemaOrgSource(SchemaOrgSource.Settings.model_validate({"sitemaps": [f"{SITE}/sitemap.xml"]}))

    def dialect(self) -> SourceDialect:
        return WebsiteDialect(in_json_ld)


class TestMicrodata(TestJsonLd):
    def dialect(self) -> SourceDialect:
        return WebsiteDialect(in_microdata)
