"""Rules: what compiling costs, G2 (growth of the look-up of rules), and G5's share (memory of compiled rules)."""

from __future__ import annotations

import gc
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from frontdesk import Establishment, Host, Rulebook, Vocabulary, compile_rulebook
from frontdesk.rules import Selection, document_from_json

LANGUAGES = ("fr", "en")
OF_ONE = 8
"""Rules that concern one establishment."""


def run() -> dict[str, dict[str, float]]:
    """Every figure of this part, printed as it is measured."""
    vocabulary = Host.load().vocabulary
    parts: dict[str, Callable[[Vocabulary], dict[str, float]]] = {
        "compile": compiling,
        "growth": growth,
        "memory": memory,
    }
    return {name: _shown(name, measure(vocabulary)) for name, measure in parts.items()}


def _shown(name: str, found: dict[str, float]) -> dict[str, float]:
    print(f"rules: {name}")
    for what, figure in found.items():
        print(f"  {what:44} {figure:14,.2f}")
    return found


# What compiling costs


def message_set(number: int) -> dict[str, object]:
    """A message set whose every text is its own, with five starters in two languages."""

    def text(what: str) -> dict[str, str]:
        return {language: f"{language} {what} {number}: {{{{ establishment.name }}}}" for language in LANGUAGES}

    starters = [{"title": {"fr": f"Q{n}", "en": f"E{n}"}, "answer": text(f"answer {n}")} for n in range(5)]
    return {
        "name": f"Set {number}",
        "establishments": {"groups": [f"group-{number}"]},
        "welcome": text("welcome"),
        "absence": text("absence"),
        "starters": starters,
    }


def free_rule(number: int) -> dict[str, object]:
    """A rule for one establishment, written as most are."""
    return {
        "name": f"rule-{number}",
        "on": "message_received",
        "if": [{"establishment": [f"shop-{number}"]}, {"chat_hours": "outside"}],
        "do": [{"send": "We are away."}],
    }


def compiling(vocabulary: Vocabulary) -> dict[str, float]:
    """Milliseconds for a message set of 14 distinct texts, and microseconds for a rule whose parts are shared."""
    sets = {"frontdesk": 1, "message_sets": [message_set(number) for number in range(300)]}
    rules = {"frontdesk": 1, "rules": [free_rule(number) for number in range(10_000)]}
    return {
        "message set of distinct texts, ms": _seconds(vocabulary, sets) / 300 * 1e3,
        "the same again, texts known, ms": _seconds(vocabulary, sets) / 300 * 1e3,
        "free rule, us": _seconds(vocabulary, rules) / 10_000 * 1e6,
    }


def _seconds(vocabulary: Vocabulary, content: dict[str, object]) -> float:
    start = time.process_time()
    compile_rulebook(document_from_json(content), vocabulary)
    return time.process_time() - start


# G2


def shop(number: int) -> Establishment:
    """An establishment with a few groups, as chains have them."""
    return Establishment(
        id=f"shop-{number}", name="Shop", version=str(number), groups=("north", f"group-{number % 50}")
    )


def many_rules(vocabulary: Vocabulary, total: int) -> Rulebook:
    """A rulebook of so many rules, eight for each establishment."""
    one = compile_rulebook(document_from_json({"frontdesk": 1, "rules": [free_rule(0)]}), vocabulary).rules[0]
    choices = [Selection(ids=frozenset((f"shop-{number}",))) for number in range(total // OF_ONE)]
    pairs = ((choices[at // OF_ONE], replace(one, name=f"rule-{at}", position=at)) for at in range(total))
    return Rulebook(pairs)


def growth(vocabulary: Vocabulary) -> dict[str, float]:
    """Nanoseconds of one look-up: of one establishment, and of random ones, from 1,000 to 1,000,000 rules.

    Beside random access stands what a plain dict costs in the same order: past it, it is the processor's cache.
    """
    figures: dict[str, float] = {}
    for total in (1_000, 30_000, 1_000_000):
        book = many_rules(vocabulary, total)
        gc.collect()
        gc.freeze()
        shops = [shop(number) for number in range(total // OF_ONE)]
        order = random.Random(1).choices(shops, k=20_000)
        plain = {one.id: one for one in shops}
        look_up = partial(book.candidates, "message_received")
        assert all(len(look_up(one)) == OF_ONE for one in shops[:100])
        figures[f"same establishment, {total:,} rules, ns"] = _nanoseconds(look_up, [shops[-1]] * 20_000)
        figures[f"random, first time, {total:,} rules, ns"] = _once(look_up, order)
        figures[f"random, again, {total:,} rules, ns"] = _nanoseconds(look_up, order)
        figures[f"random, a plain dict of {total // OF_ONE:,}, ns"] = _nanoseconds(partial(_plain, plain), order)
        gc.unfreeze()
    least, most = "1,000", "1,000,000"
    hot = figures[f"same establishment, {least} rules, ns"]
    figures["same, growth (goal 1.1)"] = figures[f"same establishment, {most} rules, ns"] / hot
    figures["random access adds to a decision, us"] = (figures[f"random, again, {most} rules, ns"] - hot) / 1e3
    return figures


def _plain(known: dict[str, Establishment], one: Establishment) -> object:
    return known[one.id]


def _nanoseconds(look_up: Callable[[Establishment], object], shops: list[Establishment]) -> float:
    return statistics.median(_once(look_up, shops) for _ in range(9))


def _once(look_up: Callable[[Establishment], object], shops: list[Establishment]) -> float:
    start = time.process_time_ns()
    for one in shops:
        look_up(one)
    return (time.process_time_ns() - start) / len(shops)


# G5


def memory(vocabulary: Vocabulary) -> dict[str, float]:
    """Bytes per establishment of compiled rules: 100,000 in 5,000 message sets, by id and by group, all asked."""
    return {
        "by id, bytes per establishment": _bytes(vocabulary, by_id),
        "by group, bytes per establishment": _bytes(vocabulary, by_group),
    }


def by_id(number: int) -> dict[str, object]:
    """A set for twenty establishments by their ids."""
    ids = [f"shop-{number * 20 + n}" for n in range(20)]
    return {"name": f"Set {number}", "establishments": ids, "welcome": "Hello", "absence": "Away"}


def by_group(number: int) -> dict[str, object]:
    """A set for the establishments of one group."""
    return by_id(number) | {"establishments": {"groups": [f"group-{number}"]}}


def _bytes(vocabulary: Vocabulary, make: Callable[[int], dict[str, object]]) -> float:
    shops = [replace(shop(number), groups=(f"group-{number // 20}",)) for number in range(100_000)]
    content = {"frontdesk": 1, "message_sets": list(_made(make))}
    document = document_from_json(content)
    gc.collect()
    tracemalloc.start()
    book = compile_rulebook(document, vocabulary)
    for one in shops:
        assert len(book.candidates("conversation_started", one)) == 2
    gc.collect()
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return used / len(shops)


def _made(make: Callable[[int], dict[str, object]]) -> Iterator[dict[str, object]]:
    return (make(number) for number in range(5_000))


if __name__ == "__main__":
    run()
