"""Every way of paging, each with another way of authorising, against the contract of HTTP sources."""

from __future__ import annotations

from json_api import CARRIES, JsonApi
from kinds import KINDS, settings_of

from frontdesk import HttpSource
from frontdesk_http_json import HttpJsonSettings, HttpJsonSource
from frontdesk_testkit import HttpSourceContract, SourceDialect


class _Kind(HttpSourceContract):
    carries = CARRIES
    fuzz = 15
    paging = ""

    def source(self) -> HttpSource:
        return HttpJsonSource(HttpJsonSettings.model_validate(settings_of(self.paging, KINDS[self.paging])))

    def dialect(self) -> SourceDialect:
        return JsonApi(self.paging, KINDS[self.paging])


class TestByPage(_Kind):
    paging = "page"


class TestByOffset(_Kind):
    paging = "offset"


class TestByCursor(_Kind):
    paging = "cursor"


class TestByLink(_Kind):
    paging = "link"


class TestByNextUrl(_Kind):
    paging = "next_url"
