"""What a platform team writes under `settings` of a source of kind `google_sheets`."""

from __future__ import annotations

import re
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl, model_validator

from frontdesk import FieldName, Mapped, Notation, SecretRef

_ADDRESS: Final = re.compile(r"^https://docs\.google\.com/spreadsheets/d/([A-Za-z0-9_-]+)(?:[/?#].*)?$")
_ID: Final = re.compile(r"^[A-Za-z0-9_-]{20,}$")


def _spreadsheet(value: str) -> str:
    """The id, from the address that a browser shows or as it is."""
    found = _ADDRESS.match(value.strip())
    bare = found[1] if found else value.strip()
    if not _ID.match(bare):
        raise ValueError("neither the address of a spreadsheet (https://docs.google.com/spreadsheets/d/...) nor its id")
    return bare


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


Headers = Annotated[list[Annotated[str, Field(min_length=1)]], BeforeValidator(_one_or_many), Field(min_length=1)]


class GoogleSheetsSettings(BaseModel):
    """Which sheet is read, by whom, and which column is which field."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    spreadsheet: Annotated[str, AfterValidator(_spreadsheet)] | None = Field(
        default=None, description="the spreadsheet's address in the browser, or its id"
    )
    sheet: str | None = Field(default=None, min_length=1, description="the sheet's name; the first that is not hidden")
    service_account: SecretRef | None = Field(
        default=None, description="the key file (JSON) of a service account that may read it"
    )
    api_key: SecretRef | None = Field(default=None, description="an API key; for spreadsheets that anybody may read")
    csv_url: HttpUrl | None = Field(
        default=None, description="instead of all that: where the sheet is published to the web as CSV"
    )
    columns: Mapped[Headers | None] = Field(
        default_factory=dict,
        description="field of the record: header of its column, or a list of them; null = not read. Columns that are "
        "called as a field are found by themselves",
    )
    constants: dict[FieldName, str | bool | int | float | list[str]] = Field(
        default_factory=dict, description="fields with the same value in every row"
    )
    hours_format: Notation = Field(
        default="auto",
        description="how hours are written where one value holds a whole week: `text` (as people type), `frontdesk`, "
        "`google`, `partoo`, `schema_org`, `osm`, `yext` or `dila`; `auto` goes by what they look like",
    )
    header_row: int = Field(default=1, ge=1, le=1000, description="the row with the names of the columns")
    page_rows: int = Field(default=1000, ge=10, le=10_000, description="rows asked for at once")
    api_url: HttpUrl = Field(default=HttpUrl("https://sheets.googleapis.com/v4"), description="where the Sheets API is")
    timeout: float = Field(default=30.0, gt=0, le=120, description="seconds for one whole exchange")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.spreadsheet is None) == (self.csv_url is None):
            raise ValueError("write exactly one of `spreadsheet` and `csv_url`")
        credentials = sum(item is not None for item in (self.service_account, self.api_key))
        if self.spreadsheet is not None and credentials != 1:
            raise ValueError("a `spreadsheet` is read by exactly one of `service_account` and `api_key`")
        if self.csv_url is not None and (credentials or self.sheet is not None):
            raise ValueError("`csv_url` leads to one sheet that anybody may read: neither `sheet` nor credentials")
        return self
