"""The part of the FD9xx catalogue about decisions, conversations and forwarding (from FD920 on)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

JOURNAL: dict[str, Entry] = {
    "FD920": Entry(
        "answer-too-long",
        "the answer has {length} characters, {most} at most can be sent",
        "la réponse compte {length} caractères, {most} au plus peuvent être envoyés",
        "shorten it, or send it in two",
        "raccourcissez-la, ou envoyez-la en deux fois",
    ),
    "FD921": Entry(
        "decision-unknown",
        "there is no decision {number}",
        "il n’y a pas de décision {number}",
        "take its number from the journal",
        "reprenez son numéro du journal",
    ),
    "FD922": Entry(
        "cursor-unknown",
        "{cursor!r} is no place in this list",
        "{cursor!r} n’est pas un endroit de cette liste",
        "pass on what the page before gave, unchanged",
        "transmettez ce que la page précédente a donné, tel quel",
    ),
    "FD923": Entry(
        "message-not-waiting",
        "no message {key!r} waits for a person",
        "aucun message {key!r} n’attend une décision",
        "list those that wait; somebody else may have dealt with it",
        "listez ceux qui attendent ; quelqu’un d’autre s’en est peut-être chargé",
    ),
}
