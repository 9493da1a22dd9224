"""What an account's platform shows before any message: in step or not, what it sends itself, and the buttons for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from starlette.responses import Response

from frontdesk.diagnostics import Diagnostic, describe
from frontdesk.engine import explain
from frontdesk_server.console.desk import Desk
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import N_, _, language_now
from frontdesk_server.runtime.profiles import automations_of, has_profile
from frontdesk_server.store.audit import Actor, Change
from frontdesk_server.store.profiles import Ask, KeptProfile, ProfileState

_STATES: Final[Mapping[ProfileState, tuple[Literal["success", "warning", "danger"], str]]] = {
    ProfileState.NEW: ("warning", N_("Not looked at yet")),
    ProfileState.IN_STEP: ("success", N_("Shows what it should")),
    ProfileState.DIFFERS: ("warning", N_("Shows something else")),
    ProfileState.FAILED: ("danger", N_("Cannot be read or written")),
}
_TOLD: Final[Mapping[Ask, str]] = {
    "check": N_("The platform is asked what it shows; look again in some seconds."),
    "write": N_("What is wanted is written and read back; look again in some seconds."),
}
_FIELDS: Final[Mapping[str, str]] = {
    "starters": N_("Starters"),
    "greeting": N_("Greeting"),
    "absence": N_("Absence message"),
    "commands": N_("Commands"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProfile:
    """A profile in words."""

    kept: KeptProfile

    @property
    def state(self) -> tuple[str, str]:
        """The badge."""
        kind, word = _STATES[self.kept.state]
        return kind, _(word)

    @property
    def warnings(self) -> list[str]:
        """What the platform sends of its own beside ours, and how to mend it."""
        return [_sentence(found) for found in automations_of(self.kept)]

    @property
    def alarms(self) -> list[str]:
        """The same, without what cannot be seen from here: nobody could make that go away."""
        return [_sentence(found) for found in automations_of(self.kept, certain=True)]

    @property
    def notes(self) -> list[str]:
        """Why something is not shown, or not as it is written."""
        return [explain(line, language_now()) for line in self.kept.lines]

    @property
    def differences(self) -> list[tuple[str, str, str, str]]:
        """What, in which language, what is wanted, what is there."""
        return [(_(_FIELDS[d.field]), d.locale or "", d.wanted, d.found) for d in self.kept.differences]


def _sentence(found: Diagnostic) -> str:
    """What is wrong and how to mend it, without its id."""
    return describe(found, language_now()).partition(" ")[2]


async def profiles_of(desk: Desk) -> dict[str, ShownProfile]:
    """The profiles of all accounts whose platform can be asked."""
    kept = await desk.store.profiles.all()
    able = [id_ for id_, channel in desk.connections.channels.items() if has_profile(channel)]
    return {id_: ShownProfile(kept=kept.get(id_) or KeptProfile(account=id_)) for id_ in able}


async def _ask(what: Ask, visit: Visit) -> Response:
    id_ = visit.request.path_params["id"]
    channel = visit.desk.connections.channels.get(id_)
    if channel is None or not has_profile(channel):
        return visit.missing()
    actor = Actor(id=visit.person.id, name=visit.person.name)
    change = Change(actor=actor, action=f"profile.{what}", kind="account", subject=id_)
    await visit.desk.store.profiles.ask(id_, what, change)
    return visit.redirect(f"/console/accounts/{id_}#profile", told=_(_TOLD[what]))


check = partial(_ask, "check")
write = partial(_ask, "write")
