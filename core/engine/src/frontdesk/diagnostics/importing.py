"""Diagnostics about importing establishments: passes, merging, what is held back (FD784-FD799)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD784": Entry(
        "gone-held-back",
        "the source {source!r} delivers {gone} of its {of} establishments no more: none of them was retired",
        "la source {source!r} ne fournit plus {gone} de ses {of} établissements : aucun n'a été retiré",
        "if they have really gone, confirm it: `frontdesk sync {source} --confirm`, or on the source's page",
        "s'ils ont vraiment disparu, confirmez-le : `frontdesk sync {source} --confirm`, ou sur la page de la source",
    ),
    "FD785": Entry(
        "creates-without-name",
        "the source may create establishments, but may not tell their name",
        "la source peut créer des établissements, mais n'a pas le droit de donner leur nom",
        "add 'name' to `only`, or write `creates: false`",
        "ajoutez « name » à `only`, ou écrivez `creates: false`",
    ),
    "FD786": Entry(
        "source-name-taken",
        "two sources are called {name!r}",
        "deux sources s'appellent {name!r}",
        "give each its own `name`: what it told is kept under it",
        "donnez à chacune son propre `name` : ce qu'elle a fourni est conservé sous ce nom",
    ),
    "FD787": Entry(
        "row-matches-nothing",
        "{native!r} of the source {source!r} is no establishment that another source tells of",
        "{native!r} de la source {source!r} n'est aucun établissement fourni par une autre source",
        "write under the source's `ids` which one it is, or give both the same store code and write `match: code`",
        "écrivez sous `ids` de la source lequel c'est, ou donnez aux deux le même code magasin avec `match: code`",
    ),
    "FD788": Entry(
        "code-not-unique",
        "the store code {code!r} of {native!r} in the source {source!r} is that of several establishments: {known}",
        "le code magasin {code!r} de {native!r} dans la source {source!r} est celui de plusieurs établissements : {known}",
        "write under the source's `ids` which one it is",
        "écrivez sous `ids` de la source lequel c'est",
    ),
    "FD789": Entry(
        "source-busy",
        "the source {source!r} is being read by another process",
        "la source {source!r} est en cours de lecture par un autre processus",
        "wait until it is done, and try again",
        "attendez qu'il ait fini, puis réessayez",
    ),
    "FD790": Entry(
        "source-not-asked",
        "the source {source!r} is asked over HTTP, which this command does not do: only its settings were checked",
        "la source {source!r} s'interroge par HTTP, ce que cette commande ne fait pas : seuls ses réglages sont vérifiés",
        "nothing is to be done; `frontdesk sync {source}` reads it",
        "il n'y a rien à faire ; `frontdesk sync {source}` la lit",
    ),
    "FD791": Entry(
        "pages-in-a-circle",
        "the source {source!r} leads back to what it was asked already in this pass: {url}",
        "la source {source!r} renvoie à ce qui lui a déjà été demandé dans ce passage : {url}",
        "nobody was retired; mend its paging settings, or tell whoever runs that platform",
        "aucun établissement n'a été retiré ; corrigez sa pagination, ou prévenez qui exploite cette plateforme",
    ),
    "FD792": Entry(
        "row-repeated",
        "{native!r} comes more than once from the source {source!r}, with different contents",
        "{native!r} vient plusieurs fois de la source {source!r}, avec des contenus différents",
        "the first one counts; give each its own id",
        "le premier compte ; donnez à chacun son propre identifiant",
    ),
    "FD793": Entry(
        "no-pair-of-ids",
        "{line!r} does not say which row is which establishment",
        "{line!r} ne dit pas quelle ligne est quel établissement",
        "write the source's id, a colon and a blank, and the establishment's id: 4711: lyon-shop",
        "écrivez l'identifiant de la source, deux-points et une espace, puis celui de l'établissement : 4711: lyon",
    ),
    "FD794": Entry(
        "no-such-source",
        "there is no source {source!r}: there are {known}",
        "il n'y a pas de source {source!r} : il y a {known}",
        "name one of them, or none to read them all",
        "nommez-en une, ou aucune pour les lire toutes",
    ),
    "FD795": Entry(
        "two-rows-one-establishment",
        "{native!r} and {first!r} of the source {source!r} both stand for {establishment!r}",
        "{native!r} et {first!r} de la source {source!r} désignent tous deux {establishment!r}",
        "{first!r} counts; correct the source's `ids` or the store codes",
        "{first!r} compte ; corrigez `ids` de la source ou les codes magasin",
    ),
    "FD796": Entry(
        "same-as-nothing",
        "the source {source!r} says that {native!r} is as before, but it was never told of before",
        "la source {source!r} dit que {native!r} n'a pas changé, mais elle n'en avait jamais parlé",
        "report it to the author of {package}; `frontdesk sync {source} --full` reads everything anew",
        "signalez-le à l'auteur de {package} ; `frontdesk sync {source} --full` relit tout",
    ),
    "FD797": Entry(
        "pass-broken-off",
        "the source {source!r} was asked for {done} pages, then it failed",
        "la source {source!r} a fourni {done} pages, puis a échoué",
        "what it told is kept, and the next pass goes on from there",
        "ce qu'elle a fourni est conservé, et le prochain passage reprend de là",
    ),
    "FD798": Entry(
        "gone-or-without-id",
        "the source {source!r} delivers {missing} of its establishments no more, and a row without an id may be one of "
        "them: none was retired",
        "la source {source!r} ne fournit plus {missing} de ses établissements, et une ligne sans identifiant peut être "
        "l'un d'eux : aucun n'a été retiré",
        "mend what could not be read, or take it out of the source: the next pass retires who has gone",
        "corrigez ce qui n'a pas pu être lu, ou ôtez-le de la source : le prochain passage retire les disparus",
    ),
    "FD799": Entry(
        "no-share",
        "{entered!r} is no share in percent",
        "{entered!r} n'est pas une part en pour cent",
        "write a number from 0 to 100, or leave it empty for one half",
        "écrivez un nombre de 0 à 100, ou laissez vide pour la moitié",
    ),
}
