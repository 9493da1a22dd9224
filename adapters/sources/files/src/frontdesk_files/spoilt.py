"""Cells of a workbook that have no value to read: errors such as `#REF!`, and formulas that were never calculated.

The reader of values takes both for empty cells, so they are looked up in the XML of the sheet.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Self

_BOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_SHEET = re.compile(rb'<(?:\w+:)?sheet\s[^<>]*?\b\w+:id="([^"]+)"')
_LINK = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_CELL = re.compile(
    rb'<(?:\w+:)?c\s(?=[^<>]{0,300}\bt="e"|[^<>]{0,300}><(?:\w+:)?f\b)(?P<attributes>[^<>]{0,300}(?<!/))>'
    rb"(?:<(?:\w+:)?f\b[^<>]*(?:(?<=/)>|>(?P<formula>[^<]*)</(?:\w+:)?f>))?"
    rb"(?:<(?:\w+:)?v>(?P<value>[^<]*)<)?"
)
_SHOWN = 60


class Spoilt(str):
    """What stands in such a cell: the error, or the formula. `cell` is its name, `id` that of the diagnostic."""

    __slots__ = ("cell", "id")

    cell: str
    id: str

    def __new__(cls, held: str, cell: str, id: str) -> Self:  # noqa: A002 - the glossary's word
        """The text, with where it stands and what is wrong with it."""
        made = super().__new__(cls, held)
        made.cell, made.id = cell, id
        return made


def spoilt_cells(data: bytes, number: int) -> Iterator[Spoilt]:
    """The spoilt cells of a workbook's sheet, counted from 0. The workbook was read before: it is one."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = _part(archive, number)
        xml = archive.read(name) if name in archive.namelist() else b""
    for found in _CELL.finditer(xml):
        cell = _attribute(found["attributes"], "r")
        if cell and (spoilt := _spoilt(found, cell)) is not None:
            yield spoilt


def _spoilt(found: re.Match[bytes], cell: str) -> Spoilt | None:
    kind = _attribute(found["attributes"], "t")
    if kind == "e":
        return Spoilt(_text(found["value"]), cell, "FD623")
    if found["value"] or kind == "str":  # a formula whose result is the empty text
        return None
    return Spoilt(f"={_text(found['formula'])}"[:_SHOWN], cell, "FD624")


def _part(archive: zipfile.ZipFile, number: int) -> str:
    """The name, within the archive, of a sheet."""
    links = {
        _attribute(link, "Id"): _attribute(link, "Target")
        for link in (_LINK.findall(archive.read(_LINKS)) if _LINKS in archive.namelist() else ())
    }
    sheets = _SHEET.findall(archive.read(_BOOK)) if _BOOK in archive.namelist() else []
    target = links.get(_text(sheets[number])) if number < len(sheets) else None
    return posixpath.normpath(posixpath.join("/xl", target or "")).removeprefix("/")


def _attribute(tag: bytes, name: str) -> str:
    found = re.search(rb"""(?<![\w:])%s=["']([^"']*)["']""" % name.encode(), tag)
    return _text(found[1]) if found else ""


def _text(found: bytes | None) -> str:
    return html.unescape((found or b"").decode("utf-8", "replace"))
