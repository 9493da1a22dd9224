"""Establishments: the list, one of them, toggles, and the picker.

For the editor of message sets: `picker_of(visit, establishments)` gives what "establishments/_picker.html" shows within
its form ("establishments/_picker_dialog.html" goes into the page's block `dialogs`), and
`form, gone = await expanded(await visit.form(), store)` puts the ids of frozen lists in their place before the form is
read. Where there is no script the picker is a page of its own, which sends the whole form back with `do=picked`.
"""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.establishments.calendar import send_calendar, show_calendar
from frontdesk_server.console.establishments.contacts import exclude, readmit
from frontdesk_server.console.establishments.listing import show_list
from frontdesk_server.console.establishments.picked import expanded
from frontdesk_server.console.establishments.picker import pick, picker_of
from frontdesk_server.console.establishments.place import show_place
from frontdesk_server.console.establishments.switching import switch
from frontdesk_server.console.establishments.undoing import take_back
from frontdesk_server.console.screens import Screen
from frontdesk_server.rights import Role

__all__ = ["SCREENS", "expanded", "picker_of"]

SCREENS: Final[tuple[Screen, ...]] = (
    Screen(path="/establishments", handler=show_list),
    Screen(path="/establishments/picker", handler=pick, role=Role.EDITOR, methods=("POST",)),
    Screen(path="/establishments/switch", handler=switch, role=Role.EDITOR, methods=("POST",)),
    Screen(path="/establishments/undo", handler=take_back, role=Role.EDITOR, methods=("POST",)),
    Screen(path="/establishments/exclude", handler=exclude, role=Role.EDITOR, methods=("POST",)),
    Screen(path="/establishments/readmit", handler=readmit, role=Role.EDITOR, methods=("POST",)),
    Screen(path="/establishments/{id:path}/calendar", handler=show_calendar),
    Screen(path="/establishments/{id:path}/calendar.ics", handler=send_calendar),
    Screen(path="/establishments/{id:path}", handler=show_place),
)
