"""OpenDocument workbooks, written by hand: no library that writes them is needed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_HEAD = (
    f'<office:document-content xmlns:office="{_OASIS}:office:1.0" xmlns:table="{_OASIS}:table:1.0"'
    f' xmlns:text="{_OASIS}:text:1.0" xmlns:style="{_OASIS}:style:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.2">'
    '<office:automatic-styles><style:style style:name="hidden" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>"
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"
_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_KIND}"/></manifest:manifest>'
)


def cell(value: object, attributes: str = "") -> str:
    """A cell as LibreOffice writes it; None is an empty one."""
    if value is None:
        return f"<table:table-cell {attributes}/>"
    lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="string" {attributes}>{lines}</table:table-cell>'


def _spaced(line: str) -> str:
    return escape(line).replace("  ", ' <text:s text:c="1"/>')


def table(*rows: Sequence[object], name: str = "Sheet", style: str = "") -> str:
    """A sheet; a row of one text that begins with `<` is XML already."""
    written = (row[0] if len(row) == 1 and str(row[0]).startswith("<table:table-row") else _row(row) for row in rows)
    shown = f" table:style-name={quoteattr(style)}" if style else ""
    return f"<table:table table:name={quoteattr(name)}{shown}>{''.join(map(str, written))}</table:table>"


def _row(values: Sequence[object]) -> str:
    cells = (str(value) if str(value).startswith("<table:") else cell(value) for value in values)
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def book(*tables: str, head: str = "") -> bytes:
    """A workbook with these sheets."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _KIND, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", f'<?xml version="1.0" encoding="UTF-8"?>{head}{_HEAD}{"".join(tables)}{_TAIL}')
    return buffer.getvalue()
