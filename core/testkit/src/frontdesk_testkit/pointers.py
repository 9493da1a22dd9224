"""Pointers: what a law that fails is about, in the adapter's own files: the lines marked `# CHANGE: topic`.

`frontdesk new` writes such marks. Where there are none, no place is told. A law of the level gold asks for what not
every platform has: how it is left out is told too.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from frontdesk_testkit.laws import Contract, Level, is_replaced

MARK: Final = "# CHANGE: "
TOPICS: Final[Sequence[tuple[str, Sequence[str]]]] = (
    ("test_verify", ("signature",)),
    ("test_handshake", ("handshake", "signature")),
    ("test_samples", ("samples",)),
    ("test_no_law", ("laws",)),
    ("test_parse_settles", ("events", "sending")),
    ("test_parse", ("events", "samples")),
    ("test_compose", ("sending", "limits")),
    ("test_read_reply", ("replies",)),
    ("test_repeat", ("replies",)),
    ("test_platform_is_heard", ("events", "platform")),
    ("test_platform_tells", ("events", "platform")),
    ("test_platform_that_is_busy", ("replies", "platform")),
    ("test_platform_refuses_wrong", ("replies", "platform")),
    ("test_platform", ("limits", "sending", "platform")),
    ("test_profile", ("profile", "platform")),
    ("test_", ("reading", "fields", "samples")),
)
"""The beginning of a law's name -> what it is about; the first that fits. The last line is for laws of sources."""
MAKING: Final[Sequence[str]] = ("settings", "platform")
"""What it is about where the law did not run: the adapter could not be made."""


def point(item: pytest.Item, *, ran: bool = True) -> str:
    """Where to look, one mark a line, and how a law of gold is left out; empty where there is nothing to tell."""
    contract = getattr(item, "cls", None)
    if not (isinstance(contract, type) and issubclass(contract, Contract)):
        return ""
    law = getattr(item, "originalname", item.name)
    topics = next(about for start, about in TOPICS if law.startswith(start)) if ran else MAKING
    module: ModuleType = item.module  # type: ignore[attr-defined]  # every test of a class has one
    marks = [line for folder in _folders(module) for line in _marks(folder, topics)]
    return "\n".join([*marks, *(_leaving_out(contract, law) if ran else ())])


def _leaving_out(contract: type[Contract], law: str) -> Iterator[str]:
    """The lines to write where the platform has no such thing."""
    if contract.laws().get(law) is not Level.GOLD or is_replaced(contract, law):
        return
    yield f"Where the platform itself makes this impossible, leave the law out, in {contract.__name__}:"
    yield '    @pytest.mark.xfail(reason="what the platform lacks", strict=True)'
    names = list(inspect.signature(getattr(contract, law)).parameters)
    yield f"    def {law}({', '.join(names)}):"
    yield f"        super().{law}({', '.join(names[1:])})"


def _folders(module: ModuleType) -> list[Path]:
    """The packages of the adapter that the tests import, and the tests' own folder."""
    homes = {str(getattr(value, "__module__", "")).partition(".")[0] for value in vars(module).values()}
    found = (sys.modules.get(home) for home in sorted(homes) if home.startswith("frontdesk_"))
    files = [package.__file__ for package in found if package is not None and package.__name__ != __package__]
    return [Path(file).parent for file in (*files, module.__file__) if file]


def _marks(folder: Path, topics: Sequence[str]) -> Iterator[str]:
    for path in sorted(folder.glob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            mark = line.partition(MARK)[2]
            if mark.partition(" ")[0] in topics:
                yield f"{path}:{number}: {mark}"
