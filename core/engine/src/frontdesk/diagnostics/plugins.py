"""The catalogue of diagnostics about plugins and hooks (FD4xx)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD401": Entry(
        name="plugin-cannot-be-imported",
        en="plugin {plugin!r} of {distribution} {version} cannot be imported: {error}",
        fr="le greffon {plugin!r} de {distribution} {version} ne peut pas être importé : {error}",
        mend_en="repair or uninstall {distribution}, or start without it: FRONTDESK_DISABLED_PLUGINS={plugin}",
        mend_fr="réparez ou désinstallez {distribution}, ou démarrez sans lui : FRONTDESK_DISABLED_PLUGINS={plugin}",
    ),
    "FD402": Entry(
        name="claimed-twice",
        en="the {kind} {name!r} is registered by {first} and by {second}",
        fr="{name!r} ({kind}) est enregistré par {first} et par {second}",
        mend_en="uninstall one of the two, or name one in FRONTDESK_DISABLED_PLUGINS",
        mend_fr="désinstallez l'un des deux, ou nommez-en un dans FRONTDESK_DISABLED_PLUGINS",
    ),
    "FD403": Entry(
        name="unknown-hook",
        en="plugin {plugin!r} of {distribution} implements the unknown hook {hook!r}",
        fr="le greffon {plugin!r} de {distribution} implémente le point d'extension inconnu {hook!r}",
        mend_en="did its author mean {near!r}? The hooks are listed in docs/reference/hooks.md",
        mend_fr="son auteur voulait-il dire {near!r} ? Les points d'extension sont dans docs/reference/hooks.md",
    ),
    "FD404": Entry(
        name="plugin-failed",
        en="{word!r} of {distribution} failed while an event was decided: {error}",
        fr="{word!r} de {distribution} a échoué pendant la décision d'un événement : {error}",
        mend_en="the rule was passed over; report it to the plugin's author with this trace",
        mend_fr="la règle a été passée ; signalez-le à l'auteur du greffon avec cette trace",
    ),
    "FD405": Entry(
        name="hook-failed",
        en="plugin {plugin!r} of {distribution} {version} failed in its hook {hook!r}: {error}",
        fr="le greffon {plugin!r} de {distribution} {version} a échoué dans son point d'extension {hook!r} : {error}",
        mend_en="repair or uninstall {distribution}, or start without it: FRONTDESK_DISABLED_PLUGINS={plugin}",
        mend_fr="réparez ou désinstallez {distribution}, ou démarrez sans lui : FRONTDESK_DISABLED_PLUGINS={plugin}",
    ),
    "FD406": Entry(
        name="plugin-misspelt",
        en="{variable} names {word!r}, and no installed plugin is called so",
        fr="{variable} nomme {word!r}, et aucun greffon installé ne s'appelle ainsi",
        mend_en="did you mean {near!r}?",
        mend_fr="vouliez-vous {near!r} ?",
    ),
    "FD407": Entry(
        name="unknown-plugin",
        en="{variable} names {word!r}, and no installed plugin is called so",
        fr="{variable} nomme {word!r}, et aucun greffon installé ne s'appelle ainsi",
        mend_en="take it out of {variable}; installed are {known}",
        mend_fr="retirez-le de {variable} ; sont installés {known}",
    ),
    "FD408": Entry(
        name="plugin-switched-off",
        en="{word!r} belongs to the plugin {plugin!r} of {distribution}, which is installed but switched off",
        fr="{word!r} appartient au greffon {plugin!r} de {distribution}, installé mais désactivé",
        mend_en="take {plugin!r} out of FRONTDESK_DISABLED_PLUGINS, and into FRONTDESK_PLUGINS where that is set",
        mend_fr="retirez {plugin!r} de FRONTDESK_DISABLED_PLUGINS, et ajoutez-le à FRONTDESK_PLUGINS s'il est défini",
    ),
}
