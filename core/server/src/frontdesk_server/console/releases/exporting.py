"""Taking a plan's lists along, as files for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from frontdesk_server.console.figures.exporting import written
from frontdesk_server.console.releases.showing import WAYS
from frontdesk_server.console.releases.watching import plan_of
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _, language_now

_SEPARATORS: Final = {"en": ",", "fr": ";"}


async def establishments(visit: Visit) -> Response:
    """The establishments that are reached in one way."""
    found = await plan_of(visit)
    way = visit.query("of")
    if found is None or way not in WAYS:
        return visit.missing()
    members = getattr(found[1].reach, way)
    heads = (_("Establishment"), _("Name"), _("Groups"))
    return _file(way, [heads, *((member.id, member.name, ", ".join(member.groups)) for member in members)])


async def missing(visit: Visit) -> Response:
    """Every tag and establishment without a value: one row each."""
    found = await plan_of(visit)
    if found is None:
        return visit.missing()

    def rows() -> Iterator[Sequence[str]]:
        yield _("Tag"), _("Establishment"), _("Name")
        for lacking in found[1].missing:
            yield from ((lacking.tag, member.id, member.name) for member in lacking.members)

    return _file("missing", rows())


def _file(name: str, rows: Sequence[Sequence[str]] | Iterator[Sequence[str]]) -> Response:
    text = written(iter(rows), _SEPARATORS[language_now()])
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response(text.encode(), HTTPStatus.OK, headers, "text/csv; charset=utf-8")
