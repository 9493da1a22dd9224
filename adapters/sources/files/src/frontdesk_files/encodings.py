"""From the bytes of a file to its text: by its mark, else UTF-8; where a table allows it, else Windows-1252."""

from __future__ import annotations

import codecs
from pathlib import Path

from frontdesk_files.reading import broken

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LOOKED_AT = 1000


def decode(path: Path, data: bytes, form: str) -> str:
    """The text. Raises ConfigError, with the line, where it is in another encoding (FD603, FD628)."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\x00" in data[:_LOOKED_AT]:
        raise broken(path, "FD628", format=form)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        name = encoding.removesuffix("-sig").upper()
        raise broken(path, "FD603", line=line, format=form, problem=f"these bytes are not {name}") from error


def decode_table(path: Path, data: bytes) -> tuple[str, bool]:
    """The text of a table, and whether its encoding was a guess: spreadsheets write what their country writes."""
    marked = any(data.startswith(mark) for mark, _ in _MARKS)
    if not marked and b"\x00" not in data[:_LOOKED_AT]:
        try:
            return data.decode("utf-8"), False
        except UnicodeDecodeError:
            return data.decode("cp1252", "replace"), True
    return decode(path, data, "CSV"), False
