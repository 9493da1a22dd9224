"""The catalogue of diagnostics about sources that are databases (FD640 to FD649, FD659)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD640": Entry(
        name="sql-unreachable",
        en="the database {database} cannot be reached: {why}",
        fr="la base de données {database} est injoignable : {why}",
        mend_en="check address, network and that it runs; the last good records stay in use meanwhile",
        mend_fr="vérifiez l'adresse, le réseau et qu'elle tourne ; les dernières bonnes fiches restent en usage",
    ),
    "FD641": Entry(
        name="sql-login",
        en="the secret {secret!r} does not open the database: {why}",
        fr="le secret {secret!r} n'ouvre pas la base de données : {why}",
        mend_en="give it the value that the database knows, or name another one",
        mend_fr="donnez-lui la valeur que la base connaît, ou nommez-en un autre",
    ),
    "FD642": Entry(
        name="sql-driver",
        en="the driver {driver!r} is not installed",
        fr="le pilote {driver!r} n'est pas installé",
        mend_en="pip install '{package}'",
        mend_fr="pip install '{package}'",
    ),
    "FD643": Entry(
        name="sql-table",
        en="the database has no table or view {table!r} that can be read",
        fr="la base de données n'a pas de table ni de vue {table!r} lisible",
        mend_en="did you mean one of {known}? its user needs the right to SELECT",
        mend_fr="vouliez-vous dire l'une de {known} ? son utilisateur doit avoir le droit SELECT",
    ),
    "FD644": Entry(
        name="sql-column",
        en="{relation} has no column {column!r}",
        fr="{relation} n'a pas de colonne {column!r}",
        mend_en="did you mean {nearest!r}? it has {known}",
        mend_fr="vouliez-vous dire {nearest!r} ? elle a {known}",
    ),
    "FD645": Entry(
        name="sql-no-key",
        en="{relation} has no primary key: nothing tells its rows apart",
        fr="{relation} n'a pas de clé primaire : rien ne distingue ses lignes",
        mend_en="name the columns that do as 'key'; it has {known}",
        mend_fr="nommez comme 'key' les colonnes qui le font ; elle a {known}",
    ),
    "FD646": Entry(
        name="sql-refused",
        en="the database does not answer the question for {relation}: {why}",
        fr="la base de données ne répond pas à la question pour {relation} : {why}",
        mend_en="mend that, or the query; the last good records stay in use, and what was read is not read again",
        mend_fr="corrigez cela, ou la requête ; les dernières bonnes fiches restent en usage, "
        "et ce qui a été lu n'est pas relu",
    ),
    "FD647": Entry(
        name="sql-timeout",
        en="{relation} took longer than {seconds} s to answer",
        fr="{relation} a mis plus de {seconds} s à répondre",
        mend_en="index the key and 'updated_at', ask for a smaller 'page_size', or raise 'timeout'",
        mend_fr="indexez la clé et 'updated_at', demandez un 'page_size' plus petit, ou relevez 'timeout'",
    ),
    "FD648": Entry(
        name="sql-value",
        en="the column {column!r} holds {held}: it was left out",
        fr="la colonne {column!r} contient {held} : elle a été omise",
        mend_en="map a column of text, of numbers, or a path into one of JSON",
        mend_fr="indiquez une colonne de texte, de nombres, ou un chemin dans une colonne JSON",
    ),
    "FD649": Entry(
        name="sql-key-repeated",
        en="{count} values of the key {key} stand in more than one row, such as {example}",
        fr="{count} valeurs de la clé {key} se trouvent dans plusieurs lignes, comme {example}",
        mend_en="add columns to 'key' until each row has its own",
        mend_fr="ajoutez des colonnes à 'key' jusqu'à ce que chaque ligne ait la sienne",
    ),
    "FD659": Entry(
        name="sql-address",
        en="the secret {secret!r} holds no address of a database",
        fr="le secret {secret!r} ne contient pas d'adresse de base de données",
        mend_en="it begins with one of {known}: 'postgresql://user:password@host:5432/database'",
        mend_fr="elle commence par l'un de {known} : 'postgresql://user:password@host:5432/database'",
    ),
}
