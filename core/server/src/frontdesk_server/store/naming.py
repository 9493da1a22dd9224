"""What names a contact outside of their conversations: exclusions, plugins' entries, the audit, platforms' words."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final

from sqlalchemy import Table, and_, delete, func, or_, select, update
from sqlalchemy.engine import Connection

from frontdesk_server.store._types import padded
from frontdesk_server.store.configuration import EstablishmentRow, metadata
from frontdesk_server.store.exclusions import excluded_contact, mark_of
from frontdesk_server.store.link import execute
from frontdesk_server.store.people_rows import AuditRow
from frontdesk_server.store.statements import among, param
from frontdesk_server.store.tables import account_hold, expiring
from frontdesk_server.store.traces import names, pattern, redacted

_audit = metadata.tables[AuditRow.__tablename__]
_establishment = metadata.tables[EstablishmentRow.__tablename__]
_like = param("like_name")

_EXCLUDED: Final = select(excluded_contact.c.establishment, excluded_contact.c.contact).where(
    among(excluded_contact.c.contact, "addresses")
)
_READMIT: Final = delete(excluded_contact).where(among(excluded_contact.c.contact, "addresses"))
_LEFT: Final = select(excluded_contact.c.contact).where(excluded_contact.c.establishment == param("of_establishment"))
_MARK: Final = (
    update(_establishment).where(_establishment.c.id == param("of_establishment")).values(exclusions=param("mark"))
)
_ENTRIES: Final = select(expiring.c.namespace, expiring.c.key, expiring.c.value).where(
    or_(expiring.c.value.like(_like, escape="\\"), expiring.c.key.like(_like, escape="\\"))
)
_FORGET: Final = delete(expiring).where(
    and_(expiring.c.namespace == param("in_namespace"), expiring.c.key == param("of_key"))
)
_LINES: Final = select(_audit.c.number, _audit.c.before, _audit.c.after).where(
    or_(_audit.c.before.like(_like, escape="\\"), _audit.c.after.like(_like, escape="\\"))
)
_REDACT: Final = (
    update(_audit)
    .where(_audit.c.number == param("of_number"))
    .values(before=param("to_before"), after=param("to_after"))
)
_HELD: Final = select(func.count()).where(
    account_hold.c.account == param("of_account"), account_hold.c.reason.like(_like, escape="\\")
)
_UNSAY: Final = (
    update(account_hold)
    .where(account_hold.c.account == param("of_account"), account_hold.c.reason.like(_like, escape="\\"))
    .values(reason=func.replace(account_hold.c.reason, param("the_name"), param("instead")))
)


def erase_named(
    connection: Connection,
    addresses: frozenset[str],
    ids: frozenset[str],
    *,
    account: str,
    instead: str,
    really: bool,
) -> Counter[str]:
    """Remove or redact it; how many rows of which table. Not `really` = only look."""
    counts: Counter[str] = Counter()
    if addresses:
        counts[_name(excluded_contact)] = _readmit(connection, sorted(addresses), really=really)
    for name in sorted(addresses | ids):
        counts[_name(expiring)] += _forget(connection, name, really=really)
    for name in sorted(addresses):
        counts[_name(_audit)] += _redact(connection, name, instead, really=really)
        counts[_name(account_hold)] += _unsay(connection, account, name, instead, really=really)
    return +counts


def _name(table: Table) -> str:
    return str(table.name)


def _readmit(connection: Connection, addresses: list[str], *, really: bool) -> int:
    which = {"addresses": padded(addresses)}
    found = execute(connection, _EXCLUDED, which).all()
    if found and really:
        execute(connection, _READMIT, which)
        for place in sorted({row.establishment for row in found}):
            left = execute(connection, _LEFT, {"of_establishment": place}).scalars()
            execute(connection, _MARK, {"of_establishment": place, "mark": mark_of(left)})
    return len(found)


def _forget(connection: Connection, name: str, *, really: bool) -> int:
    """Entries whose key is the name or has it as a part, or whose value has it as a whole text."""
    found = [
        {"in_namespace": row.namespace, "of_key": row.key}
        for row in execute(connection, _ENTRIES, {"like_name": pattern(_quoted(name)[1:-1])})
        if _is_part(name, row.key) or names(json.loads(row.value), frozenset({name}))
    ]
    if found and really:
        execute(connection, _FORGET, found)
    return len(found)


def _is_part(name: str, key: str) -> bool:
    """Whether a key is this name, or has it between other signs than letters and digits."""
    before, found, after = key.partition(name)
    return bool(found) and not (before[-1:].isalnum() or after[:1].isalnum())


def _redact(connection: Connection, name: str, instead: str, *, really: bool) -> int:
    rows: list[dict[str, Any]] = []
    for row in execute(connection, _LINES, {"like_name": pattern(_quoted(name))}):
        told = [None if text is None else json.loads(text) for text in (row.before, row.after)]
        if names(told, frozenset({name})):
            before, after = (_dump(redacted(value, frozenset({name}), instead)) for value in told)
            rows.append({"of_number": row.number, "to_before": before, "to_after": after})
    if rows and really:
        execute(connection, _REDACT, rows)
    return len(rows)


def _unsay(connection: Connection, account: str, name: str, instead: str, *, really: bool) -> int:
    which = {"of_account": account, "like_name": pattern(name)}
    if not really:
        return execute(connection, _HELD, which).number()
    return execute(connection, _UNSAY, {**which, "the_name": name, "instead": instead}).rowcount


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def _dump(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)
