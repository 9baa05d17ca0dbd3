"""From a printed annex (or its Excel or CSV) to rows understood, with every fault listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from coverage_engine.domain.cells.codes import find_codes
from coverage_engine.domain.cells.duration import looks_like_duration, read_duration
from coverage_engine.domain.cells.formats import looks_like_format, read_formats
from coverage_engine.domain.cells.kind import read_kind
from coverage_engine.domain.cells.links import looks_like_link, read_link
from coverage_engine.domain.cells.price import looks_like_price, read_price
from coverage_engine.domain.french import hours
from coverage_engine.domain.model.anomaly import Anomaly, fault_table
from coverage_engine.domain.model.catalogue import Duration, Price, PrintedRow, ReadRow
from coverage_engine.domain.normalise import key
from coverage_engine.domain.settings import Settings
from coverage_engine.domain.text_tables import named_lists
from coverage_engine.sources.extent import column_letter
from coverage_engine.sources.spreadsheet import Table
from coverage_engine.tables.published_tables import AS_PRINTED

# Column id → printed names people use, already folded by ``normalise.key``.
COLUMN_NAMES: dict[str, tuple[str, ...]] = named_lists("""
ligne: ligne, n ligne, no ligne, numero de ligne
position: position
cible: metier cible, metier, metiers, metiers cibles, cible, public, public vise, public cible
intitule: nom de la formation, intitule, intitule de la formation, formation, titre, libelle, nom,
  nom formation, intitule formation, titre de la formation
organisme: organisme, organisme de formation, prestataire, of, fournisseur, organisme formateur
duree: duree, duree h, duree heures, duree en heures, duree j, duree jours, duree en jours, duree
  formation, duree de la formation
format: format, modalite, modalites, modalite pedagogique, mode
prix: prix ht, prix, prix eur ht, prix eur, tarif, tarif ht, cout, cout ht, prix euros ht, montant
lien: lien officiel, lien, url, site, lien web, adresse web
description: description, programme, contenu, objectifs, resume
""")
_ID_OF = {name: column for column, names in COLUMN_NAMES.items() for name in names}
LABELS = {
    "cible": "Métier cible",
    "intitule": "Nom de la formation",
    "organisme": "Organisme",
    "duree": "Durée",
    "format": "Format",
    "prix": "Prix (€ HT)",
    "lien": "Lien officiel",
}
# The four columns whose content can be told apart by its form; a shifted row is put back by them.
_FORMS: Mapping[str, Callable[[str], bool]] = {
    "duree": looks_like_duration,
    "format": looks_like_format,
    "prix": looks_like_price,
    "lien": looks_like_link,
}
_FAULTS = fault_table("""
E | LIGNE-DOUBLE | ligne | numéro de ligne unique | aucune | renumérotez la colonne « ligne », ou
   supprimez-la
E | LIGNE-ILLISIBLE | ligne | nombre entier positif | aucune | corrigez le numéro, ou supprimez la
   colonne
A | LIEN-COUPE | Lien officiel | adresse sur une seule ligne | les deux morceaux sont mis bout à
   bout, tels quels | vérifier l’adresse à l’écran
E | INTITULE-ABSENT | Nom de la formation | un intitulé | aucune | complétez l’intitulé ou supprimez
   la ligne
A | CELLULE-EN-TROP |  | une colonne connue | gardée telle qu’imprimée, non interprétée | placez
   cette valeur dans sa colonne
A | COLONNES-DECALEES |  | une valeur par colonne, dans l’ordre des titres | valeurs replacées :
   {detail} | vérifier la ligne
E | DUREE-ILLISIBLE | Durée | une durée : 14h, 2j, 3h30, Variable… | aucune | corrigez la durée
A | DUREE-CONTRADICTOIRE | Durée | heures et jours qui s’accordent | les heures sont gardées |
   vérifier auprès de l’organisme
A | DUREE-ABSENTE | Durée | une durée | durée inconnue | demander la durée
I | DUREE-INCONNUE | Durée | un nombre d’heures | inconnue : {detail} | demander la durée
I | DUREE-CONVERTIE | Durée | un nombre d’heures | {detail} | préciser les heures
A | DUREE-A-VERIFIER | Durée | un seul volume, en heures | {detail} | vérifier, et écrire le total
   en heures
A | PRIX-AUTRE-BASE | Prix (€ HT) | un prix HT par personne | gardé tel quel, base : {detail} |
   donner le prix HT par personne
E | PRIX-ILLISIBLE | Prix (€ HT) | un montant (1590, 340 / 490), Gratuit, Sur devis… | aucune |
   corrigez le prix, ou écrivez « Non indiqué »
A | PRIX-ABSENT | Prix (€ HT) | un prix | prix inconnu | demander le prix
I | PRIX-INCONNU | Prix (€ HT) | un montant | inconnu : {detail} | demander un devis
A | FORMAT-ILLISIBLE | Format | présentiel, distanciel ou mixte | format inconnu | corrigez le
   format
