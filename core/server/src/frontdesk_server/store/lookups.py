"""What both the deciding and the claiming transaction look up: conversations, establishments, decided events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import select

from frontdesk.model import ConversationState, Event, Toggles
from frontdesk_server.store import codec, exclusions
from frontdesk_server.store._types import AnyRow, padded
from frontdesk_server.store.ages import age_of, sources_read
from frontdesk_server.store.configuration import EstablishmentRow, ToggleRow
from frontdesk_server.store.link import Link
from frontdesk_server.store.statements import among, param
from frontdesk_server.store.tables import conversation, decision, metadata
from frontdesk_server.store.values import Known, Place

_establishment = metadata.tables[EstablishmentRow.__tablename__]
_toggle = metadata.tables[ToggleRow.__tablename__]

_KNOWN: Final = (
    select(conversation.c.id, conversation.c.state, conversation.c.origin, conversation.c.awaiting)
    .where(among(conversation.c.id, "ids"))
    .order_by(conversation.c.id)
    .with_for_update()
)
_PLACES: Final = (
    select(
        _establishment.c.id,
        _establishment.c.version,
        _establishment.c.exclusions,
        _establishment.c.stale_since,
        _establishment.c.source,
        _establishment.c.told_by,
        _toggle.c.everything,
        _toggle.c.welcome,
        _toggle.c.absence,
        _toggle.c.starters,
    )
    .select_from(_establishment.outerjoin(_toggle, _toggle.c.establishment == _establishment.c.id))
    .where(among(_establishment.c.id, "ids"), _establishment.c.retired.is_(False))
)
_RECORD: Final = select(_establishment.c.record).where(_establishment.c.id == param("id"))
_EVENTS: Final = select(decision.c.number, decision.c.event).where(among(decision.c.number, "numbers"))


class Lookups:
    """Reads within one writing transaction."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def known(self, ids: Iterable[str]) -> dict[str, Known]:
        """The conversations of these ids, locked; one that has no row yet has the empty state."""
        wanted = sorted(set(ids))
        found: dict[str, Known] = {}
        if wanted:
            rows = await self._link.execute(_KNOWN, {"ids": padded(wanted)})
            found = {row.id: _known(row) for row in rows}
        return {id_: found.get(id_) or Known(state=ConversationState()) for id_ in wanted}

    async def places(self, ids: Iterable[str]) -> dict[str, Place]:
        """What is known of these establishments; retired ones are not there."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        rows = await self._link.execute(_PLACES, {"ids": padded(wanted)})
        read = await sources_read(self._link)
        return {
            id_: Place(
                id=id_,
                version=version,
                exclusions=mark,
                toggles=_toggles(flags),
                age=age_of(read, source, told_by, stale),
            )
            for id_, version, mark, stale, source, told_by, *flags in rows
        }

    async def record(self, establishment: str) -> str:
        """The stored record of an establishment that `places` has named."""
        return str((await self._link.execute(_RECORD, {"id": establishment})).scalar())

    async def excluded(self, establishment: str) -> frozenset[str]:
        """The contacts that somebody at the console has excluded there."""
        return await exclusions.excluded(self._link, establishment)

    async def events(self, decisions: Iterable[int]) -> dict[int, Event]:
        """The events that these decisions were about."""
        wanted = sorted(set(decisions))
        if not wanted:
            return {}
        rows = await self._link.execute(_EVENTS, {"numbers": padded(wanted)})
        return {number: codec.load_event(body) for number, body in rows}


def _known(row: AnyRow) -> Known:
    return Known(state=codec.load_state(row.state), origin=codec.load_origin(row.origin), awaiting=row.awaiting)


def _toggles(flags: Sequence[bool | None]) -> Toggles:
    everything, welcome, absence, starters = (flag is not False for flag in flags)
    return Toggles(everything=everything, welcome=welcome, absence=absence, starters=starters)
