"""E11, a message that a machine wrote is known by its words; and no person is ever taken for a machine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frontdesk import Contact, MessageReceived, Simulation, establishment_from
from frontdesk.engine import explain
from frontdesk.machines import sign_in, sign_of
from tests.engine.decision.worlds import RECORD, WEB, at, rulebook

NOW = at("2026-11-23T10:00")

MACHINES = {
    "auto_reply": (
        "Automatic reply: I am back on Monday.",
        "[Auto-Reply] We have received your request.",
        "*Automatic Reply*\nWe are closed.",
        "This is an automated message. We have received your request and will get back to you.",
        "Thank you for your message. We're unavailable right now, but will respond as soon as possible.",
        "Thank you for contacting Colibri! Please let us know how we can help you.",
        "Réponse automatique : nous sommes fermés.",
        "REPONSE AUTOMATIQUE: fermé",
        "Ceci est un message automatique. Merci de ne pas y répondre.",
        "Merci pour votre message. Nous ne sommes pas disponibles pour le moment, mais nous vous répondrons vite.",
        "Automatische Antwort: Ich bin wieder da am Montag.",
        "Dies ist eine automatische Antwort. Wir melden uns so bald wie möglich.",
        "Vielen Dank für Ihre Nachricht. Wir sind momentan nicht erreichbar, antworten aber so schnell wie möglich.",
        "Respuesta automática: vuelvo el lunes.",
        "¡Gracias por tu mensaje! En este momento no podemos responder, pero lo haremos lo antes posible.",
        "Risposta automatica: torno lunedì.",
        "Grazie per il tuo messaggio. Al momento non siamo disponibili, ma risponderemo il prima possibile.",
        "Resposta automática: volto na segunda.",
        "Agradecemos sua mensagem. Não estamos disponíveis no momento, mas responderemos assim que possível.",
        "Automatisch antwoord: ik ben maandag terug.",
        "Bedankt voor je bericht. We zijn op dit moment niet bereikbaar.",
        "Odpowiedź automatyczna: wracam w poniedziałek.",
        "Dziękujemy za wiadomość. Obecnie nie jesteśmy dostępni, odpowiemy jak najszybciej.",
    ),
    "out_of_office": (
        "Out of Office: back on Monday",
        "Hello,\n\nI am currently out of the office, with limited access to e-mail.",
        "Message d'absence : je suis en congés.",
        "Bonjour, je suis actuellement absente. En cas d’urgence, écrivez à accueil@example.org.",
        "Abwesenheitsnotiz: bis Freitag",
        "Sehr geehrte Damen und Herren, ich bin bis 4. Mai nicht im Büro. In dringenden Fällen hilft Frau Maier.",
        "Hola, estoy fuera de la oficina. Para asuntos urgentes escriba a ayuda@example.org.",
        "Sono fuori ufficio e risponderò al mio rientro.",
        "Estou de férias e respondo no meu regresso.",
        "Ik ben afwezig. Voor dringende zaken kunt u mijn collega bellen.",
        "Jestem na urlopie. W pilnych sprawach proszę dzwonić.",
    ),
    "delivery_failure": (
        "Delivery has failed to these recipients or groups: ada@example.org",
        "Undelivered Mail Returned to Sender",
        "Delivery Status Notification (Failure)\nThe address was not found.",
        "Votre message n'a pas pu être remis à ada@example.org.",
        "Ihre Nachricht an ada@example.org konnte nicht zugestellt werden.",
        "No se pudo entregar su mensaje a ada@example.org",
        "Impossibile recapitare il messaggio a ada@example.org",
        "Falha na entrega a estes destinatários",
        "Het bericht kon niet worden bezorgd bij ada@example.org",
        "Nie można dostarczyć wiadomości do tych adresatów",
    ),
    "do_not_reply": (
        "Your parcel has left. Please do not reply to this message.",
        "Code: 1234. This number is not monitored",
        "Votre colis est parti. Merci de ne pas répondre à ce message.",
        "Ne répondez pas à ce SMS. Votre code est 1234.",
        "Ihr Code ist 1234. Bitte antworten Sie nicht auf diese Nachricht.",
        "Su código es 1234. No responda a este mensaje.",
        "Il suo codice è 1234. Si prega di non rispondere a questo messaggio.",
        "O seu código é 1234. Não responda a esta mensagem.",
        "Uw code is 1234. Gelieve dit bericht niet te beantwoorden.",
        "Kod: 1234. Prosimy nie odpowiadać na tę wiadomość.",
    ),
}

PEOPLE = (
    "Is this an automatic reply?",
    "is this an automated message or a person",
    "Automatic reply?",
    "Automatic reply again",
    "This is an automatic reply, isn't it?",
    "This is an automated message, I want to talk to a human",
    "Why do I get an automatic reply: I asked for a person",
    "Your automatic reply: is it true?",
    "I got: automatic reply: closed. But you are open",
    "Out of office",
    "Out of office hours, can I still come?",
    "Out of the office until 5 today, can you deliver after that?",
    "I am out of the office until Monday, please deliver on Tuesday",
    "I'm on holiday next week, I would like to book a table",
    "I am on vacation. Do you have parking? I will reply on my return",
    "Are you out of office?",
    "Thank you for your message",
    "Thanks for your message, please call me as soon as possible",
    "Thank you for contacting me, I will come at five",
    "Please do not reply to my sister, reply to me",
    "Do not answer",
    "Undeliverable: my parcel of yesterday, please help",
    "My parcel is undeliverable: what now?",
    "Delivery failed again, where is my parcel?",
    "The delivery has failed",
    "Your message was not clear",
    "Do you reply automatically?",
    "C'est une réponse automatique ?",
    "C'est un message automatique, je veux parler à quelqu'un",
    "Réponse automatique...",
    "Réponse automatique ! Je veux un humain",
    "Je suis absent demain, pouvez-vous livrer jeudi ?",
    "Je suis en congés la semaine prochaine, je voudrais réserver",
    "Merci pour votre message",
    "Merci pour votre réponse, à demain",
    "Ne répondez pas à ma femme",
    "Échec de la livraison de mon colis",
    "Absence de réponse: rappelez-moi",
    "Ist das eine automatische Antwort?",
    "Das ist doch eine automatische Antwort!",
    "Ich bin im Urlaub und möchte einen Tisch reservieren",
    "Vielen Dank für Ihre Nachricht, ich komme um fünf",
    "¿Es una respuesta automática?",
    "Estoy de vacaciones y quiero reservar una mesa",
    "Gracias por su mensaje, llegamos a las ocho",
    "È una risposta automatica?",
    "Sono in ferie, vorrei prenotare",
    "Isto é uma resposta automática?",
    "Is dit een automatisch antwoord?",
    "Bedankt voor je bericht, tot morgen",
    "Czy to automatyczna odpowiedź?",
    "Bonjour",
    "Hello, I would like to book for two",
    "Vos horaires ?",
    "2",
    "",
    "👍",
    "\udfff",
    "\x00",
)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in MACHINES.items() for text in texts])
def test_e11_a_text_of_a_machine_is_known_by_its_words(kind: str, text: str) -> None:
    sign = sign_in(text)

    assert sign is not None
    assert sign.looks_like == kind
    assert sign.words in text


@pytest.mark.parametrize("text", PEOPLE)
def test_e11_a_person_is_never_taken_for_a_machine(text: str) -> None:
    assert sign_in(text) is None


@pytest.mark.parametrize("text", [text for texts in MACHINES.values() for text in texts])
def test_e11_who_quotes_a_machine_is_a_person(text: str) -> None:
    assert sign_in(f"I got this from you: {text.rstrip('.')}, what does it mean?") is None


def test_e11_what_the_channel_knows_comes_first_and_the_event_stays_as_it_came() -> None:
    common = {"id": "m", "contact": Contact(address="v"), "at": NOW, "received_at": NOW}
    event = MessageReceived(**common, text="Automatic reply: away", automatic="Auto-Submitted")  # type: ignore[arg-type]
    guessed = replace(event, automatic=None)

    assert sign_of(event) == ("Auto-Submitted", None)
    assert sign_of(guessed) == ("Automatic reply: away", "auto_reply")
    assert guessed.automatic is None


def test_e11_the_trace_names_the_words_that_gave_it_away() -> None:
    trace = world("").say(NOW, "Automatic reply: away").decision.trace

    told = next(line for line in trace if line.id == "automatic_text")
    assert explain(told, "en") == (
        "a machine wrote this, by its words (automatic reply: 'Automatic reply: away'): never answered"
    )
    assert explain(told, "fr") == (
        "écrit par une machine, d'après ses mots (réponse automatique : 'Automatic reply: away') : jamais de réponse"
    )


def test_e11_no_rule_hears_of_a_machine_but_those_that_ask() -> None:
    told = world("if: [{any: [{automatic: true}, {locale: fr}]}]").say(NOW, "Automatic reply: away")
    silent = world("if: [{channel: web}]").say(NOW, "Automatic reply: away")

    assert {"rule_held", "not_said_to_machine"} <= {line.id for line in told.decision.trace}
    assert not {"rule_held", "condition_failed"} & {line.id for line in silent.decision.trace}
    assert told.messages == silent.messages == ()


def test_e11_a_rule_that_asks_for_machines_leaves_people_alone() -> None:
    result = world("if: [{automatic: true}]").say(NOW, "Hello")

    assert not result.messages
    assert "condition_failed" in {line.id for line in result.decision.trace}


def test_e11_a_text_for_machines_is_warned_of_for_it_is_never_said() -> None:
    (warning,) = rulebook(PROBE.replace("IF", "if: [{automatic: true}]")).warnings

    assert (warning.id, warning.path) == ("FD575", "rules[0].do[0].send")
    assert not rulebook(PROBE.replace("IF", "if: [{automatic: false}]")).warnings


PROBE = """
frontdesk: 1
rules:
  - name: probe
    on: message_received
    IF
    do: [{send: {en: "Probe"}}]
"""


def world(condition: str) -> Simulation:
    return Simulation(rulebook(PROBE.replace("IF", condition)), establishment_from(RECORD), WEB)
