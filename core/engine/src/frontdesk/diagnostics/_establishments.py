"""Diagnostics about establishments in the console and its REST interface (FD900-FD919)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ESTABLISHMENTS: dict[str, Entry] = {
    "FD900": Entry(
        "list-gone",
        "the list of establishments that this form had is not kept any more",
        "la liste d'établissements de ce formulaire n'est plus conservée",
        "choose the establishments again",
        "choisissez de nouveau les établissements",
    ),
    "FD901": Entry(
        "contact-address",
        "this is no contact's address",
        "ce n'est pas l'adresse d'un contact",
        "write it as the channel names the contact, in at most {most} characters; a conversation shows it",
        "écrivez-la comme le canal nomme le contact, en {most} caractères au plus ; une conversation la montre",
    ),
    "FD902": Entry(
        "undo-too-late",
        "this change cannot be taken back any more",
        "ce changement ne peut plus être annulé",
        "switch again by hand",
        "réglez de nouveau à la main",
    ),
    "FD903": Entry(
        "nobody-selected",
        "no establishment is selected",
        "aucun établissement n'est sélectionné",
        "select rows, or all results",
        "sélectionnez des lignes, ou tous les résultats",
    ),
    "FD904": Entry(
        "nothing-to-switch",
        "nothing is to be switched on or off",
        "rien n'est à activer ni à désactiver",
        "name at least one of everything, welcome, absence, starters",
        "nommez au moins l'un de everything, welcome, absence, starters",
    ),
}
