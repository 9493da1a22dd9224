"""The catalogue of diagnostics about the calls of sources: what came of them, and where they may go (FD805-FD819)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD805": Entry(
        "no-token-for-client",
        "{address} gives no token to the client {client!r} of secret {name!r}: {problem}",
        "{address} ne donne pas de jeton au client {client!r} du secret {name!r} : {problem}",
        "compare the client's id, its secret and the scopes with those that the platform shows",
        "comparez l'identifiant du client, son secret et les scopes avec ceux qu'affiche la plateforme",
    ),
    "FD806": Entry(
        "source-credentials-refused",
        "{url} answers {status}: the platform does not accept secret {name!r} for this",
        "{url} répond {status} : la plateforme n'accepte pas le secret {name!r} pour cela",
        "store the secret again as the platform shows it, and check there what it may read",
        "enregistrez à nouveau le secret tel que la plateforme l'affiche, et vérifiez-y ce qu'il permet de lire",
    ),
    "FD807": Entry(
        "source-asks-without-credentials",
        "{url} answers {status}: the platform wants credentials, and the source has none",
        "{url} répond {status} : la plateforme veut une authentification, et la source n'en a pas",
        "set the secret in the settings of the source",
        "indiquez le secret dans les réglages de la source",
    ),
    "FD808": Entry(
        "source-refused",
        "{url} answers {status}, which is no data",
        "{url} répond {status}, ce qui n'est pas une donnée",
        "check the address and the settings of the source; the last good data stay in use",
        "vérifiez l'adresse et les réglages de la source ; les dernières données valables restent en usage",
    ),
    "FD809": Entry(
        "source-asks-to-wait",
        "{url} answers {status}: the platform wants to be left alone for {seconds} seconds",
        "{url} répond {status} : la plateforme demande {seconds} secondes de répit",
        "nothing is to be done: the next pass goes on from there; if it comes often, read this source less often",
        "il n'y a rien à faire : le prochain passage reprend de là ; si cela revient souvent, lisez cette source moins "
        "souvent",
    ),
    "FD810": Entry(
        "source-out-of-order",
        "{url} answers {status}, {tries} times in a row: the platform is out of order",
        "{url} répond {status}, {tries} fois de suite : la plateforme est en panne",
        "nothing is to be done here: the next pass goes on from there, and the last good data stay in use",
        "il n'y a rien à faire ici : le prochain passage reprend de là, et les dernières données valables restent en "
        "usage",
    ),
    "FD811": Entry(
        "source-unreachable",
        "{url} cannot be reached, {tries} times in a row: {problem}",
        "{url} est injoignable, {tries} fois de suite : {problem}",
        "check the address and this machine's way there; the next pass goes on from there",
        "vérifiez l'adresse et l'accès depuis cette machine ; le prochain passage reprend de là",
    ),
    "FD812": Entry(
        "source-reply-too-large",
        "the reply of {url} is larger than {most} bytes, and was not read",
        "la réponse de {url} dépasse {most} octets, et n'a pas été lue",
        "have the source ask for smaller pages, or for fewer fields",
        "faites demander à la source des pages plus petites, ou moins de champs",
    ),
    "FD813": Entry(
        "source-address-not-public",
        "the address {host!r} leads to {address}, which is not on the public internet",
        "l'adresse {host!r} mène à {address}, qui n'est pas sur l'internet public",
        "if that is meant, have its network added to `allowed_networks` of the platform, and write "
        "`private_addresses: true` in the source",
        "si c'est voulu, faites ajouter son réseau à `allowed_networks` de la plateforme, et écrivez "
        "`private_addresses: true` dans la source",
    ),
    "FD814": Entry(
        "source-address-unusable",
        "{url} cannot be called: {problem}",
        "{url} ne peut pas être appelée : {problem}",
        "write an address that begins with https:// and holds neither user nor password",
        "écrivez une adresse qui commence par https:// et ne contient ni utilisateur ni mot de passe",
    ),
    "FD815": Entry(
        "source-redirects-too-often",
        "{url} leads on, {most} times in a row, and to no data",
        "{url} redirige, {most} fois de suite, sans mener à des données",
        "write the address of the data themselves in the settings of the source",
        "écrivez l'adresse des données elles-mêmes dans les réglages de la source",
    ),
    "FD816": Entry(
        "source-redirects-to-plain-http",
        "{url} leads on to {to}, which is not encrypted",
        "{url} redirige vers {to}, qui n'est pas chiffrée",
        "write an https address that answers itself in the settings of the source",
        "écrivez dans les réglages de la source une adresse https qui répond elle-même",
    ),
    "FD817": Entry(
        "source-unknown",
        "no source {id!r} takes webhooks here",
        "aucune source {id!r} n'accepte de webhooks ici",
        "correct the address on the platform: it ends with the source's name",
        "corrigez l'adresse sur la plateforme : elle se termine par le nom de la source",
    ),
    "FD818": Entry(
        "source-reply-unpacked",
        "the reply of {url} is not packed as it says, {tries} times in a row: {problem}",
        "la réponse de {url} n'est pas compressée comme elle le dit, {tries} fois de suite : {problem}",
        "tell whoever runs that platform; the last good data stay in use",
        "prévenez qui exploite cette plateforme ; les dernières données valables restent en usage",
    ),
}
