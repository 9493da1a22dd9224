"""Two people edited one set: the second to save sees both texts, part by part, and nothing is lost."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Literal

from starlette.responses import Response

from frontdesk_server.console.forms import Form
from frontdesk_server.console.sets.parts import Part, parts
from frontdesk_server.console.sets.set_form import SetForm, form_of
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _
from frontdesk_server.store import Conflict

Changed = Literal["mine", "theirs", "both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A part that says one thing in my form and another in theirs."""

    part: Part
    mine: str
    theirs: str
    changed: Changed
    """Who changed it; both, where nobody can tell."""
    chosen: str
    """`mine`, `theirs`, or nothing yet."""

    @property
    def missing(self) -> bool:
        """Whether it is still to be chosen."""
        return self.chosen not in ("mine", "theirs")


def conflict_page(visit: Visit, mine: SetForm, conflict: Conflict, sent: Form | None = None) -> Response:
    """Both texts side by side; `sent` is the choice that was made so far."""
    base = None if conflict.base is None else form_of(conflict.base, language=visit.language)
    theirs = form_of(conflict.theirs.document, language=visit.language)
    found = list(differences(mine, theirs, base, sent))
    return visit.page(
        "sets/conflict.html",
        status=HTTPStatus.CONFLICT if sent is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        theirs=conflict.theirs,
        differences=found,
        asked=sent is not None,
        unchosen=[
            (f"choice.{one.part.key}", f"{one.part.label}: {_('Choose one of the two.')}")
            for one in found
            if one.missing
        ],
        mine=json.dumps(mine.document()),
        base="" if conflict.base is None else json.dumps(dict(conflict.base)),
        key=secrets.token_hex(16),
    )


def differences(mine: SetForm, theirs: SetForm, base: SetForm | None, sent: Form | None) -> Iterator[Difference]:
    """What differs. What only one of the two changed is chosen already."""
    mine = replace(mine, languages=_written_in(mine))
    theirs = replace(theirs, languages=_written_in(theirs))
    for part in parts(mine, theirs):
        ours, others = part.shown(mine).strip(), part.shown(theirs).strip()
        if ours != others:
            changed = _changed(part, base, ours, others)
            chosen = sent.get(f"choice.{part.key}") if sent is not None else "" if changed == "both" else changed
            yield Difference(part=part, mine=ours, theirs=others, changed=changed, chosen=chosen)


def _written_in(form: SetForm) -> tuple[str, ...]:
    """The languages in which it says something: which others a form offers is no difference."""
    texts = [*form.texts.values(), *(text for topic in form.topics for text in (topic.title, topic.answer))]
    return tuple(code for code in form.languages if any(text.get(code, "").strip() for text in texts))


def _changed(part: Part, base: SetForm | None, mine: str, theirs: str) -> Changed:
    try:
        before = None if base is None else part.shown(base).strip()
    except IndexError:  # a topic that was not there
        return "both"
    return "theirs" if mine == before else "mine" if theirs == before else "both"


def merged(theirs: SetForm, mine: SetForm, found: list[Difference]) -> SetForm:
    """Their text with what was chosen of mine."""
    whole = theirs
    for difference in found:
        if difference.chosen == "mine":
            whole = difference.part.take(whole, mine)
    return whole


def sent_document(text: str) -> Mapping[str, object] | None:
    """A document that travelled in a hidden field; None for a damaged one."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
