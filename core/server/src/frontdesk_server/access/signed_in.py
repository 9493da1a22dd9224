"""Who is signed in, as screens and queries see it."""

from __future__ import annotations

from dataclasses import dataclass

from frontdesk_server.rights import EVERYTHING, Role, Scope
from frontdesk_server.store.audit import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A person within a session, or behind a token."""

    id: str
    name: str
    email: str
    role: Role
    scope: Scope = EVERYTHING
    language: str | None = None
    """`en` or `fr`; None = what the browser asks for."""
    theme: str = "system"
    """`light`, `dark` or `system`."""
    session: str | None = None
    """The session's id (never its secret); None = a token acts."""

    @property
    def actor(self) -> Actor:
        """Who the audit says it was."""
        return Actor(id=self.id, name=self.name)

    def may(self, needed: Role) -> bool:
        """Whether their role is enough."""
        return self.role.may(needed)
