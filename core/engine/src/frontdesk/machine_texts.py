"""How texts begin and end that machines write: a table for each language, as regular expressions over folded text.

Folded is without case and accents (`frontdesk.matching.fold`). An opening counts at the very start only, and one that
people use too needs a second sign in the same text.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple


class MachineText(StrEnum):
    """What a machine's text is."""

    AUTO_REPLY = "auto_reply"
    OUT_OF_OFFICE = "out_of_office"
    DELIVERY_FAILURE = "delivery_failure"
    DO_NOT_REPLY = "do_not_reply"


class Opening(NamedTuple):
    """How a text begins, and what must stand further on; empty = the beginning is enough."""

    kind: MachineText
    begins: str
    further: str = ""


LABELS: Final[Mapping[str, Mapping[MachineText, str]]] = {
    # Mail programs put them before the subject, chat programs before the text; people hardly ever do.
    "en": {
        MachineText.AUTO_REPLY: r"auto(?:mat(?:ic|ed))?[ -]?(?:reply|response|answer)",
        MachineText.OUT_OF_OFFICE: r"out of (?:the )?office(?: auto-?reply)?",
        MachineText.DELIVERY_FAILURE: r"delivery status notification \((?:failure|delay)",
    },
    "fr": {
        MachineText.AUTO_REPLY: r"reponse auto(?:matique)?",
        MachineText.OUT_OF_OFFICE: r"(?:message d')?absence du bureau|message d'absence",
    },
    "de": {
        MachineText.AUTO_REPLY: r"automatische antwort|auto-?antwort",
        MachineText.OUT_OF_OFFICE: r"abwesenheits(?:notiz|nachricht|meldung|assistent)",
    },
    "es": {
        MachineText.AUTO_REPLY: r"(?:respuesta|contestacion) automatica",
        MachineText.OUT_OF_OFFICE: r"fuera de (?:la )?oficina",
    },
    "it": {
        MachineText.AUTO_REPLY: r"risposta automatica",
        MachineText.OUT_OF_OFFICE: r"fuori sede|fuori ufficio",
    },
    "pt": {
        MachineText.AUTO_REPLY: r"resposta automatica",
        MachineText.OUT_OF_OFFICE: r"fora do escritorio|ausencia temporaria",
    },
    "nl": {
        MachineText.AUTO_REPLY: r"automatisch antwoord|automatische reactie",
        MachineText.OUT_OF_OFFICE: r"afwezigheids(?:bericht|melding|assistent)",
    },
    "pl": {
        MachineText.AUTO_REPLY: r"odpowiedz automatyczna|automatyczna odpowiedz|autoodpowiedz",
        MachineText.OUT_OF_OFFICE: r"poza biurem|nieobecnosc w biurze",
    },
}
"""A label counts with a colon, a closing bracket or the end of its line behind it, and with a text after that."""

_AGAIN_EN = (
    r"do not (?:reply|respond)|not monitored|received your (?:message|e-?mail|request|enquiry|inquiry)"
    r"|(?:get back to|reply to|respond to) (?:you|your (?:message|e-?mail))\b|limited access to|(?:for|in case of"
    r"|in) urgent"
    r"|emergenc|(?:on|upon|until) my return|when i (?:return|get back|am back)"
)
_AWAY_EN = (
    r"out of (?:the )?office|we(?:'re| are) (?:currently |now |presently )?(?:away|closed|unavailable|not available)"
    r"|(?:we|our team|someone|a member of)[^.!\n]{0,40}(?: will|'ll) (?:get back|reply|respond|answer|be in touch"
    r"|contact you)"
    r"|let us know how we can help"
)
_AWAY_FR = (
    r"nous (?:ne sommes pas|sommes) (?:actuellement |momentanement )?(?:disponibles?|absents?|fermes?|indisponibles?)"
    r"|nous (?:vous )?(?:repondrons|reviendrons vers vous|recontacterons)|vous (?:repondrons|repondra|recontactera)"
)

