"""The catalogue of diagnostics about channels and webhooks (FD5xx)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry
from frontdesk.diagnostics._intake import ENTRIES as INTAKE
from frontdesk.diagnostics._machines import ENTRIES as MACHINES
from frontdesk.diagnostics._profiles import PROFILES
from frontdesk.diagnostics._retired import ENTRIES as RETIRED
from frontdesk.diagnostics._segments import ENTRIES as SEGMENTS
from frontdesk.diagnostics._web import ENTRIES as WEB

ENTRIES: dict[str, Entry] = {
    **INTAKE,
    **MACHINES,
    **RETIRED,
    **SEGMENTS,
    **WEB,
    **PROFILES,
    "FD500": Entry(
        name="webhook-signature-missing",
        en="the request carries no {header!r} header",
        fr="la requête n'a pas d'en-tête {header!r}",
        mend_en="sign timestamp + '.' + body with HMAC-SHA256 and send it as 'v1=<hex>'",
        mend_fr="signez horodatage + '.' + corps par HMAC-SHA256 et envoyez 'v1=<hex>'",
    ),
    "FD501": Entry(
        name="webhook-signature-wrong",
        en="the signature fits none of the account's {keys} keys",
        fr="la signature ne correspond à aucune des {keys} clés du compte",
        mend_en="sign the raw bytes of the body, as they are sent, with a key that the account's 'secrets' name",
        mend_fr="signez les octets bruts du corps, tels qu'envoyés, avec une clé que nomment les 'secrets' du compte",
    ),
    "FD502": Entry(
        name="webhook-timestamp-unreadable",
        en="the header {header!r} is missing or is not a time",
        fr="l'en-tête {header!r} manque ou n'est pas une heure",
        mend_en="send the time of signing in whole Unix seconds",
        mend_fr="envoyez l'heure de la signature en secondes Unix entières",
    ),
    "FD503": Entry(
        name="webhook-timestamp-stale",
        en="the request was signed {age} seconds away from our clock; at most {most} are allowed",
        fr="la requête a été signée à {age} secondes de notre horloge ; {most} au plus sont permises",
        mend_en="sign again at each attempt, and set the sender's clock",
        mend_fr="signez de nouveau à chaque tentative, et réglez l'horloge de l'expéditeur",
    ),
    "FD504": Entry(
        name="webhook-body-too-large",
        en="the body holds {size} bytes; at most {most} are allowed",
        fr="le corps compte {size} octets ; {most} au plus sont permis",
        mend_en="send fewer events in one request",
        mend_fr="envoyez moins d'événements par requête",
    ),
    "FD505": Entry(
        name="webhook-body-unreadable",
        en="the body is not a JSON object with a list 'events' of 1 to {most} items",
        fr="le corps n'est pas un objet JSON avec une liste 'events' de 1 à {most} éléments",
        mend_en='send {{"events": [...]}} as the OpenAPI document of frontdesk-webhook shows',
        mend_fr='envoyez {{"events": [...]}} comme le montre le document OpenAPI de frontdesk-webhook',
    ),
    "FD506": Entry(
        name="webhook-key-unknown",
        en="no key is set for the account {account!r}",
        fr="aucune clé n'est définie pour le compte {account!r}",
        mend_en="set one of the secrets that its settings name: {refs}",
        mend_fr="définissez un des secrets que nomment ses réglages : {refs}",
    ),
}
