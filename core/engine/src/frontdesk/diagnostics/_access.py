"""The part of the FD8xx catalogue about people, signing in, links and tokens (from FD820 on)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ACCESS: dict[str, Entry] = {
    "FD820": Entry(
        "sign-in-wrong",
        "the e-mail address or the password is wrong",
        "l’adresse e-mail ou le mot de passe est incorrect",
        "try again; an administrator can send you a link for a new password",
        "réessayez ; un administrateur peut vous envoyer un lien pour choisir un nouveau mot de passe",
    ),
    "FD821": Entry(
        "sign-in-locked",
        "there were too many attempts: signing in is locked for {minutes} min",
        "il y a eu trop de tentatives : la connexion est bloquée pour {minutes} min",
        "try again in {minutes} min",
        "réessayez dans {minutes} min",
    ),
    "FD822": Entry(
        "password-short",
        "the password has fewer than {least} characters",
        "le mot de passe compte moins de {least} caractères",
        "choose a longer one; a few words are easier to keep in mind than odd characters",
        "choisissez-en un plus long ; quelques mots se retiennent mieux que des signes compliqués",
    ),
    "FD823": Entry(
        "password-long",
        "the password has more than {most} characters",
        "le mot de passe compte plus de {most} caractères",
        "choose a shorter one",
        "choisissez-en un plus court",
    ),
    "FD824": Entry(
        "password-name",
        "the password is the person's own name or e-mail address",
        "le mot de passe est le nom ou l’adresse e-mail de la personne",
        "choose another one",
        "choisissez-en un autre",
    ),
    "FD825": Entry(
        "email-unusable",
        "{email!r} is not an e-mail address",
        "{email!r} n’est pas une adresse e-mail",
        "write it like camille@example.com",
        "écrivez-la comme camille@example.com",
    ),
    "FD826": Entry(
        "email-taken",
        "there is somebody with the e-mail address {email!r} already",
        "l’adresse e-mail {email!r} est déjà celle de quelqu’un",
        "change that person, or use another address",
        "modifiez cette personne, ou utilisez une autre adresse",
    ),
    "FD827": Entry(
        "person-unknown",
        "there is nobody called {who!r}",
        "il n’y a personne du nom de {who!r}",
        "`frontdesk user list` names everybody",
        "`frontdesk user list` nomme tout le monde",
    ),
    "FD828": Entry(
        "last-administrator",
        "{who!r} is the last administrator who can sign in and sees every establishment",
        "{who!r} est le dernier administrateur qui puisse se connecter et voie tous les établissements",
        "make somebody else an administrator first",
        "nommez d’abord un autre administrateur",
    ),
    "FD829": Entry(
        "link-spent",
        "this link has been used, or its time has passed",
        "ce lien a déjà servi, ou il a expiré",
        "ask an administrator for a new one; `frontdesk user link` makes one on the server",
        "demandez-en un nouveau à un administrateur ; `frontdesk user link` en crée un sur le serveur",
    ),
    "FD830": Entry(
        "name-unusable",
        "the name is empty or longer than {most} characters",
        "le nom est vide ou dépasse {most} caractères",
        "write a name of 1 to {most} characters",
        "écrivez un nom de 1 à {most} caractères",
    ),
    "FD831": Entry(
        "password-current-wrong",
        "the current password is wrong",
        "le mot de passe actuel est incorrect",
        "type it again; an administrator can send you a link for a new one",
        "saisissez-le de nouveau ; un administrateur peut vous envoyer un lien pour en choisir un autre",
    ),
    "FD832": Entry(
        "person-disabled",
        "{who!r} is disabled",
        "{who!r} est désactivé",
        "enable them first",
        "réactivez d’abord cette personne",
    ),
    "FD833": Entry(
        "token-without-scope",
        "the token may do nothing",
        "le jeton n’autorise rien",
        "choose at least one thing that it may do",
        "choisissez au moins une chose qu’il autorise",
    ),
    "FD834": Entry(
        "token-beyond-role",
        "the scope {scope!r} is more than the role {role!r} may do",
        "la portée {scope!r} dépasse ce que permet le rôle {role!r}",
        "leave it out; a token never may more than its person",
        "retirez-la ; un jeton ne permet jamais plus que sa personne",
    ),
    "FD835": Entry(
        "token-ended",
        "the token's end has passed already",
        "la date de fin du jeton est déjà passée",
        "choose a later day, or none",
        "choisissez un jour ultérieur, ou aucun",
    ),
}