OPENINGS: Final[Mapping[str, tuple[Opening, ...]]] = {
    "en": (
        Opening(
            MachineText.AUTO_REPLY,
            r"this is an? (?:auto(?:matic|mated)|auto-?generated|automatically generated) "
            r"(?:reply|response|message|e-?mail|answer)",
            _AGAIN_EN + "|" + _AWAY_EN,
        ),
        Opening(
            MachineText.OUT_OF_OFFICE,
            r"(?:i am|i'm|we are|we're) (?:currently |presently |now )?(?:out of (?:the )?office|away from (?:the"
            r"|my) (?:office|desk)"
            r"|on (?:annual |parental |maternity |sick )?leave|on (?:vacation|holidays?))",
            _AGAIN_EN,
        ),
        # The away message and the greeting that the WhatsApp Business app proposes begin so.
        Opening(
            MachineText.AUTO_REPLY,
            r"(?:thanks|thank you) for (?:your (?:message|e-?mail|enquiry|inquiry)|contacting|messaging|reaching out"
            r"|getting in touch|writing)",
            _AWAY_EN,
        ),
        Opening(
            MachineText.DELIVERY_FAILURE,
            r"delivery has failed to these recipients or groups|mail delivery (?:failed|subsystem)"
            r"|undelivered mail returned to sender|this is the mail system at host"
            r"|your message (?:could not|couldn't) be delivered to|your message wasn't delivered to",
        ),
    ),
    "fr": (
        Opening(
            MachineText.AUTO_REPLY,
            r"(?:ceci est|il s'agit d') ?(?:un|une) (?:message|reponse|e-?mail|courriel) (?:automatique"
            r"|genere automatiquement)",
            r"ne (?:pas )?(?:y )?repond|bien (?:recu|pris)|a bien ete recu|repondr|urgen|" + _AWAY_FR,
        ),
        Opening(
            MachineText.OUT_OF_OFFICE,
            r"je (?:suis|serai) (?:actuellement |presentement )?(?:absente?|en conges?|en vacances|hors du bureau)",
            r"a mon retour|des mon retour|en cas d'urgence|pour toute (?:urgence|demande urgente)|acces limite",
        ),
        Opening(
            MachineText.AUTO_REPLY,
            r"(?:(?:nous vous )?remercions|merci) (?:de|pour) (?:votre (?:message|e-?mail|courriel|demande)"
            r"|nous avoir (?:contactes?|ecrit))",
            _AWAY_FR,
        ),
        Opening(
            MachineText.DELIVERY_FAILURE,
            r"echec de (?:la )?remise (?:pour|aux|a) (?:ces|les) destinataires"
            r"|votre message n'a pas pu etre (?:remis|distribue) a",
        ),
    ),
    "de": (
        Opening(
            MachineText.AUTO_REPLY,
            r"(?:dies|das|hierbei) (?:ist|handelt es sich um) eine[r]? (?:automatisch(?:e|en)?"
            r"|automatisch (?:generierte|erstellte)) "
            r"(?:antwort|nachricht|e-?mail)",
            r"nicht (?:auf diese|antworten)|erhalten|melden uns|eingegangen|schnellstmoglich|so (?:bald"
            r"|schnell) wie moglich",
        ),
        Opening(
            MachineText.OUT_OF_OFFICE,
            r"ich bin (?:derzeit |zurzeit |momentan |aktuell )?(?:nicht im (?:buro|haus|office)|abwesend|im urlaub"
            r"|ausser haus"
            r"|(?:bis|vom|ab) [^\n]{1,40} (?:nicht im (?:buro|haus)|abwesend|im urlaub|ausser haus))",
            r"in dringenden|nach meiner ruckkehr|wird nicht weitergeleitet|werden nicht (?:gelesen|weitergeleitet)"
            r"|vertretung",
        ),
        Opening(
            MachineText.AUTO_REPLY,
            r"(?:vielen dank|danke|wir danken) (?:fur|ihnen fur) (?:ihre|deine) (?:nachricht|e-?mail|anfrage|mail)",
            r"wir (?:sind|haben) (?:derzeit|momentan|aktuell|zurzeit)|wir (?:melden uns|werden (?:ihnen "
            r"|uns )?[^.\n]{0,40}"
            r"(?:antworten|melden|bearbeiten))|antworten (?:ihnen )?so (?:bald|schnell) wie moglich",
        ),
        Opening(
            MachineText.DELIVERY_FAILURE,
            r"fehler bei der nachrichtenzustellung an"
            r"|ihre nachricht (?:an [^\n]{1,80} )?konnte nicht zugestellt werden",
        ),
    ),
    "es": (
        Opening(
            MachineText.AUTO_REPLY,
            r"est[ae] es un(?:a)? (?:respuesta|mensaje|correo) (?:automatic[ao]|generad[ao] automaticamente)",
            r"no (?:responda|respondas|conteste)|hemos recibido|responderemos|contactaremos|lo antes posible",
        ),
        Opening(
            MachineText.OUT_OF_OFFICE,
            r"(?:estoy|me encuentro|estare) (?:actualmente )?(?:fuera de (?:la )?oficina|de vacaciones|ausente)",
            r"a mi (?:regreso|vuelta)|en caso de urgencia|para (?:asuntos|temas|casos) urgentes|acceso limitado",
        ),
        Opening(
            MachineText.AUTO_REPLY,
            r"(?:muchas )?gracias por (?:tu|su) (?:mensaje|correo|consulta)|gracias por (?:contactar|contactarnos"
            r"|escribirnos)",
            r"no (?:estamos disponibles|podemos (?:responder|atender))|(?:te|le|les) (?:responderemos|contactaremos"
            r"|atenderemos)"
            r"|(?:responderemos|lo haremos) lo antes posible|nos pondremos en contacto",
        ),
        Opening(
            MachineText.DELIVERY_FAILURE,
            r"error (?:de entrega|al entregar)[^\n]{0,20} a estos destinatarios|no se (?:pudo"
            r"|ha podido) entregar (?:su|tu|el) mensaje a",
        ),
    ),
    "it": (
        Opening(
            MachineText.AUTO_REPLY,
            r"quest[ao] e un(?:a)? (?:risposta|messaggio|e-?mail) (?:automatic[ao]|generat[ao] automaticamente)",
            r"non rispond|abbiamo ricevuto|risponderemo|ricontatteremo|il prima possibile",
        ),
        Opening(
            MachineText.OUT_OF_OFFICE,
            r"(?:sono|saro) (?:attualmente |al momento )?(?:fuori (?:ufficio|sede)|in ferie|assente)",
            r"al mio (?:rientro|ritorno)|(?:per|in caso di) urgenz|accesso limitato|per questioni urgenti",
        ),
        Opening(
            MachineText.AUTO_REPLY,
            r"grazie per (?:il tuo messaggio|il suo messaggio|averci (?:contattato|scritto)|la (?:tua"
            r"|sua) (?:richiesta|e-?mail))",
            r"non siamo disponibili|(?:ti|le|vi) (?:risponderemo|ricontatteremo)|risponderemo (?:il prima possibile"
            r"|al piu presto)",
        ),
        Opening(
            MachineText.DELIVERY_FAILURE,
            r"recapito non riuscito (?:per|a|ai)|impossibile recapitare il messaggio (?:a|ai)",
        ),
    ),
    "pt": (
        Opening(
            MachineText.AUTO_REPLY,
            r"est[ae] e uma? (?:resposta|mensagem|e-?mail) (?:automatic[ao]|gerad[ao] automaticamente)",
            r"nao respond|recebemos|responderemos|entraremos em contato|entraremos em contacto",
        ),
        Opening(
            MachineText.OUT_OF_OFFICE,
            r"(?:estou|encontro-me|estarei) (?:atualmente |de momento )?(?:fora do escritorio|de ferias|ausente)",
            r"no meu (?:regresso|retorno)|em caso de urgencia|para assuntos urgentes|acesso limitado",
        ),
        Opening(
            MachineText.AUTO_REPLY,
            r"(?:obrigad[ao] (?:por|pel[ao])|agradecemos) (?:a )?(?:sua|tua|o seu|seu|entrar em|nos) (?:mensagem"
            r"|contacto|contato|contatar|e-?mail)",
            r"nao estamos disponiveis|(?:responderemos|retornaremos|entraremos em conta(?:c)?to)",
        ),
        Opening(
            MachineText.DELIVERY_FAILURE,
            r"falha na entrega (?:a|para) est(?:es|as) destinatarios|nao foi possivel entregar (?:a sua"
            r"|sua) mensagem a",
        ),
    ),
    "nl": (
        Opening(
            MachineText.AUTO_REPLY,
            r"dit is een (?:automatisch(?:e)?|automatisch gegenereerd(?:e)?) (?:antwoord|bericht|e-?mail|reactie)",
            r"niet (?:te )?beantwoord|ontvangen|nemen (?:wij|we)|zo (?:snel|spoedig) mogelijk|reageer niet",
        ),
        Opening(
            MachineText.OUT_OF_OFFICE,
            r"ik ben (?:momenteel |op dit moment |tot [^\n]{1,30} )?(?:niet op kantoor|afwezig|met vakantie"
            r"|op vakantie)",
            r"bij mijn terugkeer|na mijn terugkomst|voor dringende|in dringende gevallen|beperkt toegang",
        ),
        Opening(
            MachineText.AUTO_REPLY,
            r"(?:bedankt|dank u wel|dank je wel|hartelijk dank) voor (?:uw|je|jouw) (?:bericht|e-?mail|vraag)",
            r"(?:wij|we) (?:zijn|nemen|reageren|beantwoorden)[^.\n]{0,60}(?:niet|zo (?:snel|spoedig) mogelijk|contact)",
        ),
        Opening(
            MachineText.DELIVERY_FAILURE,
            r"(?:het|uw) bericht kon niet worden (?:bezorgd|afgeleverd) (?:bij|aan)|bezorging (?:aan"
            r"|bij) deze geadresseerden",
        ),
    ),
    "pl": (
        Opening(
            MachineText.AUTO_REPLY,
            r"(?:to jest|to) (?:automatyczna odpowiedz|wiadomosc (?:automatyczna|wygenerowana automatycznie)"
            r"|automatyczna wiadomosc)",
            r"nie odpowiada|otrzymalismy|odpowiemy|skontaktujemy",
        ),
        Opening(
            MachineText.OUT_OF_OFFICE,
            r"(?:jestem|przebywam|bede) (?:obecnie |aktualnie )?(?:poza biurem|na urlopie|nieobecn[ya])",
            r"po (?:moim )?powrocie|w pilnych sprawach|w sprawach pilnych|ograniczony dostep",
        ),
        Opening(
            MachineText.AUTO_REPLY,
            r"dziekujemy za (?:wiadomosc|kontakt|twoja wiadomosc|panstwa wiadomosc)",
            r"odpowiemy|skontaktujemy sie|jestesmy (?:obecnie )?niedostepni|nie jestesmy (?:obecnie )?dostepni",
        ),
        Opening(
            MachineText.DELIVERY_FAILURE,
            r"nie mozna dostarczyc (?:twojej )?wiadomosci do (?:tych )?(?:adresat|odbiorc)",
        ),
    ),
}
"""Behind a greeting, or without one. None counts in a text that asks something: machines seldom ask, people do."""

