"""The source: one file of establishments, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from frontdesk import Diagnostic, LocalSource, Mapped, Notation, Row
from frontdesk_files.columns import Fields
from frontdesk_files.documents import read_json, read_json_lines, read_yaml
from frontdesk_files.raw import RawRow, Remark
from frontdesk_files.reading import broken, fingerprint, read_whole
from frontdesk_files.records import check
from frontdesk_files.tables import read_csv
from frontdesk_files.workbooks import read_ods, read_xlsx

Reader = Callable[[Path, bytes, Fields], Iterator[RawRow | Remark]]
_READING = b"2"
"""Changes whenever the same file would be read otherwise: digests of before are then no longer known."""


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


Names = Annotated[list[Annotated[str, Field(min_length=1)]], BeforeValidator(_one_or_many), Field(min_length=1)]


class FilesSettings(BaseModel):
    """What a platform team writes under `settings` of a source of kind `files`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Path = Field(description="the file; its ending names the format")
    sheet: str | None = Field(default=None, description="of a workbook; the first that is not hidden if unset")
    columns: Mapped[Names | None] = Field(
        default_factory=dict,
        description="field of the record: name of its column, or of a field of a document (`place.town`), or a list "
        "of them; null = not read. Those that are called as a field are found by themselves",
    )
    hours_format: Notation = Field(
        default="auto",
        description="how hours are written where one value holds a whole week: `text` (as people type), `frontdesk`, "
        "`google`, `partoo`, `schema_org`, `osm`, `yext` or `dila`; `auto` goes by what they look like",
    )
    most_bytes: int = Field(default=20 * 1024 * 1024, ge=1, description="larger files are refused")


class FilesSource(LocalSource):
    """Establishments from one file, read whole each time its fingerprint changes."""

    kind: ClassVar[str] = "files"
    Settings: ClassVar[type[BaseModel]] = FilesSettings

    def __init__(self, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(settings, secrets)
        self._settings = FilesSettings.model_validate(settings)
        self.path = self._settings.path
        self._fields = Fields(self._settings.columns, self._settings.hours_format)
        told = repr((sorted(self._settings.columns.items()), self._settings.hours_format))
        self._salt = blake2b(_READING + told.encode("utf-8", "surrogatepass"), digest_size=16)

    def rows(self) -> Iterator[Row]:
        """Every row, good or bad. A row with neither id nor record tells something of the file as a whole.

        Raises ConfigError before the first row when the file cannot be read at all.
        """
        return self.rows_beside({})

    def rows_beside(self, known: Mapping[str, str]) -> Iterator[Row]:
        """As `rows`; a row that is as it was is not read again."""
        return iter(self._read(known))

    def fingerprint(self) -> str | None:
        """Size, time of change and content; None while the file cannot be read, so that `rows` says why."""
        return fingerprint(self.path, self._settings.most_bytes)

    def _read(self, known: Mapping[str, str]) -> list[Row]:
        reader = self._reader()
        rows: list[Row] = []
        first: dict[str, str] = {}
        keys: dict[str, None] = {}
        for raw in reader(self.path, read_whole(self.path, self._settings.most_bytes), self._fields):
            if isinstance(raw, Remark):
                rows.append(Row(id=None, record=None, diagnostics=(raw.diagnostic,)))
            else:
                keys |= self._fields.keys_of(raw.value)
                rows.append(self._unique(self._row(raw, known), raw, first))
        told = (replace(item, file=str(self.path)) for item in self._fields.doubts_of(keys))
        return [*rows, *(Row(id=None, record=None, diagnostics=(item,)) for item in told)]

    def _row(self, raw: RawRow, known: Mapping[str, str]) -> Row:
        digest = self._digest(raw)
        if raw.id is not None and known.get(raw.id) == digest:
            return Row(id=raw.id, record=None, digest=digest, same=True)
        return check(self.path, raw, self._fields, digest)

    def _digest(self, raw: RawRow) -> str:
        """What changes with any value of the row, and with how it is read."""
        digest = self._salt.copy()
        digest.update(repr(raw.value).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def _reader(self) -> Reader:
        suffix = self.path.suffix.lower()
        if suffix in WORKBOOKS:
            return partial(WORKBOOKS[suffix], sheet=self._settings.sheet)
        if suffix not in READERS:
            raise broken(self.path, "FD602", suffix=suffix, known=", ".join((*READERS, *WORKBOOKS)))
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
        return Row(id=row.id, record=None, diagnostics=(*row.diagnostics, repeated), digest=row.digest)


READERS: Mapping[str, Reader] = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": read_csv,
    ".tsv": read_csv,
}
WORKBOOKS: Mapping[str, Callable[..., Iterator[RawRow | Remark]]] = {".xlsx": read_xlsx, ".ods": read_ods}
