"""Plans that are being worked out, or were a moment ago: each belongs to the person who asked for it.

What was asked for is kept in the store for a while: where several processes serve the console, one that is asked for a
plan of another's works it out itself.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, cast
from uuid import uuid4
from weakref import WeakKeyDictionary

from frontdesk_server.console.visit import Visit
from frontdesk_server.publishing.drafts import Who
from frontdesk_server.publishing.intent import Intent
from frontdesk_server.publishing.planning import Plan, plan
from frontdesk_server.store import Store

MOST_KEPT: Final = 50
PATIENCE: Final = 0.4
"""Seconds for which a page waits for its plan before it shows a bar: most plans are there by then."""


KEPT: Final = timedelta(hours=1)
_NAMESPACE: Final = "console.plans"
_VERBS: Final = ("activate", "deactivate", "delete", "schedules")


@dataclass(slots=True)
class Job:
    """One plan on its way."""

    id: str
    owner: str
    intent: Intent
    page: str
    """The address of the page that asked."""
    share: float = 0.0
    task: asyncio.Task[Plan | None] | None = field(default=None)

    @property
    def done(self) -> bool:
        """Whether the plan is there, or will never be."""
        return self.task is not None and self.task.done()

    def advance(self, share: float) -> None:
        """So much is done."""
        self.share = share

    async def result(self, seconds: float | None = None) -> Plan | None:
        """The plan, once it is there. Raises `TimeoutError`, and what planning raises."""
        if self.task is None:
            return None
        return await asyncio.wait_for(asyncio.shield(self.task), seconds)


_jobs: Final[WeakKeyDictionary[Store, OrderedDict[str, Job]]] = WeakKeyDictionary()


def who(visit: Visit) -> Who:
    """The person, as publishing knows them."""
    return Who(name=visit.person.name, scope=visit.scope, id=visit.person.id)


def begin(visit: Visit, intent: Intent, page: str, id_: str | None = None) -> Job:
    """Start to work out an intent."""
    desk = visit.desk
    job = Job(id=id_ or uuid4().hex, owner=visit.person.id, intent=intent, page=page)
    accounts = list(desk.connections.accounts.values())
    job.task = asyncio.create_task(
        plan(desk.store, desk.host, accounts, intent, who(visit), progress=job.advance), name=f"plan {job.id}"
    )
    job.task.add_done_callback(_looked_at)
    jobs = _jobs.setdefault(desk.store, OrderedDict())
    jobs[job.id] = job
    while len(jobs) > MOST_KEPT:
        _, oldest = jobs.popitem(last=False)
        if oldest.task is not None:
            oldest.task.cancel()
    return job


def _looked_at(task: asyncio.Task[Plan | None]) -> None:
    """What went wrong is told by whoever waits; who has left does not need to know."""
    if not task.cancelled():
        task.exception()


async def keep(visit: Visit, job: Job) -> None:
    """Let every process that serves the console know what is asked for."""
    named = {verb: list(getattr(job.intent, verb)) for verb in _VERBS}
    asked = {**named, "owner": job.owner, "page": job.page}
    await visit.desk.store.expiring(_NAMESPACE).put(job.id, asked, KEPT)


async def find(visit: Visit, id_: str) -> Job | None:
    """The job of that id, if it is this person's; one that another process has begun is begun here too."""
    job = _jobs.get(visit.desk.store, OrderedDict()).get(id_) or await _begun_elsewhere(visit, id_)
    return job if job is not None and job.owner == visit.person.id else None


async def _begun_elsewhere(visit: Visit, id_: str) -> Job | None:
    asked = cast("Mapping[str, Any] | None", await visit.desk.store.expiring(_NAMESPACE).get(id_))
    if asked is None or asked["owner"] != visit.person.id:
        return None
    named: dict[str, Any] = {verb: tuple(asked[verb]) for verb in _VERBS}
    return begin(visit, Intent(**named), asked["page"], id_)
