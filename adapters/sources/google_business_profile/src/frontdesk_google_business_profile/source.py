"""The source: the accounts, then the locations of each page by page; a notification reads one location again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

from pydantic import BaseModel, HttpUrl

from frontdesk import (
    Fetch,
    GoogleServiceAccount,
    HttpCall,
    HttpReply,
    HttpSource,
    Pace,
    Page,
    Row,
    WebhookRequest,
    odd_reply,
    reply_object,
    text_at,
)
from frontdesk_google_business_profile import locations, notifications
from frontdesk_google_business_profile.settings import GoogleBusinessProfileSettings

Carry = Mapping[str, object]

_SCOPE: Final = "https://www.googleapis.com/auth/business.manage"
_LOCATIONS: Final = 100
"""The most: .../businessinformation/rest/v1/accounts.locations/list ."""
_ACCOUNTS: Final = 20
"""The most: https://developers.google.com/my-business/reference/accountmanagement/rest/v1/accounts/list ."""
_GONE: Final = frozenset({404, 410})


class GoogleBusinessProfileSource(HttpSource):
    """Google's Business Information API, v1, and the list of accounts of its Account Management API."""

    kind = "google_business_profile"
    Settings = GoogleBusinessProfileSettings
    settings: GoogleBusinessProfileSettings

    def __init__(self, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(settings, secrets)
        self._steps: Mapping[str, Callable[[Fetch, HttpReply], Page]] = {
            "accounts": self._accounts,
            "locations": self._locations,
            "location": self._location,
        }

    def pace(self) -> Pace:
        """300 calls a minute for a project, for each API: https://developers.google.com/my-business/content/limits ."""
        return Pace(at_once=2, per_minute=280)

    def first(self, since: datetime | None) -> Sequence[Fetch]:  # noqa: ARG002 - no filter by time is documented
        """The accounts; where the settings name them, the first page of each one's locations."""
        if self.settings.accounts:
            return [self._locations_of(account) for account in self.settings.accounts]
        return [self._accounts_page({})]

    def page(self, fetch: Fetch, reply: HttpReply) -> Page:
        """Rows of locations, and the calls for those that are to come."""
        return self._steps[text_at(fetch.carry, "step")](fetch, reply)

    def refused(self, fetch: Fetch, reply: HttpReply) -> Page | None:
        """A location that a notification told of, and that is no more."""
        if text_at(fetch.carry, "step") == "location" and reply.status in _GONE:
            return Page(rows=[Row(id=text_at(fetch.carry, "id"), record=None, gone=True)])
        return None

    def verify(self, request: WebhookRequest) -> None:
        """The token in the address."""
        notifications.check(request, self.settings, self.secret_value)

    def told(self, request: WebhookRequest) -> Page:
        """A location has changed: it is read again."""
        id_ = notifications.location_in(request)
        if id_ is None:
            return Page()
        query = {"readMask": ",".join(locations.READ)}
        path = f"/locations/{quote(id_, safe='')}"
        return Page(next=[self._get(self.settings.api_url, path, query, {"step": "location", "id": id_})])

    # The steps of a pass

    def _accounts(self, fetch: Fetch, reply: HttpReply) -> Page:
        """`{accounts: [{name}], nextPageToken}`."""
        items, token = _listed(fetch, reply, "accounts")
        calls = [self._accounts_page({"pageToken": token})] if token else []
        for item in items:
            name = text_at(item, "name") if isinstance(item, Mapping) else ""
            if not name.startswith("accounts/"):
                raise odd_reply(fetch, "accounts[].name")
            calls.append(self._locations_of(name))
        return Page(next=calls)

    def _locations(self, fetch: Fetch, reply: HttpReply) -> Page:
        """`{locations: [...], nextPageToken}`."""
        items, token = _listed(fetch, reply, "locations")
        calls = [self._locations_of(text_at(fetch.carry, "account"), token)] if token else []
        rows = [self._row(fetch, item, f"locations[{number}]") for number, item in enumerate(items)]
        return Page(rows=rows, next=calls)

    def _location(self, fetch: Fetch, reply: HttpReply) -> Page:
        return Page(rows=[self._row(fetch, reply_object(fetch, reply), "")])

    def _row(self, fetch: Fetch, item: object, path: str) -> Row:
        location = item if isinstance(item, Mapping) else {}
        return locations.row(location, chat=self.settings.chat_hours or None, path=path, file=fetch.call.url)

    # Calls

    def _accounts_page(self, token: Mapping[str, str]) -> Fetch:
        query = {"pageSize": str(_ACCOUNTS), **token}
        return self._get(self.settings.accounts_url, "/accounts", query, {"step": "accounts"})

    def _locations_of(self, account: str, token: str = "") -> Fetch:
        query = {"readMask": ",".join(locations.READ), "pageSize": str(_LOCATIONS)}
        path = f"/{quote(account, safe='/')}/locations"
        asked = query | ({"pageToken": token} if token else {})
        return self._get(self.settings.api_url, path, asked, {"step": "locations", "account": account})

    def _get(self, base: HttpUrl, path: str, query: Mapping[str, str], carry: Carry) -> Fetch:
        call = HttpCall(
            url=f"{str(base).rstrip('/')}{path}?{urlencode(query, safe=',')}",
            method="GET",
            headers={"Accept": "application/json"},
            auth=GoogleServiceAccount(self.settings.service_account, (_SCOPE,)),
            timeout=self.settings.timeout,
        )
        return Fetch(call=call, carry=carry)


def _listed(fetch: Fetch, reply: HttpReply, name: str) -> tuple[list[object], str]:
    """The items of a page, and the token of the next one. An empty list is not there, so nothing else may be instead.

    Raises `ConfigError` (FD665) for anything else, and for a token that leads to this very page.
    """
    body = reply_object(fetch, reply)
    items, token = body.get(name, []), body.get("nextPageToken", "")
    known = {name, "nextPageToken", "totalSize"}
    if not isinstance(items, list) or not isinstance(token, str) or not body.keys() <= known:
        raise odd_reply(fetch, f"{{{name}: [...], nextPageToken}}: {sorted(body)[:10]}")
    if token and f"pageToken={quote(token, safe='')}" in fetch.call.url:
        raise odd_reply(fetch, f"nextPageToken = pageToken = {token!r}")
    return items, token
