"""The source: the sheets of a spreadsheet, then the rows of one of them; or a sheet that is published as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Final
from urllib.parse import quote, urlencode

from pydantic import BaseModel

from frontdesk import (
    Auth,
    ConfigError,
    Diagnostic,
    Fetch,
    GoogleServiceAccount,
    HttpCall,
    HttpReply,
    HttpSource,
    Pace,
    Page,
    QueryKey,
    Row,
    object_at,
    odd_reply,
    reply_object,
    text_at,
)
from frontdesk_google_sheets.rows import Columns
from frontdesk_google_sheets.settings import GoogleSheetsSettings

_SCOPE: Final = "https://www.googleapis.com/auth/spreadsheets.readonly"
_LAST_COLUMN: Final = "ZZZ"
"""The last that a sheet may have (18,278): https://support.google.com/drive/answer/37603 ."""
_FIELDS: Final = "sheets.properties(title,hidden,sheetType,gridProperties.rowCount)"
_ACCEPT: Final = {"Accept": "application/json"}


class GoogleSheetsSource(HttpSource):
    """Establishments from one sheet."""

    kind: ClassVar[str] = "google_sheets"
    Settings: ClassVar[type[BaseModel]] = GoogleSheetsSettings

    def __init__(self, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(settings, secrets)
        self._settings = GoogleSheetsSettings.model_validate(settings)
        self._steps: Mapping[str, Callable[[Fetch, HttpReply], Page]] = {
            "sheets": self._sheets,
            "rows": self._rows,
            "csv": self._csv,
        }

    def pace(self) -> Pace:
        """60 reads a minute for a user: https://developers.google.com/workspace/sheets/api/limits ."""
        return Pace(at_once=1, per_minute=50)

    def first(self, since: datetime | None) -> Sequence[Fetch]:  # noqa: ARG002 - a sheet does not know what has changed
        """What sheets there are; or the sheet itself, where it is published."""
        if self._settings.csv_url is not None:
            call = HttpCall(url=str(self._settings.csv_url), method="GET", timeout=self._settings.timeout)
            return [Fetch(call=call, carry={"step": "csv"})]
        return [self._get("", {"fields": _FIELDS}, {"step": "sheets"})]

    def page(self, fetch: Fetch, reply: HttpReply) -> Page:
        """The rows of a part of the sheet. Raises `ConfigError`: FD612, FD616, FD665."""
        return self._steps[text_at(fetch.carry, "step")](fetch, reply)

    # The steps of a pass

    def _sheets(self, fetch: Fetch, reply: HttpReply) -> Page:
        """`{sheets: [{properties: {title, hidden, sheetType, gridProperties: {rowCount}}}]}`."""
        listed = reply_object(fetch, reply).get("sheets")
        if not isinstance(listed, list) or not listed:
            raise odd_reply(fetch, "sheets[]")
        properties = [object_at(item, "properties") for item in listed if isinstance(item, Mapping)]
        title, count = self._chosen(fetch, properties)
        return Page(next=[self._part(title, self._settings.header_row, count, [])])

    def _rows(self, fetch: Fetch, reply: HttpReply) -> Page:
        """`{valueRanges: [{range, values: [[...]]}]}`; rows and cells that are empty to the end are not there."""
        cells = _values(fetch, reply)
        header, first = fetch.carry.get("header"), fetch.carry.get("first")
        title, count = text_at(fetch.carry, "sheet"), fetch.carry.get("count")
        if not isinstance(header, list) or not isinstance(first, int) or not isinstance(count, int):
            raise odd_reply(fetch, "carry")
        begins = not header
        columns = Columns(cells[0] if begins and cells else header, self._settings, f"{title}")
        rows = [*columns.rows(cells[1:] if begins else cells, first + 1 if begins else first)]
        told = _remarks(columns) if begins else []
        after = first + self._settings.page_rows
        more = [self._part(title, after, count, columns.header)] if after <= count else []
        return Page(rows=[*told, *rows], next=more)

    def _csv(self, fetch: Fetch, reply: HttpReply) -> Page:
        cells = _read_csv(fetch, reply)
        above = self._settings.header_row
        columns = Columns(cells[above - 1] if len(cells) >= above else [], self._settings, fetch.call.url)
        return Page(rows=[*_remarks(columns), *columns.rows(cells[above:], above + 1)])

    def _chosen(self, fetch: Fetch, properties: Sequence[Mapping[str, object]]) -> tuple[str, int]:
        """The sheet that is named, else the first that is not hidden, and how many rows its grid has."""
        grids = [item for item in properties if item.get("sheetType", "GRID") == "GRID"]
        shown = [item for item in grids if not item.get("hidden")] or grids
        wanted = self._settings.sheet
        among = shown if wanted is None else [item for item in grids if item.get("title") == wanted]
        found = next(iter(among), None)
        if found is None:
            known = ", ".join(repr(text_at(item, "title")) for item in grids) or "-"
            raise ConfigError(Diagnostic(id="FD616", file=fetch.call.url, params={"sheet": wanted, "known": known}))
        count = object_at(found, "gridProperties").get("rowCount")
        if not isinstance(count, int) or isinstance(count, bool) or not text_at(found, "title"):
            raise odd_reply(fetch, "sheets[].properties.gridProperties.rowCount")
        return text_at(found, "title"), count

    # Calls

    def _part(self, title: str, first: int, count: int, header: Sequence[str]) -> Fetch:
        """The rows from `first` on, as many as fit into a page."""
        last = min(first + self._settings.page_rows - 1, max(count, first))
        sheet = title.replace("'", "''")
        query = {
            "ranges": f"'{sheet}'!A{first}:{_LAST_COLUMN}{last}",
            "majorDimension": "ROWS",
            "valueRenderOption": "FORMATTED_VALUE",
        }
        carry = {"step": "rows", "sheet": title, "first": first, "count": count, "header": list(header)}
        return self._get("/values:batchGet", query, carry)

    def _get(self, path: str, query: Mapping[str, str], carry: Mapping[str, object]) -> Fetch:
        base = f"{str(self._settings.api_url).rstrip('/')}/spreadsheets/{quote(self._settings.spreadsheet or '')}"
        call = HttpCall(
            url=f"{base}{path}?{urlencode(query, safe='(),.')}",
            method="GET",
            headers=_ACCEPT,
            auth=self._auth(),
            timeout=self._settings.timeout,
        )
        return Fetch(call=call, carry=carry)

    def _auth(self) -> Auth | None:
        if self._settings.service_account is not None:
            return GoogleServiceAccount(self._settings.service_account, (_SCOPE,))
        return None if self._settings.api_key is None else QueryKey("key", self._settings.api_key)


def _remarks(columns: Columns) -> list[Row]:
    """What is to be said of the header."""
    return [Row(id=None, record=None, diagnostics=(found,)) for found in columns.doubts]


def _values(fetch: Fetch, reply: HttpReply) -> list[list[str]]:
    ranges = reply_object(fetch, reply).get("valueRanges")
    if not isinstance(ranges, list) or len(ranges) != 1 or not isinstance(ranges[0], Mapping):
        raise odd_reply(fetch, "valueRanges[0]")
    if not isinstance(ranges[0].get("range"), str):
        raise odd_reply(fetch, "valueRanges[0].range")
    values = ranges[0].get("values", [])
    if not isinstance(values, list) or not all(isinstance(row, list) for row in values):
        raise odd_reply(fetch, "valueRanges[0].values[][]")
    return [[_text(cell) for cell in row] for row in values]


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    return "" if cell is None or isinstance(cell, list | dict) else str(cell)


def _read_csv(fetch: Fetch, reply: HttpReply) -> list[list[str]]:
    """The cells of a published sheet. Raises `ConfigError` (FD665) where there is a page of HTML instead."""
    try:
        text = reply.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise odd_reply(fetch, "CSV, UTF-8") from error
    if "html" in reply.headers.get("content-type", "") or text.lstrip()[:1] == "<":
        raise odd_reply(fetch, f"CSV: {text.strip()[:60]!r}")
    try:
        return [*csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error as error:
        raise odd_reply(fetch, f"CSV: {error}") from error