DO_NOT_REPLY: Final[Mapping[str, str]] = {
    "en": (
        r"(?:please )?(?:do not|don't) (?:reply|respond)(?: directly)? to this (?:message|e-?mail|text|sms|number"
        r"|address)"
        r"|this (?:mailbox|inbox|number|e-?mail address|account) is (?:not (?:being )?monitored|unmonitored|unattended)"
        r"|(?:replies|responses) to this (?:message|e-?mail|number|address) (?:are|will) not (?:be )?(?:read"
        r"|monitored|answered)"
    ),
    "fr": (
        r"(?:merci|veuillez|priere) (?:de )?ne pas (?:y )?repondre(?: directement)? a ce(?:t)? (?:message|e-?mail"
        r"|courriel|sms|numero)"
        r"|ne repond(?:ez|s) pas a ce(?:t)? (?:message|e-?mail|courriel|sms|numero)"
    ),
    "de": (
        r"(?:bitte )?antworten sie (?:bitte )?nicht (?:direkt )?auf diese (?:nachricht|e-?mail|sms|mail)"
        r"|bitte (?:nicht auf diese (?:nachricht|e-?mail|sms|mail) antworten|auf diese (?:nachricht|e-?mail|sms"
        r"|mail) nicht antworten)"
    ),
    "es": r"(?:por favor,? )?no (?:responda|respondas|conteste|contestes) (?:a )?este (?:mensaje|correo|sms|numero)",
    "it": (
        r"(?:si prega di |ti preghiamo di |la preghiamo di )?non (?:rispondere|rispondete|risponda) a "
        r"quest[ao']? ?(?:messaggio|e-?mail|mail|sms|numero)"
    ),
    "pt": r"(?:por favor,? )?nao (?:responda|responder|respondas) a est[ae] (?:mensagem|e-?mail|sms|numero)",
    "nl": (
        r"(?:gelieve|u kunt) (?:niet )?(?:op )?dit (?:bericht|e-?mailbericht) niet (?:te )?(?:beantwoorden|antwoorden)"
        r"|(?:beantwoord|reageer niet op) dit (?:bericht|e-?mailbericht)(?: niet)?(?: a\.?u\.?b\.?)?$"
    ),
    "pl": r"(?:prosimy|prosze) (?:o )?nie odpowiada(?:c|nie) na te (?:wiadomosc|e-?mail|sms)",
}
"""What the first sentence or the last one says, from its beginning."""

GREETINGS: Final = (
    r"(?:(?:hello|hi|hey|good (?:morning|day|afternoon)|dear [^\n,.!:]{1,40}|bonjour|bonsoir|(?:chere?"
    r"|cher) [^\n,.!:]{1,40}"
    r"|hallo|guten tag|sehr geehrte[^\n,.!:]{1,60}|moin|hola|buenos dias|buenas tardes|estimad[^\n,.!:]{1,40}|ciao"
    r"|buongiorno"
    r"|gentile [^\n,.!:]{1,40}|salve|ola|bom dia|boa tarde|prezad[^\n,.!:]{1,40}|beste [^\n,.!:]{1,40}|goedendag|dag"
    r"|dzien dobry|szanown[^\n,.!:]{1,40})[\s,.!:]+)?"
)
"""What may stand before an opening, in any of the languages."""
