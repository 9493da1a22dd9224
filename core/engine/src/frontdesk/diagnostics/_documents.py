"""Diagnostics about the text of a rule document, its keys and the forms of its values (FD300-FD329)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

DOCUMENTS: dict[str, Entry] = {
    # The text of a document
    "FD300": Entry(
        "broken-yaml",
        "this is no YAML: {problem}",
        "ce n'est pas du YAML : {problem}",
        "mend the text at this line; a text with a colon, a quote or a brace in it goes in quotes",
        "corrigez le texte à cette ligne ; un texte avec deux-points, guillemet ou accolade se met entre guillemets",
    ),
    "FD301": Entry(
        "document-too-large",
        "the file is larger than {most} kB",
        "le fichier dépasse {most} ko",
        "spread its message sets over several files",
        "répartissez ses jeux de messages sur plusieurs fichiers",
    ),
    "FD302": Entry(
        "nested-too-deeply",
        "nested more than {most} levels deep",
        "plus de {most} niveaux d'imbrication",
        "write it flatter",
        "réduisez l'imbrication",
    ),
    "FD303": Entry(
        "too-many-nodes",
        "more than {most} values, each use of an alias counted",
        "plus de {most} valeurs, chaque emploi d'un alias compté",
        "spread the document over several files, and use fewer aliases",
        "répartissez le document sur plusieurs fichiers, et employez moins d'alias",
    ),
    "FD304": Entry(
        "key-twice",
        "the key {key!r} comes twice, first on line {first}",
        "la clé {key!r} figure deux fois, d'abord à la ligne {first}",
        "keep one of the two",
        "n'en gardez qu'une",
    ),
    "FD305": Entry(
        "several-documents",
        "a second YAML document starts here",
        "un second document YAML commence ici",
        "remove the line '---', or put the second document into a file of its own",
        "supprimez la ligne « --- », ou mettez le second document dans son propre fichier",
    ),
    "FD306": Entry(
        "yaml-tag",
        "the YAML tag {tag!r} has no meaning here",
        "l'étiquette YAML {tag!r} n'a pas de sens ici",
        "remove it; put a text that starts with '!' in quotes",
        "supprimez-la ; un texte qui commence par « ! » se met entre guillemets",
    ),
    "FD307": Entry(
        "unknown-alias",
        "the alias {alias!r} stands for nothing",
        "l'alias {alias!r} ne désigne rien",
        "define it before with &{alias}; put a text that starts with '*' in quotes",
        "définissez-le avant par &{alias} ; un texte qui commence par « * » se met entre guillemets",
    ),
    "FD308": Entry(
        "language-version",
        "the version of the rule language is missing or unknown",
        "la version du langage de règles manque ou est inconnue",
        "write 'frontdesk: {version}' on the first line",
        "écrivez « frontdesk: {version} » en première ligne",
    ),
    "FD309": Entry(
        "key-no-text",
        "a key is a list or a mapping",
        "une clé est une liste ou un tableau associatif",
        "write a plain text before the colon; put a text with braces, as in '{{{{ tag }}}}', in quotes",
        "écrivez un texte simple avant le deux-points ; un texte avec accolades, comme « {{{{ balise }}}} », se met entre "
        "guillemets",
    ),
    # Keys and the forms of values
    "FD310": Entry(
        "unknown-key",
        "unknown key {word!r}",
        "clé inconnue {word!r}",
        "did you mean {near!r}?",
        "vouliez-vous {near!r} ?",
    ),
    "FD311": Entry(
        "unknown-key-here",
        "unknown key {word!r}",
        "clé inconnue {word!r}",
        "remove it; known here: {known}",
        "supprimez-la ; clés connues ici : {known}",
    ),
    "FD312": Entry(
        "missing-key", "{key!r} is missing", "{key!r} manque", "add '{key}:' here", "ajoutez « {key}: » ici"
    ),
    "FD313": Entry(
        "text-expected",
        "a text is expected, not {found}",
        "un texte est attendu, pas {found}",
        "write a text; put it in quotes if it looks like a number or a word of YAML",
        "écrivez un texte ; mettez-le entre guillemets s'il ressemble à un nombre ou à un mot de YAML",
    ),
    "FD314": Entry(
        "list-expected",
        "a list is expected, not {found}",
        "une liste est attendue, pas {found}",
        "write each item on its own line after '- ', or all in [brackets]",
        "écrivez chaque élément sur sa ligne après « - », ou tous entre [crochets]",
    ),
    "FD315": Entry(
        "mapping-expected",
        "'key: value' pairs are expected, not {found}",
        "des paires « clé: valeur » sont attendues, pas {found}",
        "write 'key: value' on lines of their own, indented alike",
        "écrivez « clé: valeur » sur des lignes distinctes, avec le même retrait",
    ),
    "FD316": Entry(
        "number-expected",
        "a number is expected, not {found}",
        "un nombre est attendu, pas {found}",
        "write digits, without quotes",
        "écrivez des chiffres, sans guillemets",
    ),
    "FD317": Entry(
        "boolean-expected",
        "true or false is expected, not {found}",
        "true ou false est attendu, pas {found}",
        "write true or false, without quotes",
        "écrivez true ou false, sans guillemets",
    ),
    "FD318": Entry(
        "date-expected",
        "a date is expected, not {found}",
        "une date est attendue, pas {found}",
        "write it as 2026-12-24, or with a time as 2026-12-24T18:00",
        "écrivez-la 2026-12-24, ou avec une heure 2026-12-24T18:00",
    ),
    "FD319": Entry(
        "choice-expected",
        "{word!r} is not one of the values possible here",
        "{word!r} ne fait pas partie des valeurs possibles ici",
        "write one of {known}",
        "écrivez l'une de {known}",
    ),
    "FD320": Entry(
        "choice-misspelt",
        "{word!r} is not one of the values possible here",
        "{word!r} ne fait pas partie des valeurs possibles ici",
        "did you mean {near!r}?",
        "vouliez-vous {near!r} ?",
    ),
    "FD321": Entry(
        "empty-value",
        "this is empty",
        "ceci est vide",
        "write at least one item or character, or remove it",
        "écrivez au moins un élément ou un caractère, ou supprimez-le",
    ),
    "FD322": Entry(
        "value-too-long",
        "this is longer than {most}",
        "ceci dépasse {most}",
        "shorten it to at most {most} characters or items",
        "réduisez-le à {most} caractères ou éléments au plus",
    ),
    "FD323": Entry(
        "number-out-of-range",
        "{found} is outside of what is possible here",
        "{found} est hors de ce qui est possible ici",
        "write a number that is {bound}",
        "écrivez un nombre {bound}",
    ),
    "FD324": Entry(
        "duration-expected",
        "a duration is expected, not {found}",
        "une durée est attendue, pas {found}",
        "write it as 10m, 24h, 1h30m or 7d, from one minute to 365 days",
        "écrivez-la 10m, 24h, 1h30m ou 7d, d'une minute à 365 jours",
    ),
    "FD325": Entry(
        "value-refused",
        "{found} cannot be used here: {reason}",
        "{found} n'est pas utilisable ici : {reason}",
        "mend the value; the reference describes what each word takes",
        "corrigez la valeur ; la référence décrit ce que chaque mot accepte",
    ),
    "FD326": Entry(
        "empty-text",
        "the text is empty",
        "le texte est vide",
        "write what is to be sent; what is shown is what is sent, and nobody sends an empty message",
        "écrivez ce qui doit être envoyé ; ce qui est affiché est ce qui part, et un message vide ne part pas",
    ),
    "FD327": Entry(
        "language-expected",
        "{found} is no language",
        "{found} n'est pas une langue",
        "write its short name as in 'fr', 'en' or 'pt-BR'",
        "écrivez son nom court, comme « fr », « en » ou « pt-BR »",
    ),
}
