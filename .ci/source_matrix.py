"""The page of sources: how each is read, by its class, and how far that is proven, by its contract.

As for channels, levels come from `docs/reference/quality.json`, which `make quality` writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from channel_matrix import ROOT, left_out, level_of, proven

from frontdesk import Host, HttpSource, LocalSource

_INTRODUCTION: Final = """\
# Sources

Where establishments come from. Levels are computed from the contract that every source passes: bronze, every record or
a word about it; silver, whatever it is fed and however its pages fall; gold, it tells by itself what has changed.

| source | level | read | asks for changes alone | told by webhooks |
| --- | --- | --- | --- | --- |"""

Source = type[LocalSource] | type[HttpSource]


def sources_page() -> str:
    """`docs/reference/sources.md`."""
    sources, quality = Host.load().sources, proven()
    lines = [_INTRODUCTION, *(_line(kind, source, level_of(quality.get(kind, {}))) for kind, source in sources.items())]
    for kind, source in sources.items():
        lines += ["", f"## {kind}", "", *left_out(quality.get(kind, {})), *_page(source)]
    return "\n".join(lines).rstrip() + "\n"


def _line(kind: str, source: Source, level: str) -> str:
    cells = (f"[{kind}](#{kind})", level, _way(source), _yes(_is_incremental(source)), _yes(_hears(source)))
    return f"| {' | '.join(cells)} |"


def _way(source: Source) -> str:
    return "over HTTP" if issubclass(source, HttpSource) else "in a thread of the host"


def _is_incremental(source: Source) -> bool:
    if issubclass(source, HttpSource):
        return source.incremental
    return source.rows_since is not LocalSource.rows_since


def _hears(source: Source) -> bool:
    return issubclass(source, HttpSource) and source.verify is not HttpSource.verify


def _yes(is_so: bool) -> str:  # noqa: FBT001 - a cell
    return "yes" if is_so else "-"


def _page(source: Source) -> Iterator[str]:
    """A link to the adapter's own page."""
    package = source.__module__.partition(".")[0]
    for folder in sorted(ROOT.glob(f"adapters/sources/*/src/{package}")):
        page = (folder.parents[1] / "README.md").relative_to(ROOT).as_posix()
        yield f"[Settings, set-up, limitations](../../{page})"
