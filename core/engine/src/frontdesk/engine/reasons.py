"""The catalogue of reasons that a trace can give, in English and French."""

from __future__ import annotations

from typing import NamedTuple


class Reason(NamedTuple):
    """A `str.format` sentence over the line's parameters, in each language."""

    en: str
    fr: str


REASONS: dict[str, Reason] = {
    # The event and its episode
    "episode_started": Reason("episode {number} starts", "l'épisode {number} commence"),
    "episode_continues": Reason("episode {number} goes on", "l'épisode {number} continue"),
    "machine_wrote": Reason(
        "a machine wrote: no episode starts or lasts by it",
        "écrit par une machine : aucun épisode ne commence ni ne dure par là",
    ),
    "operator_replied": Reason("an operator replied", "un opérateur a répondu"),
    "conversation_closed": Reason("the conversation was closed", "la conversation a été close"),
    "handed_back": Reason(
        "people gave the conversation back: automation speaks again",
        "la conversation est rendue : l'automate parle à nouveau",
    ),
    "starter_recognised": Reason("starter {starter!r} recognised by its {by}", "question {starter!r} reconnue ({by})"),
    "starter_unknown": Reason(
        "the tapped starter {starter!r} is none of this establishment's: taken as a message",
        "la question choisie {starter!r} n'est pas de cet établissement : prise comme un message",
    ),
    "timer_fired": Reason("timer {timer!r} is due", "le minuteur {timer!r} arrive à échéance"),
    "timer_armed": Reason("timer {timer!r} set for {due}", "minuteur {timer!r} réglé pour {due}"),
    "timer_cancelled": Reason("timer {timer!r} cancelled", "minuteur {timer!r} annulé"),
    # Recorded only
    "event_unknown": Reason("unknown event, kept: {reason}", "événement inconnu, conservé : {reason}"),
    "delivery_recorded": Reason("delivery status {status} recorded", "statut de remise {status} enregistré"),
    "event_too_old": Reason(
        "too old to answer: it reached us {age_seconds} s after it happened, the limit is {limit_seconds} s",
        "trop ancien pour une réponse : reçu {age_seconds} s après les faits, la limite est {limit_seconds} s",
    ),
    "route_unresolved": Reason(
        "no establishment: the route of account {account!r} leads nowhere, nothing is sent",
        "aucun établissement : la route du compte {account!r} ne mène nulle part, rien n'est envoyé",
    ),
    "establishment_unreadable": Reason(
        "the stored record of establishment {establishment!r} cannot be read, nothing is sent",
        "la fiche enregistrée de l'établissement {establishment!r} est illisible, rien n'est envoyé",
    ),
    "establishment_retired": Reason(
        "establishment {establishment!r} is gone from its source, nothing is sent",
        "l'établissement {establishment!r} a disparu de sa source, rien n'est envoyé",
    ),
    "timer_stale": Reason(
        "timer {timer!r} was set anew or cancelled meanwhile", "le minuteur {timer!r} a été remplacé ou annulé"
    ),
    # Silence
    "switched_off": Reason(
        "{what} is switched off for this establishment", "désactivé pour cet établissement : {what}"
    ),
    "silenced": Reason(
        "handed over to people: nothing automatic until the conversation ends or is given back",
        "confiée à un humain : rien d'automatique jusqu'à sa fin ou jusqu'à ce qu'elle soit rendue",
    ),
    "silenced_for": Reason(
        "handed over to {team!r}: nothing automatic until the conversation ends or is given back",
        "confiée à {team!r} : rien d'automatique jusqu'à sa fin ou jusqu'à ce qu'elle soit rendue",
    ),
    "contact_excluded": Reason(
        "this contact is on the establishment's exclusion list",
        "ce contact est sur la liste d'exclusion de l'établissement",
    ),
    "self_addressed": Reason(
        "the sender {address!r} is the account itself", "l'expéditeur {address!r} est le compte lui-même"
    ),
    "automatic_sender": Reason(
        "a machine wrote this ({sign}): never answered", "écrit par une machine ({sign}) : jamais de réponse"
    ),
    "automatic_text": Reason(
        "a machine wrote this, by its words ({looks_like}: {words!r}): never answered",
        "écrit par une machine, d'après ses mots ({looks_like} : {words!r}) : jamais de réponse",
    ),
    "not_said_to_machine": Reason(
        "rule {rule!r} is not said: nothing is said to a machine",
        "la règle {rule!r} se tait : on ne dit rien à une machine",
    ),
    "breaker_open": Reason(
        "too many automatic messages lately: silent until {until}",
        "trop de messages automatiques récemment : silence jusqu'à {until}",
    ),
    "breaker_opened": Reason(
        "{count} automatic messages within a {window}, the limit is {limit}: silent from now on",
        "{count} messages automatiques en une unité ({window}), la limite est {limit} : silence désormais",
    ),
    "operator_first": Reason(
        "rule {rule!r} would greet, but an operator wrote first",
        "la règle {rule!r} accueillerait, mais un opérateur a écrit d'abord",
    ),
    "operator_active": Reason(
        "rule {rule!r} would greet, but an operator wrote within the last {quiet_minutes} minutes",
        "la règle {rule!r} accueillerait, mais un opérateur a écrit depuis moins de {quiet_minutes} minutes",
    ),
    # Rules
    "no_rules": Reason(
        "no rule concerns this establishment and this event",
        "aucune règle ne concerne cet établissement ni cet événement",
    ),
    "rule_held": Reason("rule {rule!r} holds", "la règle {rule!r} s'applique"),
    "condition_failed": Reason(
        "rule {rule!r} does not hold: {condition}", "la règle {rule!r} ne s'applique pas : {condition}"
    ),
    "trigger_not_meant": Reason(
        "rule {rule!r} is not meant: its trigger {trigger} has nothing to say now",
        "la règle {rule!r} n'est pas visée : son déclencheur {trigger} n'a plus lieu d'être",
    ),
    "rule_out_of_dates": Reason(
        "rule {rule!r} does not apply on {day}", "la règle {rule!r} ne s'applique pas le {day}"
    ),
    "set_overridden": Reason(
        "rule {rule!r} gives way: message set {winner!r} comes first for this establishment",
        "la règle {rule!r} s'efface : le jeu de messages {winner!r} passe d'abord pour cet établissement",
    ),
    "slot_lost": Reason(
        "rule {rule!r} holds too, but {winner!r} has taken the slot {slot}",
        "la règle {rule!r} s'applique aussi, mais {winner!r} occupe la place {slot}",
    ),
    "stopped": Reason("rule {rule!r} says stop: later rules are not looked at", "la règle {rule!r} arrête la suite"),
    "handed_over": Reason(
        "rule {rule!r} hands the conversation over to people", "la règle {rule!r} confie la conversation à un humain"
    ),
    "handed_over_to": Reason(
        "rule {rule!r} hands the conversation over to {team!r}", "la règle {rule!r} confie la conversation à {team!r}"
    ),
    "labelled": Reason("rule {rule!r} labels: {labels}", "la règle {rule!r} étiquette : {labels}"),
    "plugin_failed": Reason(
        "rule {rule!r} passed over: {distribution} failed with {error}",
        "règle {rule!r} passée : {distribution} a échoué avec {error}",
    ),
    "hours_unknown": Reason(
        "chat hours are unknown ({reason}): the welcome, never the absence",
        "horaires de chat inconnus ({reason}) : l'accueil, jamais l'absence",
    ),
    "hours": Reason("chat hours: {side} ({reason})", "horaires de chat : {side} ({reason})"),
    # Texts
    "language": Reason("written in {locale!r}", "écrit en {locale!r}"),
    "tag_failed": Reason(
        "tag {tag!r} of a plugin failed, taken as without a value: {error}",
        "la balise {tag!r} d'un greffon a échoué, prise comme sans valeur : {error}",
    ),
    "tag_too_old": Reason(
        "no value for {tag}: the data of source {source!r} are {age_hours} h old, at most {limit_hours} h are allowed",
        "{tag} sans valeur : les données de la source {source!r} ont {age_hours} h, la limite est de {limit_hours} h",
    ),
    "tag_of_unknown_age": Reason(
        "no value for {tag}: nobody knows how old the data of {source!r} are, at most {limit_hours} h are allowed",
        "{tag} sans valeur : l'âge des données de {source!r} est inconnu, la limite est de {limit_hours} h",
    ),
    "tag_hours": Reason("no value for {tag}: {reason}", "{tag} sans valeur : {reason}"),
    "default_used": Reason("default used for {tags}", "valeur par défaut pour {tags}"),
    "segment_dropped": Reason(
        "optional segment dropped: no value for {tags}", "segment facultatif omis : {tags} sans valeur"
    ),
    "fallback_used": Reason("fallback text used: no value for {tags}", "texte de repli : {tags} sans valeur"),
    "not_sent_missing_tag": Reason(
        "rule {rule!r} is not said: no value for {tags}", "la règle {rule!r} se tait : {tags} sans valeur"
    ),
    "not_sent_empty": Reason("rule {rule!r} is not said: its text is empty", "la règle {rule!r} se tait : texte vide"),
    "starter_without_title": Reason(
        "starter {starter!r} is not offered: no value for {tags} in its title",
        "question {starter!r} non proposée : {tags} sans valeur dans son titre",
    ),
    "starters_off": Reason("starters are switched off: not offered", "questions désactivées : non proposées"),
    "starters_need_text": Reason(
        "rule {rule!r} offers starters without a text: not offered",
        "la règle {rule!r} propose des questions sans texte",
    ),
    "privacy_alone": Reason(
        "the privacy notice waits for the first automatic message", "la notice attend le premier message automatique"
    ),
    "privacy_missing": Reason(
        "nothing is said: the privacy notice that precedes it could not be said",
        "rien n'est envoyé : la notice qui devait précéder n'a pas pu l'être",
    ),
    "shown_by_platform": Reason(
        "rule {rule!r} is not said: the platform itself shows this {kind}",
        "la règle {rule!r} se tait : la plateforme affiche elle-même ce texte ({kind})",
    ),
    "said": Reason("rule {rule!r} is said: {kind}", "la règle {rule!r} s'exprime : {kind}"),
    # What a channel cannot carry
    "numbered_text": Reason(
        "{channel}: {count} starters do not fit as buttons or list, sent as numbered text",
        "{channel} : {count} questions ne tiennent ni en boutons ni en liste, envoyées en texte numéroté",
    ),
    "carrier_degraded": Reason(
        "{channel}: starters sent as {carrier} instead of {preferred}",
        "{channel} : questions envoyées en {carrier} au lieu de {preferred}",
    ),
    "title_cut": Reason(
        "{channel}: title {title!r} is cut to {shown!r}, the whole question stands in the text",
        "{channel} : le titre {title!r} est coupé en {shown!r}, la question entière est dans le texte",
    ),
    "emoji_removed": Reason(
        "{channel}: title {title!r} is shown as {shown!r}, without its emoji",
        "{channel} : le titre {title!r} est affiché {shown!r}, sans ses émojis",
    ),
    "text_split": Reason(
        "{channel}: the text is sent in {parts} messages", "{channel} : le texte part en {parts} messages"
    ),
    "segments": Reason(
        "{channel}: the text takes {segments} SMS segments ({alphabet}), each of them charged",
        "{channel} : le texte occupe {segments} segments SMS ({alphabet}), chacun facturé",
    ),
    "native_starters_disagree": Reason(
        "native starters of account {account!r} are not written: its establishments do not agree",
        "les questions natives du compte {account!r} ne sont pas écrites : ses établissements diffèrent",
    ),
    "native_text_disagrees": Reason(
        "the {what} of account {account!r} is not written to its platform: its establishments do not agree",
        "le texte ({what}) du compte {account!r} n'est pas écrit sur sa plateforme : ses établissements diffèrent",
    ),
    "native_unasked": Reason(
        "the {what} of account {account!r} are not written to its platform: tags make them differ by establishment",
        "{what} du compte {account!r} : rien n'est écrit sur sa plateforme, les balises varient par établissement",
    ),
    "native_text_unsaid": Reason(
        "the platform shows no {what} in {locale!r}: a tag has no value, or one that changes at any moment",
        "la plateforme n'affiche pas de texte ({what}) en {locale!r} : une balise n'a pas de valeur qui dure",
    ),
    "native_left_out": Reason(
        "{channel}: {most} starters are shown before the first message; left out there: {titles}",
        "{channel} : {most} questions sont affichées avant le premier message ; absentes : {titles}",
    ),
    "native_title_cut": Reason(
        "{channel}: before the first message, title {title!r} is cut to {shown!r}",
        "{channel} : avant le premier message, le titre {title!r} est coupé en {shown!r}",
    ),
    "native_emoji_removed": Reason(
        "{channel}: before the first message, title {title!r} is shown as {shown!r}, without its emoji",
        "{channel} : avant le premier message, le titre {title!r} est affiché {shown!r}, sans ses émojis",
    ),
    "native_title_lost": Reason(
        "{channel}: before the first message, title {title!r} is left out: nothing of it tells it from the others",
        "{channel} : avant le premier message, le titre {title!r} est omis : rien ne le distingue des autres",
    ),
    "native_text_cut": Reason(
        "{channel}: what the platform shows of the {what} is {shown!r}: it has room for {most}",
        "{channel} : la plateforme affiche du texte ({what}) {shown!r} : elle a de la place pour {most}",
    ),
    "native_one_language": Reason(
        "{channel}: before the first message, the platform knows one language and shows {locale!r}; not: {left_out}",
        "{channel} : avant le premier message, la plateforme affiche une seule langue, {locale!r} ; pas : {left_out}",
    ),
    # Sending
    "deadline_passed": Reason(
        "dropped: the {kind} was due before {deadline}", "abandonné : {kind} attendu avant {deadline}"
    ),
    "window_closed": Reason(
        "dropped: the channel's service window closed at {closed}",
        "abandonné : la fenêtre de service du canal s'est fermée à {closed}",
    ),
    "hours_changed_sides": Reason(
        "dropped: decided {decided} chat hours, now {actual}",
        "abandonné : décidé {decided} (horaires), maintenant {actual}",
    ),
    "rule_gone": Reason(
        "dropped: rule {rule!r} says this no more, and the text that waited is no longer true",
        "abandonné : la règle {rule!r} ne dit plus ce texte, et celui qui attendait n'est plus vrai",
    ),
    "rendered_again": Reason("rendered again at sending: {why}", "texte refait à l'envoi : {why}"),
}
