"""The verdict over a fault run sees what it is there to see: each kind of harm, done to records that are well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from frontdesk_server.store.values import event_key
from frontdesk_testkit.platforms.webhook import WebhookDialect
from tests.faults.findings import Decided, Findings, Told
from tests.faults.load import Event, Flow, Load, Said
from tests.faults.platform import BY_ECHO, BY_KEY, Shown
from tests.faults.premises import ACCOUNT, WELCOME, answer
from tests.faults.verdict import Record, Verdict, weigh

Harm = Callable[[Findings, Record], tuple[Findings, Record]]


async def _nobody(_event: Event, _unwanted: Callable[[], bool]) -> bool:
    return False


def _well() -> tuple[Findings, Record]:
    """Two messages of Ada, each decided and answered, and one status told of the first answer."""
    load = Load(Flow(), WebhookDialect(), _nobody, began=0.0, ended=10.0)
    load.accepted = {"m-1": Said("ada", 1, 1.0), "m-2": Said("ada", 2, 3.0)}
    shown = (
        Shown("k0", "ada", WELCOME, 1.5),
        Shown("k1", "ada", answer(1), 2.0),
        Shown("k2", "ada", answer(2), 3.5),
    )
    found = Findings(
        decided=[Decided(1, "ada", "m-1", "[]"), Decided(2, "ada", "m-2", "[]")],
        told=[Told(one.key, one.to, one.text, "sent", None) for one in shown],
        versions={"ada": 2},
        seen=frozenset({event_key(ACCOUNT, "sent-p1")}),
        dead=0,
        parked=0,
    )
    return found, Record(settles=BY_KEY, load=load, reported=("sent-p1",), shown=shown)


def _unshown(found: Findings, record: Record) -> tuple[Findings, Record]:
    return found, replace(record, shown=record.shown[:2])


_HARMS: dict[str, Harm] = {
    "lost": lambda found, record: (replace(found, decided=found.decided[:1], versions={"ada": 1}), record),
    "lost status": lambda found, record: (replace(found, seen=frozenset()), record),
    "decided twice": lambda found, record: (
        replace(found, decided=[*found.decided, found.decided[0]], versions={"ada": 3}),
        record,
    ),
    "decided out of order": lambda found, record: (replace(found, decided=found.decided[::-1]), record),
    "shown out of order": lambda found, record: (found, replace(record, shown=record.shown[::-1])),
    "state that missed an event": lambda found, record: (replace(found, versions={"ada": 1}), record),
    "shown twice": lambda found, record: (found, replace(record, shown=(*record.shown, record.shown[-1]))),
    "no answer, no record": _unshown,
    "dead letter": lambda found, record: (replace(found, dead=1), record),
}


def _judged(harm: Harm) -> Verdict:
    return weigh(*harm(*_well()))


def test_records_that_are_well_pass() -> None:
    found = weigh(*_well())
    found.holds()
    assert (found.events, found.stall, found.silence) == (3, 1.0, 6.5)


@pytest.mark.parametrize("name", _HARMS)
def test_each_harm_is_seen(name: str) -> None:
    with pytest.raises(AssertionError):
        _judged(_HARMS[name]).holds()


def test_what_is_parked_is_recorded() -> None:
    found, record = _unshown(*_well())
    parked = found.told[2]._replace(status="parked")
    verdict = weigh(replace(found, told=[*found.told[:2], parked]), record)
    verdict.holds()
    assert verdict.unanswered == {"parked": 1}


def test_an_echo_settles_all_but_a_few_and_a_key_settles_all() -> None:
    found, record = _well()
    twice = replace(record, shown=(*record.shown, record.shown[-1]))
    assert len(weigh(found, twice).doubles) == 1 > weigh(found, twice).bound
    weigh(found, replace(twice, settles=BY_ECHO)).holds()
