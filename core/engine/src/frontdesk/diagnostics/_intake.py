"""The catalogue of diagnostics about who may speak to a channel, the same for all of them (FD510 to FD519)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD510": Entry(
        name="platform-signature-missing",
        en="the request carries no {header!r} header",
        fr="la requête n'a pas d'en-tête {header!r}",
        mend_en="only the platform itself posts here; check that its signing is switched on, and that no proxy takes headers away",
        mend_fr="seule la plateforme publie ici ; vérifiez que sa signature est activée et qu'aucun proxy ne retire d'en-têtes",
    ),
    "FD511": Entry(
        name="platform-signature-wrong",
        en="the header {header!r} fits none of the account's {keys} secrets",
        fr="l'en-tête {header!r} ne correspond à aucun des {keys} secrets du compte",
        mend_en="paste the secret from the platform's own settings into the account's once more",
        mend_fr="recopiez le secret des réglages de la plateforme dans ceux du compte",
    ),
    "FD512": Entry(
        name="platform-secret-wrong",
        en="the {what} is not the account's",
        fr="le {what} n'est pas celui du compte",
        mend_en="enter the same one on the platform and in the account's settings",
        mend_fr="saisissez le même sur la plateforme et dans les réglages du compte",
    ),
}
