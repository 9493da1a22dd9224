"""The laws of a contract: how one is marked, how one may be left out, and the quality level that follows from them."""

# ruff: noqa: S101 - a contract is made of tests
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import ClassVar, TypeVar

import pytest

F = TypeVar("F", bound=Callable[..., None])
MARK = "frontdesk_law"


class Level(StrEnum):
    """How far an adapter may be trusted: computed from the results of its contract, never claimed."""

    NONE = "none"
    BRONZE = "bronze"
    """It tells friend from foe, and says what it is given."""
    SILVER = "silver"
    """And it keeps to its limits, its languages and its duplicates, whatever it is fed."""
    GOLD = "gold"
    """And what is lost on the way can be settled."""


LADDER = (Level.BRONZE, Level.SILVER, Level.GOLD)


class Verdict(StrEnum):
    """How one law ended for one adapter."""

    KEPT = "kept"
    BROKEN = "broken"
    LEFT_OUT = "left out"


def law(level: Level) -> Callable[[F], F]:
    """Mark a test of a contract as a law of `level`."""

    def mark(test: F) -> F:
        marked: F = getattr(pytest.mark, MARK)(level=level.value)(test)
        return marked

    return mark


class Contract:
    """What every contract has: its laws, and the law that none of them is left out in silence."""

    SUBJECT: ClassVar[str] = "adapter"

    def kind(self) -> str | None:
        """The kind of adapter that this contract is about, where no fixture tells."""
        return None

    @classmethod
    def laws(cls) -> Mapping[str, Level]:
        """Every law of the contract by the name of its test, subclasses' own tests not among them."""
        return dict(_laws(cls))

    @law(Level.BRONZE)
    def test_no_law_is_left_out_in_silence(self) -> None:
        """A law may be left out only by `@pytest.mark.xfail(reason=...)` on a test of the same name.

        Troubleshooting: take your own version of the named tests away, or say by `xfail` why the law cannot hold.
        """
        silent = [name for name in self.laws() if is_replaced(type(self), name) and not reason(type(self), name)]
        assert not silent, f"laws left out without xfail(reason=...): {', '.join(silent)}"


def _laws(contract: type) -> Iterator[tuple[str, Level]]:
    for base in reversed(contract.__mro__):
        if _is_ours(base):
            for name, test in vars(base).items():
                yield from ((name, level) for level in _level(test))


def _level(test: object) -> Iterator[Level]:
    for mark in getattr(test, "pytestmark", ()):
        if mark.name == MARK:
            yield Level(mark.kwargs["level"])


def is_replaced(contract: type, name: str) -> bool:
    """Whether a subclass put something else in the place of a law."""
    owner = next(base for base in contract.__mro__ if name in vars(base))
    return not _is_ours(owner)


def _is_ours(base: type) -> bool:
    return base.__module__.partition(".")[0] == __package__


def reason(contract: type, name: str) -> str:
    """Why a law is left out, by its own words; empty where nothing is said."""
    marks = getattr(getattr(contract, name, None), "pytestmark", ())
    return next((str(mark.kwargs.get("reason") or "") for mark in marks if mark.name == "xfail"), "")


def quality(laws: Mapping[str, Level], verdicts: Mapping[str, Verdict]) -> Level:
    """The highest level all of whose laws, and all of those below, were kept."""
    reached = Level.NONE
    for level in LADDER:
        if any(verdicts.get(name) is not Verdict.KEPT for name, of in laws.items() if of is level):
            return reached
        reached = level
    return reached
