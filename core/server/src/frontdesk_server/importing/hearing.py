"""Hearing: what sources say by themselves. It is durable before anybody says thanks for it; calls follow behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from frontdesk.calls import WebhookRequest
from frontdesk.diagnostics import describe_all
from frontdesk.errors import ConfigError
from frontdesk.source import HttpSource, Page
from frontdesk_server.calling.fetches import fetch_from_json, fetch_to_json
from frontdesk_server.importing.running import Runner
from frontdesk_server.project import SourceSpec
from frontdesk_server.store import StoreUnavailable, told
from frontdesk_server.store.told import ToldFetch

AT_ONCE = 50
"""Calls that are looked at together: of those that are the same, one is made."""

_log = structlog.get_logger("frontdesk.sources")


@dataclass(slots=True)
class Hearing:
    """The webhooks of sources."""

    runner: Runner
    missed: set[str] = field(default_factory=set)
    """Sources of which a call failed: their next pass brings what was missed, and is due."""

    async def hear(self, spec: SourceSpec, request: WebhookRequest) -> None:
        """Take in a webhook: rows at once, calls kept to be made.

        Raises `WebhookRejected` for one that is not the platform's, `ConfigError` for one that cannot be read.
        """
        if not isinstance(spec.source, HttpSource):
            return
        self.runner.hand_secrets(spec)
        spec.source.verify(request)
        page = spec.source.told(request)
        async with self.runner.store.passes.work(self.runner.owner) as work:
            await told.add(work.link, spec.id, [fetch_to_json(fetch) for fetch in page.next])
        if page.rows:
            await self.runner.take(spec, Page(rows=page.rows))

    async def follow(self) -> int:
        """Make the calls that were asked for; how many were dealt with. Raises `StoreUnavailable`."""
        async with self.runner.store.passes.work(self.runner.owner) as work:
            waiting = await told.upcoming(work.link, AT_ONCE)
        for (source, fetch), numbers in _together(waiting).items():
            await self._follow(source, fetch)
            async with self.runner.store.passes.work(self.runner.owner) as work:
                await told.done(work.link, numbers)
        return len(waiting)

    async def _follow(self, source: str, fetch: str) -> None:
        spec = self.runner.circle.get(source)
        if spec is None or self.runner.caller is None:
            return
        try:
            await self.runner.take(spec, Page(next=[fetch_from_json(fetch)]))
        except ConfigError as error:
            self.missed.add(source)
            _log.warning("source not asked", source=source, problem=describe_all(error.diagnostics))
        except StoreUnavailable:
            raise
        except Exception:  # noqa: BLE001 - a plugin's mistake: what others have said is followed all the same
            self.missed.add(source)
            _log.exception("source failed", source=source)


def _together(waiting: Sequence[ToldFetch]) -> dict[tuple[str, str], list[int]]:
    """The numbers of those that are the same."""
    same: dict[tuple[str, str], list[int]] = {}
    for one in waiting:
        same.setdefault((one.source, one.fetch), []).append(one.number)
    return same
