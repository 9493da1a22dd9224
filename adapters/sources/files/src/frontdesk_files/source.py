"""The source: one file of establishments, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from frontdesk import Diagnostic, LocalSource, Row
from frontdesk_files.documents import read_json, read_json_lines, read_yaml
from frontdesk_files.raw import RawRow, Remark
from frontdesk_files.reading import broken, fingerprint, read_whole
from frontdesk_files.records import check
from frontdesk_files.tables import read_csv
from frontdesk_files.workbooks import read_xlsx

Reader = Callable[[Path, bytes], Iterator[RawRow | Remark]]


class FilesSettings(BaseModel):
    """What a platform team writes under `settings` of a source of kind `files`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Path = Field(description="the file; its ending names the format")
    sheet: str | None = Field(default=None, description="of a workbook; the first that is not hidden if unset")
    most_bytes: int = Field(default=20 * 1024 * 1024, ge=1, description="larger files are refused")


class FilesSource(LocalSource):
    """Establishments from one file, read whole each time its fingerprint changes."""

    kind: ClassVar[str] = "files"
    Settings: ClassVar[type[BaseModel]] = FilesSettings

    def __init__(self, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(settings, secrets)
        self._settings = FilesSettings.model_validate(settings)
        self.path = self._settings.path

    def rows(self) -> Iterator[Row]:
        """Every row, good or bad. A row with neither id nor record tells something of the file as a whole.

        Raises ConfigError before the first row when the file cannot be read at all.
        """
        return iter(self._read())

    def fingerprint(self) -> str | None:
        """Size, time of change and content; None while the file cannot be read, so that `rows` says why."""
        return fingerprint(self.path, self._settings.most_bytes)

    def _read(self) -> list[Row]:
        reader = self._reader()
        rows: list[Row] = []
        first: dict[str, str] = {}
        for raw in reader(self.path, read_whole(self.path, self._settings.most_bytes)):
            if isinstance(raw, Remark):
                rows.append(Row(id=None, record=None, diagnostics=(raw.diagnostic,)))
            else:
                rows.append(self._unique(check(self.path, raw), raw, first))
        return rows

    def _reader(self) -> Reader:
        suffix = self.path.suffix.lower()
        if suffix == ".xlsx":
            return lambda path, data: read_xlsx(path, data, self._settings.sheet)
        if suffix not in READERS:
            raise broken(self.path, "FD602", suffix=suffix, known=", ".join((*READERS, ".xlsx")))
        return READERS[suffix]

    def _unique(self, row: Row, raw: RawRow, first: dict[str, str]) -> Row:
        """The row, unless its id was used before: the first one is kept, this one is reported."""
        if row.id is None:
            return row
        place = f"line {raw.line}" if raw.line is not None else raw.path
        earlier = first.setdefault(row.id, place)
        if earlier == place:
            return row
        params = {"establishment": row.id, "first": earlier}
        path = f"{raw.path}.id" if raw.path else "id"
        line, column = raw.spot_of(("id",))
        repeated = Diagnostic(
            id="FD609", path=path, file=str(self.path), line=line or raw.line, column=column, params=params
        )
        return Row(id=row.id, record=None, diagnostics=(*row.diagnostics, repeated))


READERS: Mapping[str, Reader] = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": read_csv,
    ".tsv": read_csv,
}
