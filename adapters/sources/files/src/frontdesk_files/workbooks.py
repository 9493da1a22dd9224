"""Rows from workbooks (XLSX, ODS), guarded: a few kilobytes can unpack to more than the machine holds."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from frontdesk_files.columns import Fields
from frontdesk_files.open_documents import Range, scan
from frontdesk_files.raw import RawRow, Remark
from frontdesk_files.reading import broken
from frontdesk_files.spoilt import Spoilt, spoilt_cells
from frontdesk_files.tables import NumberedRow, read_table

MOST_UNPACKED = 256 * 1024 * 1024
MOST_CELLS = 5_000_000
_CHUNK = 1 << 20
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]{0,200}?\br="([A-Z]{1,3})([0-9]{1,7})"')
_NAME = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})")
_OVERLAP = 300
_Odd = Callable[[int], tuple[Iterable[Spoilt], Iterable[Range] | None]]
"""By a sheet's number: its cells without a value, and its merged ranges where the reader of values tells none."""
Cell = int | float | str | bool | time | date | datetime | timedelta


def read_xlsx(path: Path, data: bytes, fields: Fields, sheet: str | None) -> Iterator[RawRow | Remark]:
    """The rows of one sheet: the one named, else the first that is not hidden."""
    check_size(path, data, "XLSX")
    yield from _rows(path, data, fields, sheet, lambda number: (spoilt_cells(data, number), None))


def read_ods(path: Path, data: bytes, fields: Fields, sheet: str | None) -> Iterator[RawRow | Remark]:
    """The rows of one sheet of an OpenDocument workbook, chosen likewise."""
    check_size(path, data, "ODS")
    sheets = scan(path, data, MOST_CELLS)
    yield from _rows(path, data, fields, sheet, lambda number: (sheets[number].spoilt, sheets[number].merged))


def _rows(path: Path, data: bytes, fields: Fields, sheet: str | None, odd: _Odd) -> Iterator[RawRow | Remark]:
    try:
        rows = _cells(path, data, sheet, odd)
    except CalamineError as error:
        form = path.suffix.removeprefix(".").upper()
        raise broken(path, "FD603", format=form, problem=str(error)) from error
    yield from read_table(path, _numbered(rows), fields)


def _cells(path: Path, data: bytes, sheet: str | None, odd: _Odd) -> list[list[Cell]]:
    """All cells, the spoilt ones marked, and those of a merged range alike."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    name = _chosen(path, workbook, sheet)
    found = workbook.get_sheet_by_name(name)
    rows: list[list[Cell]] = found.to_python(skip_empty_area=False)
    spoilt_ones, merged = odd(workbook.sheet_names.index(name))
    for spoilt in spoilt_ones:
        _put(rows, spoilt)
    _spread(path, rows, (found.merged_cell_ranges or ()) if merged is None else merged)
    return rows


def _chosen(path: Path, workbook: CalamineWorkbook, sheet: str | None) -> str:
    names: list[str] = workbook.sheet_names
    shown = [found.name for found in workbook.sheets_metadata if found.visible is SheetVisibleEnum.Visible]
    wanted = next(iter((*shown, *names)), None) if sheet is None else sheet
    if wanted not in names:
        raise broken(path, "FD616", sheet=wanted, known=", ".join(repr(name) for name in names) or "none at all")
    return str(wanted)


def _put(rows: list[list[Cell]], spoilt: Spoilt) -> None:
    found = _NAME.fullmatch(spoilt.cell.encode())
    if found is None:
        return
    row, column = int(found[2]) - 1, _column(found[1]) - 1
    rows += [[] for _ in range(row + 1 - len(rows))]
    rows[row] += [""] * (column + 1 - len(rows[row]))
    rows[row][column] = spoilt


def _spread(path: Path, rows: Sequence[list[Cell]], ranges: Iterable[Range]) -> None:
    """Put the value of each merged range into all its cells; rows with nothing else in them stay blank."""
    filled = {number for number, row in enumerate(rows) if any(cell != "" for cell in row)}
    spread = 0
    for (top, left), (bottom, right) in ranges:
        if top not in filled or left >= len(rows[top]):
            continue
        for number in filled.intersection(range(top, min(bottom + 1, len(rows)))):
            row = rows[number]
            end = min(right + 1, len(row))
            row[left:end] = [rows[top][left]] * (end - left)
            spread += 1 + end - left
            if spread > MOST_CELLS:
                raise broken(path, "FD601", size=f"more than {MOST_CELLS}", unit="merged cells", most=MOST_CELLS)


def _numbered(rows: Iterable[Iterable[Cell]]) -> Iterator[NumberedRow]:
    for number, row in enumerate(rows, 1):
        yield number, [written(cell) for cell in row]


def written(cell: Cell) -> str:
    """A cell as a person would write it: whole numbers without a point, times as `09:30`, dates as `2026-12-25`."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    return cell.isoformat("minutes") if isinstance(cell, time) else str(cell)


def check_size(path: Path, data: bytes, form: str) -> None:
    """Unpack piece by piece, keeping nothing: what the archive says of its own sizes is not believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _count(path, archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise broken(path, "FD603", format=form, problem=str(error) or type(error).__name__) from error


def _count(path: Path, archive: zipfile.ZipFile) -> None:
    unpacked = 0
    for member in archive.infolist():
        corner = _Corner()
        with archive.open(member) as file:
            while piece := file.read(_CHUNK):
                unpacked += len(piece)
                if unpacked > MOST_UNPACKED:
                    raise broken(path, "FD601", size=f"more than {unpacked}", unit="bytes", most=MOST_UNPACKED)
                corner.look_at(piece)
        if corner.cells > MOST_CELLS:
            raise broken(path, "FD601", size=corner.cells, unit="cells", most=MOST_CELLS)


class _Corner:
    """The farthest cell of a sheet: one cell far out makes a sheet of billions."""

    def __init__(self) -> None:
        self._rows = 0
        self._columns = 0
        self._tail = b""

    @property
    def cells(self) -> int:
        """How many cells the sheet has, empty ones among them."""
        return self._rows * self._columns

    def look_at(self, piece: bytes) -> None:
        """One piece of the sheet's XML."""
        text = self._tail + piece
        for letters, digits in _CELL.findall(text):
            self._rows = max(self._rows, int(digits))
            self._columns = max(self._columns, _column(letters))
        self._tail = text[-_OVERLAP:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
