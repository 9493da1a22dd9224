"""The store: everything that outlives the process, in one SQLite file or one PostgreSQL database. Only here is SQL.

What the API, the command line and publishing use::

    store = await open_store("sqlite:///frontdesk.sqlite", clock)    # alone=True for the server itself (lock file)
    await store.close()

    store.releases        add(document, author=, note=) -> Release; newest() -> Release | None; newest_number();
                          get(number); list(limit) -> [ReleaseLine]
    store.drafts          create(id, document, kind=, name=, author=) -> StoredDraft (the same id counts once);
                          save(id, document, name=, author=, expected=) -> Saved | Conflict | None;
                          delete(id, expected=); get(id); list(kind)
    store.activations     carry_out(activation) -> Activated | None: release, drafts and audit in one transaction
    store.establishments  sync(source, records, complete=False) -> Synced; mark_stale(source);
                          get(id, scope) -> StoredEstablishment | None; list(limit=, after=, search=, retired=, scope=);
                          count(...); and by name, fast at 100,000: find(Wanted(...), scope, after=) -> lines;
                          tally(Wanted(...), scope); ids_of(Wanted(...), scope); resolve(selection, scope) -> how many;
                          groups(scope), sources(scope) -> [Counted]
                          get(id) -> StoredEstablishment | None; list(limit=, after=, search=, retired=); count(...)
    store.roll            current() -> {id: Member}: id, name, groups and version of all establishments, from memory
    store.toggles         get(establishment) -> Toggles; of(ids) -> {id: Toggles}; set(ids, toggles, author=);
                          states(ids) -> who switched when; change(Wanted(...), Switches(...), actor=, scope=) -> how
                          many, and a token for undo; undo(token, actor=, scope=) -> how many | None
    store.erasing         look(whom, random), erase(whom, random, actor=) -> Erased: every trace of a contact
    store.restoring       mark(at, actor=) -> Restored: this database is a copy, what may have been sent is parked
    store.exclusions      of(establishment); add, remove(establishment, contact, actor=, scope=)
    store.journal         conversations(limit=, before=, establishment=) -> [ConversationLine];
                          conversation(id, limit=) -> ConversationView | None (messages and decisions, oldest first)
    store.toggles         get(establishment) -> Toggles; of(ids) -> {id: Toggles}; set(ids, toggles, author=)
    store.journal         conversations(limit=, before=, establishment=, account=, search=, awaiting=, scope=)
                          -> [ConversationLine];
                          conversation(id, limit=, scope=) -> ConversationView | None (oldest first)
    store.decisions       page(Sought(...), scope=, limit=, before=Cursor) -> [DecisionLine], newest first;
                          after(cursor, Sought(...), scope=) -> [DecisionLine], newest first; newest() -> Cursor | None;
                          get(number, scope=) -> DecisionView | None (event, trace, messages with their states)
    store.figures         by_day(asked), by_set, by_account, by_establishment, greetings, failures; tally.step()
    store.attention       parked(scope), stale(scope), undecided(), last_events()
    store.health          backlog() -> Backlog: what waits and for how long, the partitions' owners, dead rows
    store.connections     list(), get(kind, id); create, save, remove with their secrets; number() rises each time;
                          secrets() -> when and by whom; note_pass(pass), passes() of sources
    store.append_reply(conversation, text, operator=, id_=) -> event id    an operator's answer, from any process
    store.append_giving_back(conversation, id_=) -> event id    what was handed over goes back to automation
    store.append_closing(conversation, id_=) -> event id    the end of an episode, on somebody's word
    store.forwards        waiting() -> [Behind]: how far accounts are behind that forward what is said
    store.profiles        all(), get(account); claim(account, until), save(profile, done=): one owner at a time;
                          ask(account, what, change): what somebody wants done at once
    store.dead            list(limit) -> [DeadLetter]; count(); replay(number) -> new event id; discard(number)
    store.parked          list(account) -> [ParkedMessage]; resend(key, change), drop(key, change): on somebody's word
    store.holds           all() -> {account: Hold}, waiting(); try_now(account, change), try_changed(accounts)
    store.secrets         all() -> {name: token}; set(name, token); delete(name); reseal(tokens): tokens that
                          `frontdesk_server.secrets` makes
    store.people          add(person, actor); change(id, mend, actor=, action=) -> Person; get, by_email, list, count
    store.sessions, store.links, store.tokens, store.throttle    what `access` makes of them
    store.audit           add(change); list(filter, limit=, before=) -> [AuditEntry]; within a change's own transaction:
                          `await note(link, change, now)` of `store.audit`
    store.expiring(ns)    get, put, delete: a plugin's `ExpiringStore`
    store.streams         history(conversation, after=, limit=) -> [StreamEntry]
    store.ping()          how many events wait; raises `StoreUnavailable`

The runtime also uses `log`, `timers`, `leases`, `batch`, `claiming` and `tidy`. Every method is one short transaction,
durable when it returns; `StoreUnavailable` means that nothing was kept and that trying again is right.
Instants are aware and in UTC. In a running server replies go through `Runtime.inbox`, which commits in groups;
`append_reply` commits alone and may be called by a command beside the server.
"""

from __future__ import annotations

from frontdesk_server.store.cursors import Cursor
from frontdesk_server.store.database import is_embedded
from frontdesk_server.store.dead_letters import DeadLetter
from frontdesk_server.store.decisions import DecisionLine, DecisionView, Sought
from frontdesk_server.store.drafts import Conflict, DraftKind, Saved, StoredDraft
from frontdesk_server.store.errors import StoreUnavailable
from frontdesk_server.store.establishments import StoredEstablishment, Synced
from frontdesk_server.store.finding import Counted, EstablishmentLine
from frontdesk_server.store.health import Backlog, Share, Vacuum
from frontdesk_server.store.journal_lines import ConversationLine, ConversationView, JournalDecision, JournalMessage
from frontdesk_server.store.opening import Store, migrate_store, open_store, reach_database
from frontdesk_server.store.parked import ParkedMessage
from frontdesk_server.store.releases import Release, ReleaseLine
from frontdesk_server.store.roll import Member
from frontdesk_server.store.searching import Off, Shown, Wanted
from frontdesk_server.store.values import OutboxRow, OutboxStatus

__all__ = [
    "Backlog",
    "Conflict",
    "ConversationLine",
    "ConversationView",
    "Counted",
    "Cursor",
    "DeadLetter",
    "DecisionLine",
    "DecisionView",
    "DraftKind",
    "EstablishmentLine",
    "JournalDecision",
    "JournalMessage",
    "Member",
    "Off",
    "OutboxRow",
    "OutboxStatus",
    "ParkedMessage",
    "Release",
    "ReleaseLine",
    "Saved",
    "Share",
    "Shown",
    "Sought",
    "Store",
    "StoreUnavailable",
    "StoredDraft",
    "StoredEstablishment",
    "Synced",
    "Vacuum",
    "Wanted",
    "is_embedded",
    "migrate_store",
    "open_store",
    "reach_database",
]
