"""The forms of the REST interface about people and the audit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field

from frontdesk_server.access.people import LONGEST_EMAIL, LONGEST_NAME, Profile
from frontdesk_server.api.shapes import Shape
from frontdesk_server.rights import EVERYTHING, Role, Scope
from frontdesk_server.store.audit import AuditEntry
from frontdesk_server.store.people import Person


class PersonIn(Shape):
    """What is said of a person."""

    name: str = Field(max_length=LONGEST_NAME, description="as others see it")
    email: str = Field(max_length=LONGEST_EMAIL, description="what they sign in with; nothing is sent to it")
    role: Role = Field(default=Role.VIEWER, description="what they may do")
    groups: list[str] | None = Field(
        default=None, max_length=1000, description="null = every establishment; else those of these groups"
    )

    def profile(self) -> Profile:
        """The value that access takes."""
        scope = EVERYTHING if self.groups is None else Scope(groups=frozenset(self.groups))
        return Profile(name=self.name, email=self.email, role=self.role, scope=scope)


class PersonOut(Shape):
    """Somebody who may sign in."""

    id: str
    name: str
    email: str
    role: Role
    groups: list[str] | None = Field(description="null = every establishment")
    disabled: bool = Field(description="true = kept out")
    invited: bool = Field(description="true = they have chosen no password yet, and no provider vouches for them")
    added: datetime

    @classmethod
    def of(cls, person: Person) -> PersonOut:
        """The form of a person."""
        groups = person.scope.groups
        return cls(
            id=person.id,
            name=person.name,
            email=person.email,
            role=person.role,
            groups=None if groups is None else sorted(groups),
            disabled=person.disabled,
            invited=person.password is None and person.subject is None,
            added=person.made_at,
        )


class LinkOut(Shape):
    """A link by which somebody chooses a password. It opens once, and is told once."""

    link: str = Field(description="the end of its address: `/console/link/...`")


class InvitedOut(LinkOut):
    """Somebody who was added, and the link that they need."""

    person: PersonOut


class DisabledShape(Shape):
    """Whether somebody is kept out."""

    disabled: bool


class EndedOut(Shape):
    """How many sessions have ended."""

    ended: int


class ChangeOut(Shape):
    """One change that somebody made."""

    number: int
    at: datetime
    actor: str = Field(description="the person's name, or that of a part of the program")
    actor_id: str | None
    action: str = Field(description="such as `set.activated`")
    kind: str
    subject: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    establishments: int | None = Field(description="how many are concerned, where that can be counted")

    @classmethod
    def of(cls, entry: AuditEntry) -> ChangeOut:
        """The form of a line of the audit."""
        return cls(
            number=entry.number,
            at=entry.at,
            actor=entry.actor.name,
            actor_id=entry.actor.id,
            action=entry.action,
            kind=entry.kind,
            subject=entry.subject,
            before=entry.before,
            after=entry.after,
            establishments=entry.establishments,
        )


class AuditOut(Shape):
    """A page of the audit."""

    changes: list[ChangeOut]
    before: int | None = Field(description="the next page is before this number; null = this is the last one")
