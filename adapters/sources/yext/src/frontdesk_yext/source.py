"""The source: the account's entities page by page; a webhook reads one of them again."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final
from urllib.parse import quote, urlencode

from pydantic import BaseModel

from frontdesk import (
    Fetch,
    HeaderKey,
    HttpCall,
    HttpReply,
    HttpSource,
    Pace,
    Page,
    QueryKey,
    Row,
    WebhookRejected,
    WebhookRequest,
    check_signature,
    object_at,
    odd_reply,
    read_object,
    reply_object,
    text_at,
)
from frontdesk_yext import entities
from frontdesk_yext.settings import YextSettings

_LIMIT: Final = 50
"""The most: https://hitchhikers.yext.com/docs/managementapis/content/entities ."""
_TOKENS: Final = ("pageToken", "nextPageToken")
"""Entities are told by the first of these, older lists by the second."""
_GONE: Final = frozenset({404, 410})
_EVENTS: Final = frozenset({"ENTITY_CREATED", "ENTITY_UPDATED", "ENTITY_DELETED"})
_SIGNATURE: Final = "X-Yext-Signature"


class YextSource(HttpSource):
    """Yext's knowledge graph, by the Entities endpoints of its management API."""

    kind = "yext"
    Settings = YextSettings
    settings: YextSettings

    def __init__(self, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(settings, secrets)
        self._steps: Mapping[str, Callable[[Fetch, HttpReply], Page]] = {"list": self._list, "entity": self._entity}

    def pace(self) -> Pace:
        """5,000 calls an hour.

        https://hitchhikers.yext.com/modules/pl240-developer-console/05-monitoring_app_usage
        """
        return Pace(at_once=2, per_minute=80)

    def first(self, since: datetime | None) -> Sequence[Fetch]:  # noqa: ARG002 - no filter by time is documented
        """The first page."""
        return [self._listed("")]

    def page(self, fetch: Fetch, reply: HttpReply) -> Page:
        """Rows of entities, and the call for the next page."""
        return self._steps[text_at(fetch.carry, "step")](fetch, reply)

    def refused(self, fetch: Fetch, reply: HttpReply) -> Page | None:
        """An entity that a webhook told of, and that is no more."""
        if text_at(fetch.carry, "step") == "entity" and reply.status in _GONE:
            return Page(rows=[Row(id=text_at(fetch.carry, "id"), record=None, gone=True)])
        return None

    def verify(self, request: WebhookRequest) -> None:
        """HMAC-SHA256 of the raw body by the app's signing secret, in hex.

        https://hitchhikers.yext.com/guides/configuring-webhooks/03-webhook-verification
        """
        if self.settings.webhook_secret is None:
            raise WebhookRejected.of("FD669")
        secret = self.secret_value(self.settings.webhook_secret)
        check_signature(request, _SIGNATURE, [hmac.new(secret, request.body, sha256).hexdigest()])

    def told(self, request: WebhookRequest) -> Page:
        """An entity has changed or is gone: it is read again.

        Its whole profile stands in the webhook, but that may be a day late, and comes for every account of the app.
        """
        body = read_object(request.body) or {}
        id_ = text_at(body, "entityId")
        if not id_ or text_at(body, "meta", "eventType") not in _EVENTS:
            return Page()
        return Page(next=[self._get(f"/{quote(id_, safe='')}", {}, {"step": "entity", "id": id_})])

    # The steps of a pass

    def _list(self, fetch: Fetch, reply: HttpReply) -> Page:
        """`{meta: {uuid, errors}, response: {count, entities: [...], pageToken}}`."""
        answer = _response(fetch, reply)
        items = answer.get("entities")
        token = next((text for name in _TOKENS if (text := text_at(answer, name))), "")
        if not isinstance(items, list) or (token and token == fetch.carry.get("token")):
            raise odd_reply(fetch, f"{{response: {{entities: [...], pageToken}}}}: {sorted(answer)[:10]}")
        rows = [self._row(fetch, item, f"entities[{number}]") for number, item in enumerate(items)]
        return Page(rows=rows, next=[self._listed(token)] if token else [])

    def _entity(self, fetch: Fetch, reply: HttpReply) -> Page:
        entity = _response(fetch, reply)
        if not entities.is_one_of(entity, self.settings.entity_types):
            return Page()
        return Page(rows=[self._row(fetch, entity, "")])

    def _row(self, fetch: Fetch, item: object, path: str) -> Row:
        entity = item if isinstance(item, Mapping) else {}
        return entities.row(entity, chat=self.settings.chat_hours or None, path=path, file=fetch.call.url)

    # Calls

    def _listed(self, token: str) -> Fetch:
        query = {"entityTypes": ",".join(self.settings.entity_types), "limit": str(_LIMIT)}
        asked = query | ({"pageToken": token} if token else {})
        return self._get("", asked, {"step": "list", "token": token})

    def _get(self, path: str, query: Mapping[str, str], carry: Mapping[str, object]) -> Fetch:
        asked = urlencode({"v": self.settings.version, **query}, safe=",")
        key = self.settings.api_key
        call = HttpCall(
            url=f"{self.settings.entities}{path}?{asked}",
            method="GET",
            headers={"Accept": "application/json"},
            auth=HeaderKey("api-key", key) if self.settings.key_in == "header" else QueryKey("api_key", key),
            timeout=self.settings.timeout,
        )
        return Fetch(call=call, carry=carry)


def _response(fetch: Fetch, reply: HttpReply) -> Mapping[str, object]:
    """What stands in the envelope. Errors may come with status 200: then it is empty, and says nothing of anybody."""
    body = reply_object(fetch, reply)
    answer = object_at(body, "response")
    if not answer:
        errors = object_at(body, "meta").get("errors")
        raise odd_reply(fetch, f"response = {{}}, meta.errors = {str(errors)[:200]}")
    return answer
