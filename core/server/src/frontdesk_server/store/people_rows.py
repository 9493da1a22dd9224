"""The tables of who may come in, and of who did what: SQLModel, one class a table."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Index, MetaData, Text
from sqlmodel import Field, SQLModel

from frontdesk_server.store import configuration
from frontdesk_server.store._types import Instant, Serial, Words


class _Row(SQLModel):
    """The base of this module's tables: they share one collection with all others."""

    metadata: ClassVar[MetaData] = configuration.metadata


class PersonRow(_Row, table=True):
    """Somebody who may sign in. `groups` is a JSON list; null = every establishment."""

    __tablename__ = "person"
    __table_args__ = (
        Index("uq_person_email", "email", unique=True),
        Index("uq_person_subject", "subject", unique=True),
    )

    id: str = Field(primary_key=True)
    email: str
    name: str = Field(sa_type=Words)
    role: str
    groups: str | None = Field(default=None, sa_type=Text)
    language: str | None = None
    theme: str | None = None
    password: str | None = None
    disabled: bool = False
    made_at: datetime = Field(sa_type=Instant)
    subject: str | None = None


class SessionRow(_Row, table=True):
    """One browser that is signed in, known by the SHA-256 of its cookie; `id` is what people revoke it by."""

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_person", "person"), Index("uq_session_id", "id", unique=True))

    digest: str = Field(primary_key=True)
    id: str
    person: str
    made_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)
    agent: str = Field(default="", sa_type=Words)
    address: str = ""


class OneTimeLinkRow(_Row, table=True):
    """A link that opens once. Without a person it makes the first administrator."""

    __tablename__ = "one_time_link"
    __table_args__ = (Index("ix_one_time_link_person", "person"),)

    digest: str = Field(primary_key=True)
    kind: str
    person: str | None = None
    made_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)


class ApiTokenRow(_Row, table=True):
    """A personal token of the REST interface, known by its SHA-256."""

    __tablename__ = "api_token"
    __table_args__ = (Index("ix_api_token_person", "person"), Index("uq_api_token_digest", "digest", unique=True))

    id: str = Field(primary_key=True)
    digest: str
    person: str
    name: str = Field(sa_type=Words)
    scopes: str
    made_at: datetime = Field(sa_type=Instant)
    ends_at: datetime | None = Field(default=None, sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class ThrottleRow(_Row, table=True):
    """How often signing in was tried in vain under one key: a login, or an address."""

    __tablename__ = "throttle"

    key: str = Field(primary_key=True)
    failures: int = 0
    at: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant)


class AuditRow(_Row, table=True):
    """One change that somebody made."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_at", "at"),)

    number: int | None = Field(default=None, sa_column=Column("number", Serial, primary_key=True, autoincrement=True))
    at: datetime = Field(sa_type=Instant)
    actor: str | None = None
    actor_name: str = Field(sa_type=Words)
    action: str
    kind: str
    subject: str = Field(sa_type=Words)
    before: str | None = Field(default=None, sa_type=Words)
    after: str | None = Field(default=None, sa_type=Words)
    establishments: int | None = None


class AuditGroupRow(_Row, table=True):
    """A group that a change concerns."""

    __tablename__ = "audit_group"
    __table_args__ = (Index("ix_audit_group_group", "group", "number"),)

    number: int = Field(sa_column=Column("number", Serial, primary_key=True, autoincrement=False))
    group: str = Field(primary_key=True, sa_type=Words)
