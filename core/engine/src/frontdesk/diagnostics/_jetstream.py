"""The part of the FD9xx catalogue about the JetStream log (FD924-FD933)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

JETSTREAM: dict[str, Entry] = {
    "FD924": Entry(
        "jetstream-not-synced",
        "the JetStream server at {server} may lose what it has acknowledged: {reason}",
        "le serveur JetStream {server} peut perdre ce qu'il a confirmé : {reason}",
        "set `sync_interval: always` under `jetstream` in the configuration of each server, and name the monitoring "
        "address (`http_port`) of each in FRONTDESK_JETSTREAM_MONITORING",
        "mettez `sync_interval: always` sous `jetstream` dans la configuration de chaque serveur, et indiquez "
        "l'adresse de supervision (`http_port`) de chacun dans FRONTDESK_JETSTREAM_MONITORING",
    ),
    "FD925": Entry(
        "jetstream-unreachable",
        "the JetStream cluster {servers} cannot be used: {reason}",
        "la grappe JetStream {servers} est inutilisable : {reason}",
        "see that three servers run as one cluster with JetStream on, that FRONTDESK_JETSTREAM names them, and that "
        "the account may make streams",
        "vérifiez que trois serveurs forment une grappe avec JetStream activé, que FRONTDESK_JETSTREAM les nomme, et "
        "que le compte peut créer des flux",
    ),
    "FD926": Entry(
        "jetstream-no-answer",
        "the JetStream cluster did not take the events: {reason}",
        "la grappe JetStream n'a pas pris les événements : {reason}",
        "nothing is certain, so the platform sends them again; look whether a majority of the servers runs",
        "rien n'est certain, la plateforme les renvoie donc ; vérifiez qu'une majorité des serveurs tourne",
    ),
    "FD927": Entry(
        "jetstream-full",
        "a stream of the JetStream cluster is full: {reason}",
        "un flux de la grappe JetStream est plein : {reason}",
        "see why events are not decided (frontdesk status), or give the streams more room "
        "(FRONTDESK_JETSTREAM_BYTES, and `nats stream edit` for those that exist)",
        "voyez pourquoi les événements ne sont pas traités (frontdesk status), ou donnez plus de place aux flux "
        "(FRONTDESK_JETSTREAM_BYTES, et `nats stream edit` pour ceux qui existent)",
    ),
    "FD928": Entry(
        "jetstream-not-installed",
        "FRONTDESK_JETSTREAM is set, and the client of NATS is not installed",
        "FRONTDESK_JETSTREAM est défini, et le client de NATS n'est pas installé",
        "install it: pip install 'frontdesk-server[jetstream]'",
        "installez-le : pip install 'frontdesk-server[jetstream]'",
    ),
    "FD929": Entry(
        "jetstream-too-few",
        "FRONTDESK_JETSTREAM names {servers} servers and FRONTDESK_JETSTREAM_MONITORING {monitored} addresses",
        "FRONTDESK_JETSTREAM nomme {servers} serveurs et FRONTDESK_JETSTREAM_MONITORING {monitored} adresses",
        "name at least {fewest} servers, and the monitoring address of each",
        "nommez au moins {fewest} serveurs, et l'adresse de supervision de chacun",
    ),
    "FD930": Entry(
        "jetstream-of-another",
        "the stream {stream} of the JetStream cluster takes in for another database",
        "le flux {stream} de la grappe JetStream reçoit pour une autre base de données",
        "give this installation streams of its own (FRONTDESK_JETSTREAM_NAME, now {name!r}), or remove those of an "
        "installation that is no more (`nats stream rm`)",
        "donnez à cette installation ses propres flux (FRONTDESK_JETSTREAM_NAME, actuellement {name!r}), ou supprimez "
        "ceux d'une installation qui n'existe plus (`nats stream rm`)",
    ),
    "FD931": Entry(
        "jetstream-behind",
        "the stream {stream} of the JetStream cluster ends at {last}, and events were read up to {reached}",
        "le flux {stream} de la grappe JetStream finit à {last}, et des événements ont été lus jusqu'à {reached}",
        "its events would be taken for read: if it was restored from a copy or made by hand, remove it (`nats stream "
        "rm {stream}`), and it is made anew behind what was read",
        "ses événements passeraient pour lus : s'il a été restauré d'une copie ou créé à la main, supprimez-le (`nats "
        "stream rm {stream}`), et il est recréé derrière ce qui a été lu",
    ),
    "FD932": Entry(
        "jetstream-small-messages",
        "the JetStream server at {server} takes messages of up to {most} bytes, and an event may have {least}",
        "le serveur JetStream {server} prend des messages de {most} octets au plus, et un événement peut en avoir {least}",
        "set `max_payload: 8MB` in the configuration of each server",
        "mettez `max_payload: 8MB` dans la configuration de chaque serveur",
    ),
    "FD933": Entry(
        "jetstream-event-too-large",
        "an event of {size} bytes is larger than a message of the JetStream cluster may be",
        "un événement de {size} octets dépasse la taille d'un message de la grappe JetStream",
        "set `max_payload: 8MB`, or more, in the configuration of each server: the platform sends the event again, and "
        "is not answered 200 before it is kept",
        "mettez `max_payload: 8MB`, ou davantage, dans la configuration de chaque serveur : la plateforme renvoie "
        "l'événement, et n'obtient pas de 200 avant qu'il soit conservé",
    ),
}