I | FORMAT-ABSENT | Format | un format | format inconnu | demander le format
A | LIEN-CITATION | Lien officiel | une adresse seule | la citation entre crochets est ignorée |
   chercher la page de l’offre
A | LIEN-INCOMPLET | Lien officiel | une adresse complète (https://…) | aucune adresse à ouvrir |
   chercher la page de l’offre
A | LIEN-ILLISIBLE | Lien officiel | une adresse (https://…) | aucune adresse à ouvrir | chercher la
   page de l’offre
A | FEUILLE-NON-LUE |  | une seule feuille d’offres | cette feuille n’est pas lue | réunissez les
   offres dans une feuille
I | LIEN-ABSENT | Lien officiel | une adresse (https://…) | aucune adresse à ouvrir | chercher la
   page de l’offre
""")


def recognise_column(folded: str) -> str | None:
    """Column id of a printed name folded by ``normalise.key``; None when unknown."""
    return _ID_OF.get(folded)


@dataclass(slots=True)
class _Reading:
    """Faults met in one table, and the unit titling its durations (``h``, ``j`` or empty)."""

    source: str
    unit: str
    anomalies: list[Anomaly]

    def note(self, code: str, row: int, value: str, detail: str = "", column: str = "") -> None:
        told = _FAULTS[code].at(self.source, row, value, column=column, detail=detail)
        self.anomalies.append(told)


@dataclass(slots=True, kw_only=True)
class _Raw:
    """A logical row of one or more lines: values by column id, what overflowed (place, value)."""

    number: int
    position: str
    cells: list[str]
    values: dict[str, str]
    overflow: list[tuple[str, str]]


def read_rows(table: Table, settings: Settings) -> tuple[tuple[ReadRow, ...], tuple[Anomaly, ...]]:
    """Understand every row of a table.

    Returns
    -------
    (rows, anomalies):
        One ``ReadRow`` per offer row, in order; a continuation line joins the row above. Nothing is
        dropped: what could not be understood is kept as printed, with an anomaly.
    """
    reading = _Reading(table.source, _unit(table), [])
    rows = tuple(_understand(raw, settings, reading) for raw in _logical_rows(table, reading))
    for sheet in table.unread:
        reading.note("FEUILLE-NON-LUE", 0, sheet)
    counts = Counter(row.number for row in rows)
    for number in sorted(n for n, count in counts.items() if count > 1):
        reading.note("LIGNE-DOUBLE", number, str(number))
    return rows, tuple(reading.anomalies)


def _unit(table: Table) -> str:
    """What the title of the duration column says of bare numbers: «Durée (h)», «Durée en jours»."""
    title = key(table.header[table.columns["duree"]]).split() if "duree" in table.columns else [""]
    return {"h": "h", "heures": "h", "j": "j", "jours": "j"}.get(title[-1], "")


def _logical_rows(table: Table, reading: _Reading) -> list[_Raw]:
    known = set(table.columns.values())
    own = {table.columns.get("ligne"), table.columns.get("position")}
    # Beyond the last titled column, or under an empty title: where shifted values land.
    width = max(len(cells) for _, cells in table.rows)
    extra = {i: place for i in range(width) if i not in known and (place := _untitled(table, i))}
    raws: list[_Raw] = []
    for sheet_row, cells in table.rows:
        values = {name: cells[i] if i < len(cells) else "" for name, i in table.columns.items()}
        overflow = [(extra[i], cells[i]) for i in extra if i < len(cells) and cells[i].strip()]
        printed = [cell for i, cell in enumerate(cells) if i not in own]
        rest = _continuation(values, [value for _, value in overflow])
        if raws and rest and _join(raws[-1], rest, values.get("position", ""), reading):
            raws[-1].cells.extend(cell for cell in printed if cell.strip())
            continue
        number = _row_number(values.get("ligne", ""), sheet_row, reading)
        position = values.get("position", "") or f"ligne {sheet_row} du fichier"
        raws.append(
            _Raw(number=number, position=position, cells=printed, values=values, overflow=overflow)
        )
    return raws


def _untitled(table: Table, index: int) -> str:
    """How to name a column that has no title, or an automatic one; empty for a titled column."""
    title = table.header[index].strip() if index < len(table.header) else ""
    if not title:
        return f"colonne {column_letter(index + 1)}"
    return title if title.casefold().startswith("colonne") else ""


def _row_number(printed: str, sheet_row: int, reading: _Reading) -> int:
    bare = printed.strip()
    if not bare:
        return sheet_row
    if bare.isdecimal() and len(bare) < 8 and int(bare) > 0:
        return int(bare)
    reading.note("LIGNE-ILLISIBLE", sheet_row, printed)
    return sheet_row


def _continuation(values: Mapping[str, str], overflow: Sequence[str]) -> str:
    """The end of an address, when the line prints nothing else; empty otherwise."""
    filled = [name for name, value in values.items() if value.strip() and name != "position"]
    rest = (
        "".join(overflow).strip()
        if not filled
        else values["lien"].strip()
        if filled == ["lien"]
        else ""
    )
    return "" if (filled and overflow) or len(rest.split()) != 1 else rest


def _join(raw: _Raw, rest: str, position: str, reading: _Reading) -> bool:
    """Put the end of an address after its beginning; False when there is none to end."""
    place, cut = raw.overflow[-1] if raw.overflow else ("", raw.values.get("lien", ""))
    if not looks_like_link(cut if cut.strip() else rest):
        return False
    # Two whole addresses stay two.
    joined = (
        f"{cut} {rest}"
        if cut.strip() and rest.casefold().startswith("http")
        else cut.rstrip() + rest
    )
    if raw.overflow:
        raw.overflow[-1] = (place, joined)
    else:
        raw.values["lien"] = joined
    if position:
        raw.position += f" et {position}"
    reading.note("LIEN-COUPE", raw.number, f"{cut} ⏎ {rest}")
    return True


def _understand(raw: _Raw, settings: Settings, reading: _Reading) -> ReadRow:
    if raw.overflow:
        _realign(raw, reading)
    v, number = raw.values, raw.number
    title, provider = v.get("intitule", "").strip(), v.get("organisme", "").strip()
    if not title:
        reading.note("INTITULE-ABSENT", number, "")
    duration, duration_fault = read_duration(
        v.get("duree", ""), settings.heures_par_jour, reading.unit
    )
    price, price_fault = read_price(v.get("prix", ""))
    formats, format_fault = read_formats(v.get("format", ""))
    link, link_faults = read_link(v.get("lien", ""))
    codes = find_codes(title, link.printed)
    kind, _ = read_kind(title, v.get("format", ""), link.printed, codes)
    _note_duration(number, duration, duration_fault, reading)
    _note_price(number, price, price_fault, reading)
    if format_fault:
        reading.note("FORMAT-ILLISIBLE", number, v["format"])
    elif not v.get("format", "").strip():
        reading.note("FORMAT-ABSENT", number, "")
    for fault in link_faults if "lien" in v else ():
        reading.note(f"LIEN-{fault.upper()}", number, link.printed)
    printed = PrintedRow(number, raw.position, tuple(raw.cells))
    return ReadRow(
        printed=printed,
        target=v.get("cible", "").strip(),
        title=title,
        provider=provider,
        duration=duration,
        formats=formats,
        price=price,
        codes=codes,
        link=link,
        kind=kind,
        description=v.get("description", "").strip(),
        as_printed={c.name: v.get(c.name, "").strip() for c in AS_PRINTED},
    )


def _realign(raw: _Raw, reading: _Reading) -> None:
    """Put back values printed one column too far, each where its form says it belongs."""
    names = [name for name in raw.values if name in _FORMS]
    before = {name: raw.values[name] for name in names}
    tail = [*before.values(), *(value for _, value in raw.overflow)]
    placed: dict[str, str] = {}
    limit = len(names)
    # From the right: a value can only have slid rightwards.
    for index in reversed(range(len(tail))):
        if not tail[index].strip():
            continue
        fitting = [i for i in range(min(limit, index + 1)) if _FORMS[names[i]](tail[index])]
        if not fitting:
            for place, value in raw.overflow:
                reading.note("CELLULE-EN-TROP", raw.number, value, column=place)
            return
        limit = fitting[-1]
        placed[names[limit]] = tail[index]
    moved = ", ".join(LABELS[n] for n in names if placed.get(n, "") != before[n])
    raw.values.update({name: placed.get(name, "") for name in names})
    reading.note("COLONNES-DECALEES", raw.number, " | ".join(tail), moved, moved)


def _note_duration(row: int, duration: Duration, fault: str, reading: _Reading) -> None:
    shown = f"lu comme {hours(duration.hours, '')}"
    if fault == "douteuse":
        reading.note("DUREE-A-VERIFIER", row, duration.printed, shown)
    elif fault:
        reading.note(
            "DUREE-ILLISIBLE" if fault == "illisible" else "DUREE-CONTRADICTOIRE",
            row,
            duration.printed,
        )
    elif not duration.printed:
        reading.note("DUREE-ABSENTE", row, "")
    elif duration.unknown:
        reading.note("DUREE-INCONNUE", row, duration.printed, duration.unknown)
    elif duration.assumption:
        reading.note(
            "DUREE-CONVERTIE", row, duration.printed, f"{shown}, hypothèse : {duration.assumption}"
        )


def _note_price(row: int, price: Price, fault: str, reading: _Reading) -> None:
    if fault:
        reading.note("PRIX-ILLISIBLE", row, price.printed)
    elif not price.printed:
        reading.note("PRIX-ABSENT", row, "")
    elif price.unknown:
        reading.note("PRIX-INCONNU", row, price.printed, price.unknown)
    elif not price.comparable:
        reading.note("PRIX-AUTRE-BASE", row, price.printed, price.basis)
