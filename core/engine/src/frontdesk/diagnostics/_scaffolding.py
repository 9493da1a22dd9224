"""The part of the catalogue about beginning an adapter of one's own, and trying one (FD985-FD989)."""

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
    "FD988": Entry(
        "testkit-missing",
        "the fake platform of channel {channel!r} is part of frontdesk-testkit, which is not installed",
        "la fausse plateforme du canal {channel!r} fait partie de frontdesk-testkit, qui n'est pas installé",
        "install it: pip install frontdesk-testkit",
        "installez-le : pip install frontdesk-testkit",
    ),
    "FD989": Entry(
        "no-such-platform",
        "there is no fake platform for channel {channel!r}: {why}",
        "il n'y a pas de fausse plateforme pour le canal {channel!r} : {why}",
        "choose one of the channels that have one, run it in the folder of your own adapter, or leave --channel out",
        "choisissez un des canaux qui en ont une, lancez-le dans le dossier de votre propre adaptateur, ou omettez --channel",
    ),
}
