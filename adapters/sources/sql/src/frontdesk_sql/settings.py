"""What a platform team writes under `settings` of a source of kind `sql`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from frontdesk import FieldName, Mapped, Notation, SecretRef

DRIVERS: Final = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mysql+pymysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "mariadb+pymysql": "mariadb+pymysql",
}
"""What an address may begin with, and the driver that is used for it."""


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _listed(value: object) -> object:
    return value if isinstance(value, list) or value is None else [value]


def _address(value: str) -> str:
    """An address without a password: that one is a secret, and settings are shown."""
    try:
        url = make_url(value)
    except ArgumentError as error:
        raise ValueError("not an address: write postgresql://user@host/database, or mysql://...") from error
    if url.drivername not in DRIVERS:
        raise ValueError(f"{url.drivername!r} is none of {', '.join(DRIVERS)}; an SQLite file is named by `path`")
    if url.password is not None or "password" in url.query:
        raise ValueError("a password does not stand in an address: name its secret as `password`")
    return value


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError("not an IANA time zone, such as Europe/Paris") from error
    return name


Column = Annotated[str, Field(min_length=1)]
Columns = Annotated[list[Column], BeforeValidator(_one_or_many), Field(min_length=1)]
Constant = str | bool | int | float | list[str]


class SqlSettings(BaseModel):
    """Where the rows are, and which column is which field."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Path | None = Field(default=None, description="an SQLite file")
    url: Annotated[str, AfterValidator(_address)] | None = Field(
        default=None,
        description="`postgresql://user@host:5432/database`, `mysql://...`, `mariadb://...`; no password",
    )
    password: SecretRef | None = Field(default=None, description="the password for `url`")
    dsn: SecretRef | None = Field(default=None, description="the whole address, password included; instead of `url`")
    table: str | None = Field(default=None, min_length=1, description="a table or view, `shops` or `crm.shops`")
    query: str | None = Field(default=None, min_length=1, description="a SELECT instead of a table; needs `key`")
    columns: Mapped[Columns | None] = Field(
        default_factory=dict,
        description="field of the record: column, a path into a JSON column (`extra.parking.kind`), or a list of them; "
        "null = not read. Columns that are called as a field are found by themselves",
    )
    constants: dict[FieldName, Constant] = Field(
        default_factory=dict, description="fields with the same value in every row: `address.country: FR`"
    )
    hours_format: Notation = Field(
        default="auto",
        description="how hours are written where one value holds a whole week: `text` (as people type), `frontdesk`, "
        "`google`, `partoo`, `schema_org`, `osm`, `yext` or `dila`; `auto` goes by what they look like",
    )
    key: Columns | None = Field(
        default=None, description="the columns that tell rows apart; the primary key if unset. They are the id"
    )
    updated_at: Column | None = Field(default=None, description="the column that says when a row was changed last")
    updated_at_timezone: Annotated[str, AfterValidator(_zone)] = Field(
        default="UTC", description="time zone of `updated_at`, where its values have none"
    )
    overlap: int = Field(
        default=300, ge=0, le=86_400, description="seconds before the last pass that are read again: late commits"
    )
    deleted_column: Column | None = Field(default=None, description="the column that says that a row is deleted")
    deleted_when: Annotated[list[str | bool | int], BeforeValidator(_listed)] | None = Field(
        default=None, description="its values that say so; any but null, false, 0 and an empty text if unset"
    )
    page_size: int = Field(default=1000, ge=1, le=10_000, description="rows asked for at once")
    timeout: float = Field(
        default=30.0, gt=0, le=3600, description="seconds that one question to the database may take"
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if sum(item is not None for item in (self.path, self.url, self.dsn)) != 1:
            raise ValueError("write exactly one of `path`, `url` and `dsn`")
        if self.password is not None and self.url is None:
            raise ValueError("`password` goes with `url`")
        if (self.table is None) == (self.query is None):
            raise ValueError("write exactly one of `table` and `query`")
        if self.query is not None and self.key is None:
            raise ValueError("a `query` needs a `key`: the columns that tell its rows apart")
        if self.deleted_when is not None and self.deleted_column is None:
            raise ValueError("`deleted_when` goes with `deleted_column`")
        return self
