"""Thousands of OpenStreetMap texts: our hours against opening-hours-py by itself, and fields against expressions."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.engine.hours.osm_corpus import Case, cases
from tests.engine.hours.osm_differences import CLASSES, Difference, document, named_class, states, theirs

COUNT = 50_000 if os.environ.get("FRONTDESK_SOAK") else 5_000
LEAST_FIELDS = 0.6
PAGE = Path(__file__).parents[3] / "docs/explanation/hours-of-openstreetmap.md"


def as_expression(case: Case) -> Mapping[str, Any]:
    """The same text, kept as it is."""
    more = {"text": case.text, "country": case.country, "school": case.school}
    if case.coordinates is not None:
        more["coordinates"] = dict(zip(("latitude", "longitude"), case.coordinates, strict=True))  # type: ignore[assignment]
    return {"timezone": case.zone, "expression": {key: item for key, item in more.items() if item is not None}}


@pytest.fixture(scope="module")
def corpus() -> list[tuple[Case, Mapping[str, Any], list[str]]]:
    """Each case, its document, and what we say at its instants."""
    made = [(case, document(case)) for case in cases(COUNT)]
    return [(case, hours, states(hours, case.instants)) for case, hours in made]


Corpus = list[tuple[Case, Mapping[str, Any], list[str]]]


def test_we_agree_with_the_library_but_for_what_is_known(corpus: Corpus) -> None:
    """A difference of no class fails; so does a class that nothing shows any more."""
    found: Counter[str] = Counter()
    for case, _, said in corpus:
        for moment, ours in zip(case.instants, said, strict=True):
            other = theirs(case, moment)
            if ours != other:
                difference = Difference(case, moment, ours, other)
                name = named_class(difference)
                assert name is not None, difference
                found[name] += 1
    sys.stdout.write(f"\n{COUNT} texts, {COUNT * 20} instants: {dict(found)}\n")
    assert found.keys() == CLASSES.keys()
    assert found.total() < COUNT * 20 * 0.03


def test_fields_and_the_expression_of_one_text_say_the_same(corpus: Corpus) -> None:
    """Never are both right in their own way: whether fields can hold a text changes no answer."""
    fields = [entry for entry in corpus if "expression" not in entry[1]]
    sys.stdout.write(f"\n{len(fields)} of {len(corpus)} texts became fields\n")
    assert len(fields) >= LEAST_FIELDS * len(corpus)
    for case, hours, said in fields:
        moments = case.instants[::2]
        kept = states(as_expression(case), moments)
        wrong = [item for item in zip(moments, said[::2], kept, strict=True) if item[1] != item[2]]
        assert not wrong, (case.text, hours, wrong)


@pytest.mark.parametrize("name", CLASSES)
def test_the_page_tells_of_every_class(name: str) -> None:
    """What was decided is written down."""
    assert f"| {name} |" in PAGE.read_text(encoding="utf-8")


def test_a_night_that_lasts_as_we_say_explains_nothing() -> None:
    """The class is not a blanket over all that happens after midnight."""
    moment = datetime(2026, 11, 25, 1, tzinfo=ZoneInfo("Europe/Paris"))
    case = Case("Mo-Fr 18:00-02:00", "Europe/Paris", "FR", None, None, (moment,))
    assert states(document(case), (moment,)) == ["open"] == [theirs(case, moment)]
    assert named_class(Difference(case, moment, "closed", "open")) is None
