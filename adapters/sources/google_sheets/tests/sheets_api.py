"""The Sheets API v4 as far as it is read from, over one spreadsheet of two sheets.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/get ,
https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/batchGet : rows and cells that
are empty to the end are left out, and a range that begins below the grid is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from frontdesk import HttpReply
from frontdesk_testkit import SourceDialect, json_reply
from frontdesk_testkit.dialect import PlatformRequest

ID = "1aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789"
HEADER = (
    "id", "nom", "adresse", "code postal", "ville", "pays", "phone", "email", "website", "timezone", "lat", "lng",
    "groupes",
)  # fmt: skip
_RANGE = re.compile(r"'(.*)'!A(\d+):ZZZ(\d+)")


def cells_of(record: Mapping[str, Any]) -> list[str]:
    """A record as a row of the sheet; `48,5`, as a French spreadsheet shows it."""
    address, place = record.get("address", {}), record.get("coordinates", {})
    latitude, longitude = (str(place.get(name, "")).replace(".", ",") for name in ("latitude", "longitude"))
    cells = [
        record["id"], record.get("name"), " | ".join(address.get("lines", ())), address.get("postal_code"),
        address.get("city"), address.get("country"), record.get("phone"), record.get("email"), record.get("website"),
        record.get("timezone"), latitude, longitude, "; ".join(record.get("groups", ())),
    ]  # fmt: skip
    return [str(cell or "") for cell in cells]


class SheetsApi(SourceDialect):
    """A grid that ends with its last row; the first row names the columns."""

    most_per_page: ClassVar[int | None] = 9  # `page_rows: 10`, the header among them
    per_minute: ClassVar[int | None] = 60

    def __init__(self, *, by_key: bool = False) -> None:
        super().__init__()
        self._by_key = by_key

    def secrets(self) -> Mapping[str, bytes]:
        return {"env:KEY": b"AIza-a-key"}

    def serve(self, request: PlatformRequest) -> HttpReply:
        if not self._knows(request):
            return json_reply({"error": {"code": 403, "status": "PERMISSION_DENIED"}}, 403)
        if request.path == f"/v4/spreadsheets/{ID}":
            return json_reply({"sheets": [_sheet("Old", 5, hidden=True), _sheet("Jo's shops", self._count)]})
        if request.path == f"/v4/spreadsheets/{ID}/values:batchGet":
            return self._values(request.query["ranges"])
        return json_reply({"error": {"code": 404, "status": "NOT_FOUND"}}, 404)

    def _knows(self, request: PlatformRequest) -> bool:
        if self._by_key:
            return request.query.get("key") == self.secrets()["env:KEY"].decode()
        return request.headers.get("authorization") == f"Bearer {self.bearer('env:KEY', ())}"

    @property
    def _count(self) -> int:
        return 1 + len(self.records)

    def _values(self, asked: str) -> HttpReply:
        found = _RANGE.fullmatch(asked)
        if found is None or found[1] != "Jo''s shops" or int(found[2]) > self._count:
            return json_reply({"error": {"code": 400, "message": "Range exceeds grid limits"}}, 400)
        first, last = int(found[2]), min(int(found[3]), self._count)
        rows = [list(HEADER), *(self._cells(record) for record in self.records)][first - 1 : last]
        told = {
            "range": f"'Jo''s shops'!A{first}:M{last}",
            "majorDimension": "ROWS",
            "values": [_bare(row) for row in rows],
        }
        return json_reply({"spreadsheetId": ID, "valueRanges": [told]})

    def _cells(self, record: Mapping[str, Any]) -> list[str]:
        cells = cells_of(record)
        if str(record["id"]) in self.spoilt:
            cells[1] = "#REF!"
        return cells


def _bare(row: list[str]) -> list[str]:
    """Without the empty cells at its end."""
    while row and not row[-1]:
        row = row[:-1]
    return row


def _sheet(title: str, rows: int, **more: object) -> dict[str, object]:
    grid = {"rowCount": rows}
    return {"properties": {"title": title, "sheetType": "GRID", "gridProperties": grid, **more}}
