"""The tables that operators fill: releases, establishments, toggles, secrets. SQLModel, one class a table."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, MetaData, Text, text
from sqlmodel import Field, SQLModel

from frontdesk_server.store._types import Instant, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


_STALE = text("stale_since IS NOT NULL")


class _Row(SQLModel):
    """The base of this module's tables: they share one collection with those of the hot path."""

    metadata = metadata


class ReleaseRow(_Row, table=True):
    """One immutable version of the rulebook."""

    __tablename__ = "release"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    document: str = Field(sa_type=Text)
    author: str
    note: str = ""
    at: datetime = Field(sa_type=Instant)


class EstablishmentRow(_Row, table=True):
    """One establishment as its source delivered it.

    `version` is the hash of `record`, `exclusions` that of its rows in `excluded_contact` (null = none). `told_by` is
    JSON: the source of each field, where they are several; null = `source` told it all.
    """

    __tablename__ = "establishment"
    __table_args__ = (
        Index("ix_establishment_source", "source"),
        Index("ix_establishment_updated_at", "updated_at"),
        # Else who asks what is stale reads every record, for they stand before it in their rows.
        Index("ix_establishment_stale", "source", "stale_since", sqlite_where=_STALE, postgresql_where=_STALE),
    )

    id: str = Field(primary_key=True)
    source: str
    name: str
    record: str = Field(sa_type=Text)
    version: str
    updated_at: datetime = Field(sa_type=Instant)
    stale_since: datetime | None = Field(default=None, sa_type=Instant)
    retired: bool = False
    exclusions: str | None = None
    told_by: str | None = Field(default=None, sa_type=Text)


class ToggleRow(_Row, table=True):
    """What is switched on for one establishment; no row = everything."""

    __tablename__ = "toggle"

    establishment: str = Field(primary_key=True)
    everything: bool = True
    welcome: bool = True
    absence: bool = True
    starters: bool = True
    author: str = ""
    at: datetime = Field(sa_type=Instant)


class SecretRow(_Row, table=True):
    """One secret, encrypted."""

    __tablename__ = "secret"

    name: str = Field(primary_key=True)
    token: str = Field(sa_column=Column("token", Text, nullable=False))
    at: datetime = Field(sa_type=Instant)
    author: str = Field(default="", sa_type=Words, sa_column_kwargs={"server_default": ""})
    """Who set it; empty where a command did."""
