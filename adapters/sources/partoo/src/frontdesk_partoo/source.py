"""The source: the groups' names, then the businesses page by page, then the further hours of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Final

from pydantic import BaseModel

from frontdesk import (
    Diagnostic,
    Fetch,
    HttpReply,
    HttpSource,
    Pace,
    Page,
    Row,
    WebhookRequest,
    object_at,
    reply_object,
    text_at,
)
from frontdesk_partoo import businesses, webhooks
from frontdesk_partoo.calls import Calls, page_of
from frontdesk_partoo.settings import PartooSettings

Carry = Mapping[str, object]

_GONE: Final = frozenset({404, 410})
_WITHHELD: Final = frozenset({403, 404, 410})
"""What a key may not read, or what there is no such thing of: of a part, not of the whole."""


class PartooSource(HttpSource):
    """Partoo's REST API, v2. What a call carries says where in the pass it stands (`step`) and the groups' names."""

    kind = "partoo"
    Settings = PartooSettings
    settings: PartooSettings
    incremental: ClassVar[bool] = True

    def __init__(self, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(settings, secrets)
        self._calls = Calls(self.settings)
        self._steps: Mapping[str, Callable[[Fetch, HttpReply], Page]] = {
            "sections": self._sections,
            "search": self._search,
            "business": self._business,
            "more_hours": self._more_hours,
        }

    def pace(self) -> Pace:
        """300 calls a minute for the whole organisation; some are left to whoever else has a key there."""
        return Pace(at_once=2, per_minute=280)

    def first(self, since: datetime | None) -> Sequence[Fetch]:
        """The first page of groups, or of businesses where the groups' names are not wanted."""
        return [self._begun({"step": "search", "since": None if since is None else int(since.timestamp())})]

    def page(self, fetch: Fetch, reply: HttpReply) -> Page:
        """Rows of businesses, and the calls for those that are to come."""
        return self._steps[text_at(fetch.carry, "step")](fetch, reply)

    def refused(self, fetch: Fetch, reply: HttpReply) -> Page | None:
        """A business that is no more is gone; groups and further hours may be forbidden, and are left out then."""
        step = text_at(fetch.carry, "step")
        if step == "business" and reply.status in _GONE:
            return Page(rows=[Row(id=text_at(fetch.carry, "id"), record=None, gone=True)])
        if step == "more_hours" and reply.status in _WITHHELD:
            return Page(rows=[self._row(fetch.carry, _withheld(fetch, reply))])
        if step == "sections" and reply.status in _WITHHELD:
            told = Row(id=None, record=None, diagnostics=(_withheld(fetch, reply),))
            return Page(rows=[told], next=[self._after_sections(fetch, {})])
        return None

    def verify(self, request: WebhookRequest) -> None:
        """The signature of Partoo over the raw body, or the secret in a header."""
        webhooks.check(request, self.settings, self.secret_value)

    def told(self, request: WebhookRequest) -> Page:
        """A business was created, changed (it is read again) or deleted (it is gone)."""
        told = webhooks.read(request)
        if told is None:
            return Page()
        if told.gone:
            return Page(rows=[Row(id=told.id, record=None, gone=True)])
        return Page(next=[self._begun({"step": "business", "id": told.id})])

    # The steps of a pass

    def _begun(self, wanted: Carry) -> Fetch:
        """The first call on the way to what is wanted: the names of groups come first."""
        if not self.settings.group_names:
            return self._wanted(wanted, {})
        return self._calls.sections(1, {"step": "sections", "asked": 1, "wanted": wanted, "names": {}})

    def _wanted(self, wanted: Carry, names: Carry) -> Fetch:
        carry = {**wanted, "names": names}
        if wanted["step"] == "business":
            return self._calls.business(text_at(wanted, "id"), carry)
        return self._calls.search(None, _since(wanted), carry)

    def _sections(self, fetch: Fetch, reply: HttpReply) -> Page:
        """`{sections: [{id, name, groups: [{id, name}]}]}`."""
        answer = page_of(fetch, reply, "sections")
        found = {str(group.get("id")): text_at(group, "name") for group in _groups_in(answer.items)}
        names = {**object_at(fetch.carry, "names"), **{id_: name for id_, name in found.items() if name}}
        if answer.following is None:
            return Page(next=[self._after_sections(fetch, names)])
        carry = {**fetch.carry, "asked": answer.following, "names": names}
        return Page(next=[self._calls.sections(answer.following, carry)])

    def _after_sections(self, fetch: Fetch, names: Carry) -> Fetch:
        return self._wanted(object_at(fetch.carry, "wanted"), names)

    def _search(self, fetch: Fetch, reply: HttpReply) -> Page:
        answer = page_of(fetch, reply, "businesses")
        rows: list[Row] = []
        calls: list[Fetch] = []
        if answer.following is not None:
            carry = {**fetch.carry, "asked": answer.following}
            calls.append(self._calls.search(answer.following, _since(fetch.carry), carry))
        for number, item in enumerate(answer.items):
            self._take(fetch, item, f"businesses[{number}]", rows, calls)
        return Page(rows=rows, next=calls)

    def _business(self, fetch: Fetch, reply: HttpReply) -> Page:
        rows: list[Row] = []
        calls: list[Fetch] = []
        self._take(fetch, reply_object(fetch, reply), "", rows, calls)
        return Page(rows=rows, next=calls)

    def _take(self, fetch: Fetch, item: object, path: str, rows: list[Row], calls: list[Fetch]) -> None:
        """A business becomes a row, or a call for its further hours that carries it."""
        business = item if isinstance(item, Mapping) else {}
        id_ = businesses.id_of(business)
        names = fetch.carry.get("names")
        carry = {"names": names, "path": path, "file": fetch.call.url, "business": business}
        if id_ is None or not self.settings.more_hours:
            rows.append(self._row(carry))
        else:
            calls.append(self._calls.more_hours(id_, {**carry, "step": "more_hours", "id": id_}))

    def _more_hours(self, fetch: Fetch, reply: HttpReply) -> Page:
        """`{more_hours: [{gmb_id, value}]}`."""
        return Page(rows=[self._row(fetch.carry, more_hours=reply_object(fetch, reply).get("more_hours"))])

    def _row(self, carry: Carry, *doubts: Diagnostic, more_hours: object = None) -> Row:
        return businesses.row(
            object_at(carry, "business"),
            more_hours=more_hours,
            names=object_at(carry, "names"),
            path=text_at(carry, "path"),
            file=text_at(carry, "file"),
            doubts=doubts,
        )


def _since(carry: Carry) -> int | None:
    since = carry.get("since")
    return since if isinstance(since, int) else None


def _groups_in(sections: Sequence[object]) -> list[Carry]:
    listed = [section.get("groups") for section in sections if isinstance(section, Mapping)]
    return [group for groups in listed if isinstance(groups, list) for group in groups if isinstance(group, Mapping)]


def _withheld(fetch: Fetch, reply: HttpReply) -> Diagnostic:
    """That a part could not be read, by its own word."""
    params = {"what": text_at(fetch.carry, "step"), "status": reply.status}
    return Diagnostic(id="FD664", path=fetch.call.url, severity="warning", params=params)
