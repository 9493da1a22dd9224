"""The calls to Partoo's API, and its paged answers.

Base, key and roles: https://developers.partoo.co/guides/api/resources/settings/authentication ; 300 requests a minute
for an organisation: https://developers.partoo.co/guides/api/getting-started/api-fundamentals/rate-limits .
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

from frontdesk import Fetch, HeaderKey, HttpCall, HttpReply, odd_reply, reply_object
from frontdesk_partoo.settings import PartooSettings

PER_PAGE: Final = 100
"""The most: https://developers.partoo.co/api-reference/messaging-settings/list-messaging-settings ; where an endpoint
takes no such wish it answers 30, and its own `max_page` counts."""


class Calls(NamedTuple):
    """Every call that this source makes. `carry` comes back with the answer."""

    settings: PartooSettings

    def sections(self, page: int, carry: Mapping[str, object]) -> Fetch:
        """https://developers.partoo.co/api-reference/groups-and-sections/get-sections ."""
        return self._get("/sections", {"page": page} | self._of_org(), carry)

    def search(self, page: int | None, since: int | None, carry: Mapping[str, object]) -> Fetch:
        """Businesses, all or those modified since (Unix seconds).

        https://developers.partoo.co/api-reference/businesses/search-for-businesses . The first page has had the number
        0 and has 1: it is asked for without a number, and its answer tells which it is.
        """
        asked = {"page": page, "modified_gte": since, "per_page": PER_PAGE}
        return self._get("/business/search", asked | self._of_org(), carry)

    def business(self, id_: str, carry: Mapping[str, object]) -> Fetch:
        """https://developers.partoo.co/api-reference/businesses/business-information ."""
        return self._get(f"/business/{quote(id_, safe='')}", {}, carry)

    def more_hours(self, id_: str, carry: Mapping[str, object]) -> Fetch:
        """https://developers.partoo.co/api-reference/businesses/more-hours-for-your-business ."""
        return self._get(f"/business/{quote(id_, safe='')}/more_hours", {}, carry)

    def messaging(self, page: int) -> Fetch:
        """https://developers.partoo.co/api-reference/messaging-settings/list-messaging-settings ."""
        return self._get("/messaging/settings", {"page": page, "per_page": PER_PAGE}, {"asked": page})

    def _of_org(self) -> dict[str, object]:
        return {"org_id": self.settings.org_id}

    def _get(self, path: str, query: Mapping[str, object], carry: Mapping[str, object]) -> Fetch:
        asked = urlencode({name: value for name, value in query.items() if value is not None})
        call = HttpCall(
            url=f"{self.settings.api}{path}" + (f"?{asked}" if asked else ""),
            method="GET",
            headers={"Accept": "application/json"},
            auth=HeaderKey("x-APIKey", self.settings.api_key),
            timeout=self.settings.timeout,
        )
        return Fetch(call=call, carry=carry)


class Answer(NamedTuple):
    """A page of a list: `{page, max_page, count, <name>: [...]}`."""

    items: list[object]
    following: int | None
    """The number of the next page; None = this was the last."""


def page_of(fetch: Fetch, reply: HttpReply, name: str) -> Answer:
    """One page of a list. Raises `ConfigError` (FD665) where it is none, or not the one that was asked for.

    A list that gave the same page for ever would never end: `asked` in what the call carried is the number. Nor would
    one of empty pages.
    """
    body = reply_object(fetch, reply)
    items, page, last = body.get(name), _number(body, "page"), _number(body, "max_page")
    if not isinstance(items, list) or page is None or last is None:
        raise odd_reply(fetch, f"{{page, max_page, {name}: [...]}}: {sorted(body)[:10]}")
    asked = fetch.carry.get("asked", page)
    if page != asked or (not items and page < last):
        raise odd_reply(fetch, f"page = {page}, max_page = {last}, {len(items)} {name}; page = {asked}?")
    return Answer(items, page + 1 if page < last else None)


def _number(body: Mapping[str, object], name: str) -> int | None:
    value = body.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
