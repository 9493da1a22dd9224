"""The catalogue of diagnostics about sources that are JSON APIs of any kind (FD655 to FD658)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD655": Entry(
        name="expression-syntax",
        en="{expression!r} is no JMESPath expression: {problem}",
        fr="{expression!r} n'est pas une expression JMESPath : {problem}",
        mend_en="see https://jmespath.org; names with other letters than a-z, 0-9 and _ stand in double quotes",
        mend_fr="voyez https://jmespath.org ; les noms avec d'autres lettres que a-z, 0-9 et _ se mettent entre guillemets",
    ),
    "FD656": Entry(
        name="expression-value",
        en="{expression!r} cannot be told of this item: {problem}",
        fr="{expression!r} ne se calcule pas pour cet élément : {problem}",
        mend_en="the field is left out; let the expression see to what may be missing, such as tags || `[]`",
        mend_fr="le champ est omis ; que l'expression prévoie ce qui peut manquer, comme tags || `[]`",
    ),
    "FD657": Entry(
        name="page-elsewhere",
        en="the next page would be at {host}, another place than this one",
        fr="la page suivante serait à {host}, ailleurs que celle-ci",
        mend_en="credentials are sent to 'api_url' alone: write the address that the platform itself links to there",
        mend_fr="les identifiants ne vont qu'à 'api_url' : écrivez-y l'adresse à laquelle la plateforme elle-même renvoie",
    ),
    "FD658": Entry(
        name="pages-come-again",
        en="the pages go in a circle: this one came before",
        fr="les pages tournent en rond : celle-ci est déjà venue",
        mend_en="check 'paging': the platform may not know {param!r}; nothing of the pass is used",
        mend_fr="vérifiez 'paging' : la plateforme ne connaît peut-être pas {param!r} ; rien de la passe n'est utilisé",
    ),
}
