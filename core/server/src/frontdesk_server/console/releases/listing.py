"""Releases: who made which, when, and what each changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from frontdesk_server.console.releases.differing import Told, told_parts
from frontdesk_server.console.releases.work import who
from frontdesk_server.console.visit import Visit
from frontdesk_server.publishing.audience import audience_of
from frontdesk_server.publishing.restoring import ReleaseDifferences, in_scope, release_differences
from frontdesk_server.publishing.semantic import Difference
from frontdesk_server.store import Release

PAGE: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDifference:
    """One thing that differs."""

    difference: Difference
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRelease:
    """One release with what it changed."""

    release: Release
    differences: Sequence[ShownDifference]
    newest: bool


async def show(visit: Visit) -> Response:
    """The latest ones, newest first; each against the one before it."""
    newest = await visit.desk.store.releases.newest_number()
    asked = visit.query("before")
    top = min(int(asked) - 1, newest) if asked.isdecimal() and len(asked) < PAGE else newest
    lines = []
    for number in range(top, max(top - PAGE, 0), -1):
        line = await _line(visit, number, newest)
        if line is not None:
            lines.append(line)
    older = f"/console/releases?before={top - PAGE + 1}" if top > PAGE else ""
    newer = "/console/releases" if top < newest else ""
    return visit.page("releases/list.html", lines=lines, older=older, newer=newer, now=visit.desk.clock.now())


async def one(visit: Visit) -> Response:
    """One of them, with every text that it changed."""
    number = number_of(visit)
    newest = await visit.desk.store.releases.newest_number()
    line = await _line(visit, number, newest) if number is not None else None
    if line is None:
        return visit.missing()
    return visit.page("releases/release.html", line=line, now=visit.desk.clock.now())


def number_of(visit: Visit) -> int | None:
    """The number in the address; None where it is none."""
    text = str(visit.request.path_params["number"])
    return int(text) if text.isascii() and text.isdecimal() and len(text) < PAGE and int(text) > 0 else None


async def _line(visit: Visit, number: int, newest: int) -> ShownRelease | None:
    found = await release_differences(visit.desk.store, number - 1, number)
    if found is None:
        return None
    return ShownRelease(release=found.after, differences=await told_differences(visit, found), newest=number == newest)


async def told_differences(visit: Visit, found: ReleaseDifferences) -> list[ShownDifference]:
    """What differs, as far as this person sees it, in words."""
    audience = await audience_of(visit.desk.store)
    seen = in_scope(found, audience, who(visit))
    return [ShownDifference(difference=each, told=told_parts(each.parts, audience)) for each in seen]
