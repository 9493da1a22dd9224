"""What is done with two texts of one set: part by part, all of mine, all of theirs, or mine as a copy."""

from __future__ import annotations

from starlette.responses import Response

from frontdesk_server.console.forms import Form
from frontdesk_server.console.sets.conflict_page import conflict_page, differences, merged, sent_document
from frontdesk_server.console.sets.editing import HOME, Sheet, keep, key_of, seen, version_of
from frontdesk_server.console.sets.set_form import SetForm, form_of
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _
from frontdesk_server.publishing.drafts import MessageSetView
from frontdesk_server.store import Conflict


async def merge(visit: Visit) -> Response:
    """Save what was chosen of two texts."""
    view = await seen(visit)
    if view is None:
        return visit.missing()
    sent = await visit.form()
    document = sent_document(sent.get("mine"))
    if document is None or sent.get("do") == "theirs":
        return visit.redirect(f"{HOME}/{view.line.id}", kind="info", told=_("Nothing was changed."))
    mine = form_of(document, language=visit.language)
    sheet = Sheet(form=mine, view=view, version=version_of(sent), key=key_of(sent))
    if sent.get("do") in ("mine", "copy"):
        return await keep(visit, sheet, wish=sent.get("do"))
    return await _merge(visit, sheet, view, sent)


async def _merge(visit: Visit, sheet: Sheet, view: MessageSetView, sent: Form) -> Response:
    theirs = await visit.desk.store.drafts.get(view.line.id)
    if theirs is None:
        return visit.missing()
    base = sent_document(sent.get("base"))
    conflict = Conflict(theirs=theirs, base=base)
    if theirs.version != sheet.version:
        return conflict_page(visit, sheet.form, conflict)
    other = form_of(theirs.document, language=visit.language)
    found = list(differences(sheet.form, other, _base(visit, conflict), sent))
    if any(difference.missing for difference in found):
        return conflict_page(visit, sheet.form, conflict, sent)
    whole = merged(other, sheet.form, found)
    return await keep(visit, Sheet(form=whole, view=view, version=theirs.version, key=sheet.key), wish="save")


def _base(visit: Visit, conflict: Conflict) -> SetForm | None:
    return None if conflict.base is None else form_of(conflict.base, language=visit.language)
