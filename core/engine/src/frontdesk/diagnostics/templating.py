"""The catalogue of diagnostics about texts and tags (FD2xx)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

_MAY_EN = "a text may hold {{{{ tag }}}}, filters, {{% if %}}, comparisons, 'and', 'or' and 'not'"
_MAY_FR = "un texte peut contenir {{{{ balise }}}}, des filtres, {{% if %}}, des comparaisons, 'and', 'or' et 'not'"

ENTRIES: dict[str, Entry] = {
    "FD201": Entry(
        name="template-syntax",
        en="the text cannot be read: {reason}",
        fr="le texte ne peut pas être lu : {reason}",
        mend_en="check the braces and quotes there; a tag is written {{{{ establishment.name }}}}",
        mend_fr="vérifiez là les accolades et les guillemets ; une balise s'écrit {{{{ establishment.name }}}}",
    ),
    "FD202": Entry(
        name="unknown-tag",
        en="unknown tag {name!r}",
        fr="balise inconnue {name!r}",
        mend_en="did you mean {suggestions}?",
        mend_fr="vouliez-vous dire {suggestions} ?",
    ),
    "FD203": Entry(
        name="attribute-outside-tags",
        en="{expression!r} asks for something inside of a value",
        fr="{expression!r} demande quelque chose à l'intérieur d'une valeur",
        mend_en="a tag is plain text and has no attributes: write the tag alone, or a filter such as {{{{ tag | upper }}}}",
        mend_fr="une balise est du texte, sans attributs : écrivez la balise seule, ou un filtre ({{{{ balise | upper }}}})",
    ),
    "FD204": Entry(
        name="forbidden-construct",
        en="{construct!r} is not allowed in a text",
        fr="{construct!r} n'est pas permis dans un texte",
        mend_en=_MAY_EN,
        mend_fr=_MAY_FR,
    ),
    "FD205": Entry(
        name="unknown-filter",
        en="unknown filter {name!r}",
        fr="filtre inconnu {name!r}",
        mend_en="use one of {suggestions}",
        mend_fr="utilisez l'un de ceux-ci : {suggestions}",
    ),
    "FD206": Entry(
        name="filter-arguments",
        en="the filter {name!r} cannot be used like that: {reason}",
        fr="le filtre {name!r} ne s'utilise pas ainsi : {reason}",
        mend_en="give it constants, as in {example}",
        mend_fr="donnez-lui des constantes, comme dans {example}",
    ),
    "FD207": Entry(
        name="text-too-long",
        en="the text has {size} bytes, more than {most}",
        fr="le texte fait {size} octets, plus que {most}",
        mend_en="shorten it, or link to a page",
        mend_fr="raccourcissez-le, ou renvoyez à une page",
    ),
    "FD208": Entry(
        name="text-too-complex",
        en="{what} is more than {most}",
        fr="{what} dépasse {most}",
        mend_en="write simpler expressions, or several texts for several rules",
        mend_fr="écrivez des expressions plus simples, ou plusieurs textes pour plusieurs règles",
    ),
    "FD209": Entry(
        name="segment-unbalanced",
        en="{bracket!r} has no counterpart",
        fr="{bracket!r} n'a pas son pendant",
        mend_en="open an optional segment with '[[' and close it with ']]', both on the same side of any {{% if %}}",
        mend_fr="ouvrez un segment facultatif par '[[' et fermez-le par ']]', du même côté de tout {{% if %}}",
    ),
    "FD210": Entry(
        name="segment-nested",
        en="an optional segment stands inside of another",
        fr="un segment facultatif se trouve dans un autre",
        mend_en="close the first with ']]' before opening the next",
        mend_fr="fermez le premier par ']]' avant d'ouvrir le suivant",
    ),
    "FD211": Entry(
        name="stray-braces",
        en="{braces!r} closes nothing",
        fr="{braces!r} ne ferme rien",
        mend_en="write the whole tag, {{{{ establishment.name }}}}, or take the braces away",
        mend_fr="écrivez la balise entière, {{{{ establishment.name }}}}, ou retirez les accolades",
    ),
    "FD212": Entry(
        name="control-character",
        en="the text holds the control character {character}",
        fr="le texte contient le caractère de contrôle {character}",
        mend_en="remove it; it often comes along when text is pasted",
        mend_fr="retirez-le ; il s'introduit souvent lors d'un collage",
    ),
    "FD213": Entry(
        name="blank-text",
        en="the text is empty",
        fr="le texte est vide",
        mend_en="write one, or leave the whole entry out",
        mend_fr="écrivez-en un, ou retirez toute l'entrée",
    ),
    "FD214": Entry(
        name="not-a-text",
        en="a text is expected, not {found}",
        fr="un texte est attendu, et non {found}",
        mend_en='write a text in quotes, or one for each language: {{fr: "...", en: "..."}}',
        mend_fr='écrivez un texte entre guillemets, ou un par langue : {{fr: "...", en: "..."}}',
    ),
    "FD215": Entry(
        name="unknown-language",
        en="{language!r} is not a language tag",
        fr="{language!r} n'est pas un code de langue",
        mend_en="use a code such as fr, en or pt-BR",
        mend_fr="utilisez un code comme fr, en ou pt-BR",
    ),
    "FD216": Entry(
        name="no-language",
        en="the text has no language at all",
        fr="le texte n'est donné dans aucune langue",
        mend_en='give it in one language at least: {{fr: "..."}}',
        mend_fr='donnez-le dans une langue au moins : {{fr: "..."}}',
    ),
    "FD217": Entry(
        name="language-twice",
        en="the language {language!r} is given twice",
        fr="la langue {language!r} est donnée deux fois",
        mend_en="keep one of the two texts",
        mend_fr="gardez l'un des deux textes",
    ),
    "FD218": Entry(
        name="comparison",
        en="{operator!r} cannot compare these two",
        fr="{operator!r} ne peut pas comparer ces deux termes",
        mend_en="compare with a constant: tag == 'text', tag > 3, tag in ['a', 'b'], 'text' in tag",
        mend_fr="comparez à une constante : balise == 'texte', balise > 3, balise in ['a', 'b'], 'texte' in balise",
    ),
    "FD219": Entry(
        name="tag-twice",
        en="the tag {name!r} is registered twice",
        fr="la balise {name!r} est enregistrée deux fois",
        mend_en="rename one of the two, or disable one of the plugins",
        mend_fr="renommez l'une des deux, ou désactivez l'un des greffons",
    ),
    "FD220": Entry(
        name="segment-without-tag",
        en="the optional segment holds no tag, so it would never be dropped",
        fr="le segment facultatif ne contient aucune balise et ne serait donc jamais retiré",
        mend_en="put the tag it depends on between '[[' and ']]', or take the brackets away",
        mend_fr="mettez entre '[[' et ']]' la balise dont il dépend, ou retirez les crochets",
    ),
}
