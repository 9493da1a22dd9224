"""The message set that a form spells: the editor's own reading of it, so that the preview shows what would be saved."""

from __future__ import annotations

from frontdesk_server.console.establishments.picked import expanded
from frontdesk_server.console.forms import Form
from frontdesk_server.console.sets.set_form import form_from
from frontdesk_server.console.visit import Visit


async def draft_from(visit: Visit, form: Form) -> dict[str, object]:
    """The set, with what is blank left out, and the ids of frozen lists in their place."""
    whole, _gone = await expanded(form, visit.desk.store)
    return form_from(whole).document()
