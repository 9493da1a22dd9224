"""The part of the catalogue about accounts and sources that are made in the console (FD945-FD969)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ACCOUNTS: dict[str, Entry] = {
    "FD945": Entry(
        "connection-there-already",
        "there is an {what} {id!r} already",
        "il existe déjà un élément {id!r} de ce type ({what})",
        "choose another id",
        "choisissez un autre identifiant",
    ),
    "FD946": Entry(
        "connection-changed-meanwhile",
        "somebody has changed or removed {id!r} meanwhile",
        "quelqu'un a modifié ou supprimé {id!r} entre-temps",
        "compare what you entered with what is kept now, and save again",
        "comparez votre saisie avec ce qui est enregistré, puis enregistrez à nouveau",
    ),
    "FD947": Entry(
        "secret-missing",
        "this secret has no value yet",
        "ce secret n'a pas encore de valeur",
        "enter its value: it is kept encrypted, and never shown again",
        "saisissez sa valeur : elle est conservée chiffrée et n'est plus jamais affichée",
    ),
    "FD948": Entry(
        "no-key-for-secrets",
        "secrets cannot be kept: the server has no key to encrypt them with",
        "les secrets ne peuvent pas être conservés : le serveur n'a pas de clé pour les chiffrer",
        "set FRONTDESK_SECRET_KEY and start the server again",
        "définissez FRONTDESK_SECRET_KEY et redémarrez le serveur",
    ),
    "FD949": Entry(
        "connection-id-reserved",
        "the id {id!r} is one of the console's own words",
        "l'identifiant {id!r} est un mot réservé de la console",
        "choose another id",
        "choisissez un autre identifiant",
    ),
    "FD950": Entry(
        "connection-in-file-too",
        "{file} has an {what} {id!r} too: that one is used, and this one is not",
        "{file} contient aussi un élément {id!r} ({what}) : c'est lui qui sert, et non celui-ci",
        "give one of them another id, or remove this one",
        "donnez un autre identifiant à l'un des deux, ou supprimez celui-ci",
    ),
    "FD951": Entry(
        "account-not-built",
        "the channel of account {account!r} cannot be made: {error}",
        "le canal du compte {account!r} n'a pas pu être créé : {error}",
        "check its settings; if they are right, tell the author of the plugin",
        "vérifiez ses réglages ; s'ils sont justes, prévenez l'auteur du greffon",
    ),
    "FD952": Entry(
        "test-without-recipient",
        "nobody is named who is to get the message",
        "aucun destinataire n'est indiqué pour le message",
        "give the address of a contact on this channel, as the platform writes it",
        "indiquez l'adresse d'un contact sur ce canal, telle que la plateforme l'écrit",
    ),
    "FD953": Entry(
        "test-without-text",
        "the message has no text",
        "le message n'a pas de texte",
        "write what the contact is to read",
        "écrivez ce que le contact doit lire",
    ),
    "FD954": Entry(
        "connection-of-file",
        "{id!r} stands in {file}: it cannot be changed here",
        "{id!r} figure dans {file} : impossible de le modifier ici",
        "change it there and start the server again",
        "modifiez-le dans ce fichier et redémarrez le serveur",
    ),
    "FD955": Entry(
        "no-such-connection",
        "there is no {what} {id!r}",
        "il n'existe aucun élément {id!r} de ce type ({what})",
        "look at the list for the ids that there are",
        "consultez la liste des identifiants existants",
    ),
    "FD956": Entry(
        "environment-beyond-the-file",
        "{ref!r} names a variable of the server's environment: only the project's file may do that",
        "{ref!r} désigne une variable de l'environnement du serveur : seul le fichier du projet le peut",
        "keep the secret in the store (in the console, or: frontdesk secret set NAME) and write store:NAME",
        "conservez le secret dans la base (dans la console, ou : frontdesk secret set NOM) et écrivez store:NOM",
    ),
    "FD957": Entry(
        "connections-of-everybody",
        "accounts and sources concern every establishment, and you see those of some groups",
        "les comptes et les sources concernent tous les établissements, et vous voyez ceux de certains groupes",
        "ask an administrator whose scope is everything",
        "demandez à un administrateur dont le périmètre couvre tout",
    ),
}
