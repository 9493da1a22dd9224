"""The part of the FD7xx catalogue about the store, the runtime and secrets (FD750-FD799)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

STORE: dict[str, Entry] = {
    "FD750": Entry(
        "store-unavailable",
        "the database does not answer: {reason}",
        "la base de données ne répond pas : {reason}",
        "nothing was kept; try again, and look at the database's own log if it lasts",
        "rien n'a été enregistré ; réessayez, et consultez le journal de la base si cela dure",
    ),
    "FD751": Entry(
        "another-server",
        "another server runs on this database; it holds {file!r}",
        "un autre serveur tourne sur cette base ; il tient {file!r}",
        "stop the other one, or give this one a database of its own (FRONTDESK_DATABASE_URL)",
        "arrêtez l'autre, ou donnez à celui-ci sa propre base (FRONTDESK_DATABASE_URL)",
    ),
    "FD752": Entry(
        "newer-database",
        "the database has revision {found!r}, which this version of Frontdesk does not know",
        "la base est à la révision {found!r}, inconnue de cette version de Frontdesk",
        "run the version that wrote it or a later one, or restore an earlier copy",
        "lancez la version qui l'a écrite ou une plus récente, ou restaurez une copie antérieure",
    ),
    "FD753": Entry(
        "older-database",
        "the database has revision {found}, and this version needs {needed!r}",
        "la base est à la révision {found}, et cette version demande {needed!r}",
        "bring it up once, from one machine: frontdesk apply DIR",
        "mettez-la à niveau une fois, depuis une seule machine : frontdesk apply DIR",
    ),
    "FD754": Entry(
        "database-url",
        "the database address {url!r} is not one that Frontdesk can use",
        "l'adresse de base {url!r} n'est pas utilisable par Frontdesk",
        "write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME",
        "écrivez sqlite:///CHEMIN ou postgresql://UTILISATEUR:MOTDEPASSE@HÔTE/NOM",
    ),
    "FD755": Entry(
        "partitions-differ",
        "the database was set up with {found} partitions, and this server wants {wanted}",
        "la base a été créée avec {found} partitions, et ce serveur en veut {wanted}",
        "the number is fixed at installation; use the database's own",
        "ce nombre est fixé à l'installation ; gardez celui de la base",
    ),
    "FD756": Entry(
        "inbox-full",
        "{waiting} events wait to be stored",
        "{waiting} événements attendent d'être enregistrés",
        "send it again after the time given in Retry-After",
        "renvoyez-le après le délai indiqué dans Retry-After",
    ),
    "FD757": Entry(
        "stored-form",
        "a stored value has form {found}, and this version reads form {known}",
        "une valeur enregistrée est de forme {found}, et cette version lit la forme {known}",
        "run the version that wrote it or a later one",
        "lancez la version qui l'a écrite ou une plus récente",
    ),
    "FD758": Entry(
        "secret-key-missing",
        "secret {name!r} is encrypted in the store, and no key is set",
        "le secret {name!r} est chiffré dans la base, et aucune clé n'est définie",
        "set FRONTDESK_SECRET_KEY to the key that it was stored with",
        "définissez FRONTDESK_SECRET_KEY avec la clé utilisée à l'enregistrement",
    ),
    "FD759": Entry(
        "secret-unknown",
        "there is no secret {name!r}",
        "il n'y a pas de secret {name!r}",
        "set the environment variable it names (env:NAME) or store the secret under that name (store:NAME)",
        "définissez la variable d'environnement nommée (env:NOM) ou enregistrez le secret sous ce nom (store:NOM)",
    ),
    "FD760": Entry(
        "secret-unreadable",
        "secret {name!r} was encrypted with another key",
        "le secret {name!r} a été chiffré avec une autre clé",
        "append the earlier key to FRONTDESK_SECRET_KEY after a comma, or store the secret again",
        "ajoutez l'ancienne clé à FRONTDESK_SECRET_KEY après une virgule, ou enregistrez à nouveau le secret",
    ),
    "FD761": Entry(
        "private-target",
        "the address {host!r} leads to {address}, which is not on the public internet",
        "l'adresse {host!r} mène à {address}, qui n'est pas sur l'internet public",
        "use a public address, or set allow_private_targets for the account if that is meant",
        "utilisez une adresse publique, ou activez allow_private_targets pour le compte si c'est voulu",
    ),
    "FD762": Entry(
        "unknown-account",
        "account {account!r} is not configured",
        "le compte {account!r} n'est pas configuré",
        "configure it again, then replay the event: frontdesk dead replay",
        "configurez-le à nouveau, puis rejouez l'événement : frontdesk dead replay",
    ),
    "FD763": Entry(
        "foreign-establishment",
        "establishment {establishment!r} belongs to source {owner!r}, and {source!r} delivers it too",
        "l'établissement {establishment!r} appartient à la source {owner!r}, et {source!r} le livre aussi",
        "give it another id in one of the two, or remove it from one",
        "donnez-lui un autre identifiant dans l'une des deux, ou retirez-le de l'une",
    ),
    "FD764": Entry(
        "unknown-conversation",
        "there is no conversation {conversation!r}",
        "il n'y a pas de conversation {conversation!r}",
        "list the conversations and copy the id from there",
        "listez les conversations et copiez l'identifiant de là",
    ),
    "FD765": Entry(
        "unknown-dead-letter",
        "there is no dead letter {number}",
        "il n'y a pas de lettre morte {number}",
        "list them with: frontdesk dead list",
        "listez-les avec : frontdesk dead list",
    ),
    "FD767": Entry(
        "establishment-not-there",
        "there is no establishment {establishment!r}",
        "il n'y a pas d'établissement {establishment!r}",
        "GET /api/v1/establishments lists them; a new one is there once its source was read",
        "GET /api/v1/establishments les énumère ; un nouveau s'y trouve une fois sa source lue",
    ),
    "FD768": Entry(
        "establishment-unreadable",
        "the stored record of establishment {establishment!r} cannot be read: {error}",
        "la fiche enregistrée de l'établissement {establishment!r} est illisible : {error}",
        "correct it in its source: what the source delivers next replaces it; nothing is sent for it until then",
        "corrigez-la dans sa source : la prochaine livraison la remplace ; d'ici là rien n'est envoyé pour lui",
    ),
    "FD769": Entry(
        "database-unreachable",
        "the database {database} cannot be reached: {reason}",
        "la base {database} est injoignable : {reason}",
        "start it, or correct its address (FRONTDESK_DATABASE_URL, or database in frontdesk.yaml)",
        "démarrez-la, ou corrigez son adresse (FRONTDESK_DATABASE_URL, ou database dans frontdesk.yaml)",
    ),
    "FD773": Entry(
        "secret-name-unusable",
        "a secret cannot be called {name!r}",
        "un secret ne peut pas s'appeler {name!r}",
        "use letters, digits, '_', '.' and '-', a letter or '_' first, as in CRM_KEY; nothing was kept",
        "employez lettres, chiffres, « _ », « . » et « - », une lettre ou « _ » d'abord, comme CRM_KEY ; rien n'a été "
        "enregistré",
    ),
}
