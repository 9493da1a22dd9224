"""Diagnostics about rules that ask for what machines wrote (FD575)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD575": Entry(
        name="said-to-machines",
        en="this text is never sent: the rule is for messages of machines, and nothing is said to a machine",
        fr="ce texte ne part jamais : la règle vise les messages de machines, et on ne dit rien à une machine",
        mend_en="take it away, and keep what tells people: 'label', 'handover'",
        mend_fr="retirez-le, et gardez ce qui prévient les humains : « label », « handover »",
    ),
}
