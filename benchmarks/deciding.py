"""Deciding: G1 (one decision against one render), G2 (growth), G6 (hook calls), G10 (the tail).

In processor time, and what is compared is measured in turns: other programs on the machine count for little.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain

import pluggy

from frontdesk import (
    Account,
    Capabilities,
    Contact,
    ConversationState,
    Establishment,
    Host,
    Limit,
    MessageReceived,
    Situation,
    compile_rulebook,
    decide,
    establishment_from,
    load_documents,
)
from frontdesk.rules import Rulebook, RuleDocument, document_from_json

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ACCOUNT = Account(id="site", channel="web", capabilities=Capabilities(text=Limit(most=4000)))
WEEK = {"weekly": {"mon-fri": ["09:00-12:00", "14:00-18:00"], "sat": ["09:00-12:30"]}}

EIGHT = """
frontdesk: 1
rules:
  - {name: r1, on: message_received, if: [{channel: whatsapp}], do: [{send: "one"}]}
  - {name: r2, on: message_received, if: [{chat_hours: outside}], do: [{send: "two"}]}
  - {name: r3, on: message_received, if: [{opening_hours: outside}], do: [{send: "three"}]}
  - {name: r4, on: message_received, if: [{locale: de}], do: [{send: "four"}]}
  - {name: r5, on: message_received, if: [{contact: {returning: true}}], do: [{send: "five"}]}
  - {name: r6, on: message_received, if: [{all: [{chat_hours: inside}, {locale: es}]}], do: [{send: "six"}]}
  - {name: r7, on: message_received, if: [{establishment: {fields: {city: Lyon}}}], do: [{send: "seven"}]}
  - {name: r8, on: message_received, if: [{page: "/never*"}], do: [{send: "eight"}]}
