"""The part of the catalogue about beginning a plugin or adapter of one's own (FD985-FD989)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

SCAFFOLDING: dict[str, Entry] = {
    "FD985": Entry(
        "no-such-name",
        "{name!r} is no name for a channel, source or plugin",
        "{name!r} n'est pas un nom de canal, de source ou de greffon",
        "write small letters, digits and single underscores, at most {most}, a letter first: {suggested!r}",
        "écrivez des minuscules, des chiffres et des soulignés simples, {most} au plus, une lettre d'abord : {suggested!r}",
    ),
    "FD986": Entry(
        "name-taken",
        "the name {name!r} is taken: {distribution} {version} is installed here",
        "le nom {name!r} est pris : {distribution} {version} est installé ici",
        "choose another name, or uninstall that one first",
        "choisissez un autre nom, ou désinstallez d'abord celui-là",
    ),
    "FD987": Entry(
        "folder-taken",
        "the folder {folder} is there already",
        "le dossier {folder} existe déjà",
        "choose another name or another place (--into), or move it away: nothing is written over",
        "choisissez un autre nom ou un autre endroit (--into), ou déplacez-le : rien n'est écrasé",
    ),
}
