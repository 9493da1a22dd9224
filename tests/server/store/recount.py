"""The plain recount: figures from the messages that stand in the journal, and not from what the tally reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date

from frontdesk_server.store import JournalDecision, Store
from frontdesk_server.store.journal import ConversationView
from frontdesk_server.store.tally import tally
from tests.server.store.counting import SETS, ZONES

Key = tuple[date, int, str, str, str, str, str]
REASONS = ("switched_off", "breaker_open", "breaker_opened", "automatic_sender", "operator_first", "operator_active")
WITHOUT = ("not_sent_missing_tag", "event_too_old", "route_unresolved")


def recount(view: ConversationView) -> Iterator[Key]:
    first: dict[int, JournalDecision] = {}
    open_to: dict[int, str] = {}
    chosen: set[int] = set()
    for decision in view.decisions:
        lines = {line.id: line for line in decision.trace}
        said = [m for m in view.messages if m.decision == decision.number and m.direction == "out" and m.rule]
        begins, goes_on = lines.get("episode_started"), lines.get("episode_continues")
        number = int(str((begins or goes_on).params["number"])) if begins or goes_on else 0  # type: ignore[union-attr]
        first.setdefault(number, decision)

        def key(kind: str, of: str, detail: str = "", at: JournalDecision = decision) -> Key:
            local = at.at.astimezone(ZONES.get(at.establishment or "", UTC))
            place = at.establishment or ""
            return (local.date(), local.hour, place, of, view.line.account, kind, detail)

        kinds = [(m.kind, _set(m.rule)) for m in said if m.kind != "privacy"]
        greeting = next(((k, s) for k, s in kinds if k in ("welcome", "absence")), None)
        answer = next((s for k, s in kinds if k == "answer"), None)
        wanted = answer is not None or "not_sent_missing_tag" in lines or "breaker_opened" in lines
        taps = "starter_recognised" in lines and wanted
        starter = str(lines["starter_recognised"].params["starter"]) if taps else ""
        of_starter = "" if starter == "cracker" else "Lyon"
        offer = next((_set(m.rule) for m in said if m.suggestions), None)
        silent = None if said else _silence(decision, bool(begins))
        if begins:
            yield key("begun", _speaker(kinds, silent, of_starter if taps else ""))
            if greeting:
                yield key("greeted", greeting[1], greeting[0])
        elif greeting and greeting[0] == "absence":
            yield key("absent", greeting[1])
        if answer is not None:
            yield key("answered", answer)
        if taps:
            yield key("tapped", of_starter, starter)
        if silent:
            yield key("silent", silent[1], silent[0])
        choice = offer if offer is not None else of_starter if taps else None
        if number and choice is not None:
            if number not in open_to:
                open_to[number] = choice
                yield key("offered", choice, at=first[number])
            if taps and number not in chosen:
                chosen.add(number)
                yield key("chose", open_to[number], starter, at=first[number])


def _set(rule: str) -> str:
    return next((name for name in SETS if rule.startswith(f"{name}/")), "")


def _speaker(kinds: Sequence[tuple[str, str]], silent: tuple[str, str] | None, of_starter: str) -> str:
    return kinds[0][1] if kinds else silent[1] if silent else of_starter


def _silence(decision: JournalDecision, begins: bool) -> tuple[str, str] | None:
    if decision.type not in ("ConversationOpened", "MessageReceived", "StarterTapped"):
        return None
    for line in decision.trace:
        if line.id in (*REASONS, *WITHOUT):
            return line.id, _set(str(line.params.get("rule", "")))
    if not begins:
        return None
    return ("no_rules" if any(line.id == "no_rules" for line in decision.trace) else "no_rule_held"), ""


async def whole_journal(store: Store) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for line in await store.journal.conversations(limit=1000):
        view = await store.journal.conversation(line.id, limit=10_000)
        assert view is not None
        found.update(recount(view))
    return found


async def stored(store: Store) -> Counter[Key]:
    async with store.database.read() as link:
        rows = (await link.execute(tally.select())).all()
    return Counter({(date.fromordinal(row.day), *row[1:-1]): row.count for row in rows})