"""

SIX_TAGS = (
    "{{ establishment.name }} {{ establishment.address }} {{ establishment.phone }} "
    "{{ contact.first_name }} {{ establishment.website }} {{ establishment.city }}"
)


def establishment(number: int) -> Establishment:
    """The establishment of this number, in Paris, with an office week."""
    return establishment_from(
        {
            "id": f"e{number}",
            "name": f"Shop {number}",
            "timezone": "Europe/Paris",
            "locale": "fr",
            "phone": "+33400000000",
            "website": "https://example.org",
            "address": {"lines": ["12 rue du Port"], "postal_code": "75019", "city": "Paris", "country": "FR"},
            "opening_hours": WEEK,
        }
    )


def rulebook(text: str) -> Rulebook:
    """The compiled rulebook of one document."""
    return rulebook_of(load_documents([("bench.yaml", text)]))


def rulebook_of(document: RuleDocument) -> Rulebook:
    """The compiled rulebook."""
    return compile_rulebook(document, Host.load().vocabulary, release=1)


def with_others(text: str, total: int) -> RuleDocument:
    """The rules of a document, and others until there are `total`: each for an establishment of its own."""
    own = load_documents([("bench.yaml", text)]).as_json()["rules"]
    others = [
        {"name": f"x{n}", "on": "message_received", "if": [{"establishment": [f"x{n}"]}], "do": [{"send": "other"}]}
        for n in range(total - len(own))
    ]
    return document_from_json({"frontdesk": 1, "rules": [*own, *others]})


def situation(book: Rulebook, place: Establishment) -> Situation:
    """A conversation that has already begun: only the rules of `message_received` concern the event."""
    state = ConversationState(
        episode=1, open=True, first_event="conversation_opened", contact_episodes=1, last_event_at=NOW, started_at=NOW
    )
    return Situation(conversation="0" * 32, state=state, account=ACCOUNT, establishment=place, rulebook=book)


def event(number: int = 0) -> MessageReceived:
    """A message of a French contact."""
    contact = Contact(address=f"c{number}", first_name="Lea", locale="fr-FR")
    return MessageReceived(id=f"m{number}", contact=contact, at=NOW, received_at=NOW, text="Bonjour, une question")


def microseconds(call: Callable[[], object]) -> float:
    """The median time of one call, over batches of about a millisecond each."""
    return in_turns(call)[0]


def in_turns(*calls: Callable[[], object], seconds: float = 0.6) -> list[float]:
    """The same of calls that take about as long as one another, in turns."""
    batch = 1
    while _timed(calls[0], batch) < 0.001:
        batch *= 2
    deadline = time.process_time() + seconds * len(calls)
    samples: list[list[float]] = []
    while time.process_time() < deadline or len(samples) < 5:
        samples.append([_timed(call, batch) / batch for call in calls])
    return [statistics.median(of_one) * 1e6 for of_one in zip(*samples, strict=True)]


def _timed(call: Callable[[], object], times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        call()
    return time.process_time() - start


def g1() -> dict[str, float]:
    """One decision with eight rules and 10,000 establishments, against one stock sandboxed render of six tags."""
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    book = rulebook(EIGHT)
    places = [establishment(number) for number in range(10_000)]
    world = [situation(book, place) for place in random.Random(1).sample(places, 500)]
    happened = event()
    for one in world:
        decide(happened, one, NOW)
    turn = iter(range(1 << 60))
    template = ImmutableSandboxedEnvironment().from_string(SIX_TAGS)
    names = ("name", "address", "phone", "website", "city")
    data = {"establishment": dict.fromkeys(names, "value"), "contact": {"first_name": "Lea"}}
    decided, rendered = in_turns(
        lambda: decide(happened, world[next(turn) % len(world)], NOW), lambda: template.render(data)
    )
    return {"decide_us": decided, "render_us": rendered, "ratio_with_full_trace": decided / rendered, "goal": 1.0}


def g2() -> dict[str, float]:
    """Growth of one decision with the number of rules: 1,000 to 100,000, of which eight concern the event."""
    totals = (1_000, 10_000, 100_000)
    worlds = [situation(rulebook_of(with_others(EIGHT, total)), establishment(1)) for total in totals]
    happened = event()
    gc.collect()
    taken = in_turns(*(partial(decide, happened, world, NOW) for world in worlds))
    figures = {f"same_{total}_us": time_ for total, time_ in zip(totals, taken, strict=True)}
    figures["growth_same"] = figures["same_100000_us"] / figures["same_1000_us"]
    figures["goal"] = 1.1
    return figures


def g6() -> dict[str, int]:
    """Hook calls during 1,000 decisions, counted."""
    book = rulebook(EIGHT)
    world, happened, calls = situation(book, establishment(1)), event(), 0
    original = pluggy.HookCaller.__call__

    def counted(self: pluggy.HookCaller, **arguments: object) -> object:
        nonlocal calls
        calls += 1
        return original(self, **arguments)

    pluggy.HookCaller.__call__ = counted
    try:
        for _ in range(1_000):
            decide(happened, world, NOW)
    finally:
        pluggy.HookCaller.__call__ = original
    return {"hook_calls": calls, "goal": 0}


def g10() -> dict[str, float]:
    """One decision among 1,000, 10,000 and 100,000 establishments, on random access: the median, and p99."""
    book, counts = rulebook(EIGHT), (1_000, 10_000, 100_000)
    happened = event()
    worlds = [[situation(book, establishment(number)) for number in range(count)] for count in counts]
    for one in chain.from_iterable(worlds):
        decide(happened, one, NOW)
    orders = [random.Random(2).choices(world, k=20_000) for world in worlds]
    gc.collect()
    gc.freeze()
    rounds = [[_percentiles(order) for order in orders] for _ in range(5)]
    gc.unfreeze()
    best = [
        (min(medians), min(tails))
        for medians, tails in (zip(*of_one, strict=True) for of_one in zip(*rounds, strict=True))
    ]
    figures = {f"median_{count}_us": median for count, (median, _) in zip(counts, best, strict=True)}
    figures |= {f"p99_{count}_us": tail for count, (_, tail) in zip(counts, best, strict=True)}
    return figures | {"ratio": best[-1][1] / best[0][1], "goal": 1.3}


def _percentiles(order: list[Situation]) -> tuple[float, float]:
    """The median and p99 of one decision, microseconds."""
    happened, samples = event(), []
    for one in order:
        start = time.thread_time()
        decide(happened, one, NOW + timedelta(seconds=1))
        samples.append(time.thread_time() - start)
    return statistics.median(samples) * 1e6, statistics.quantiles(samples, n=100)[98] * 1e6


def run() -> dict[str, dict[str, float]]:
    """Every figure of this part, printed as it is measured."""
    results = {}
    for budget in (g1, g2, g6, g10):
        results[budget.__name__.upper()] = found = budget()
        print(f"{budget.__name__.upper():4} " + "  ".join(f"{name}={value:.2f}" for name, value in found.items()))
    return results


if __name__ == "__main__":
    run()
