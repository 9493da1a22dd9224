"""One decision explained: the way through the rules, what it rested on, and what became of its messages."""

from __future__ import annotations

import json
from typing import Final

from starlette.responses import Response

from frontdesk_server.console.journal.evidence import evidence
from frontdesk_server.console.journal.lines import WORDS
from frontdesk_server.console.journal.reading import Part, way
from frontdesk_server.console.visit import Visit
from frontdesk_server.store import DecisionView
from frontdesk_server.store.codec import dump_event

LONGEST_NUMBER: Final = 18


async def show(visit: Visit) -> Response:
    """The explanation."""
    view = await _asked(visit)
    if view is None:
        return visit.missing()
    id_ = view.line.establishment
    place = await visit.desk.store.establishments.get(id_, visit.scope) if id_ else None
    found = way(view.line.trace)
    return visit.page(
        "journal/decision.html",
        view=view,
        line=view.line,
        place=place,
        found=found,
        held=any(step.part is Part.HELD for step in found.steps),
        evidence=await evidence(visit.desk, view, place),
        raw=json.dumps(json.loads(dump_event(view.decision.event))["is"], ensure_ascii=False, indent=2),
        j=WORDS,
    )


async def _asked(visit: Visit) -> DecisionView | None:
    number = str(visit.request.path_params["number"])
    if not (number.isascii() and number.isdigit()) or len(number) > LONGEST_NUMBER:
        return None
    return await visit.desk.store.decisions.get(int(number), scope=visit.scope)
