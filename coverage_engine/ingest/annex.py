"""From a printed annex (or the same table in Excel or CSV) to rows understood, with every fault listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coverage_engine.cells.codes import find_codes
from coverage_engine.cells.duration import looks_like_duration, read_duration
from coverage_engine.cells.formats import looks_like_format, read_formats
from coverage_engine.cells.kind import read_kind
from coverage_engine.cells.links import looks_like_link, read_link
from coverage_engine.cells.price import looks_like_price, read_price
from coverage_engine.ingest.spreadsheet import Table
from coverage_engine.model.anomaly import Anomaly, Severity
from coverage_engine.model.catalogue import PrintedRow, ReadRow
from coverage_engine.settings import Settings

# Column id → printed names people use, already folded by ``normalise.key``.
COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "ligne": ("ligne", "n ligne", "no ligne", "numero de ligne"),
    "position": ("position",),
    "cible": ("metier cible", "metier", "metiers", "metiers cibles", "cible", "public", "public vise", "public cible"),
    "intitule": (
        "nom de la formation", "intitule", "intitule de la formation", "formation", "titre", "libelle",
        "nom", "nom formation", "intitule formation", "titre de la formation",
    ),
    "organisme": ("organisme", "organisme de formation", "prestataire", "of", "fournisseur", "organisme formateur"),
    "duree": ("duree", "duree h", "duree heures", "duree en heures", "duree formation"),
    "format": ("format", "modalite", "modalites", "modalite pedagogique", "mode"),
    "prix": ("prix ht", "prix", "prix eur ht", "prix eur", "tarif", "tarif ht", "cout", "cout ht", "prix euros ht", "montant"),
    "lien": ("lien officiel", "lien", "url", "site", "lien web", "adresse web"),
    "description": ("description", "programme", "contenu", "objectifs", "resume"),
}  # fmt: skip
_ID_OF = {name: column for column, names in COLUMN_NAMES.items() for name in names}
LABELS = {
    "cible": "Métier cible", "intitule": "Nom de la formation", "organisme": "Organisme", "duree": "Durée",
    "format": "Format", "prix": "Prix (€ HT)", "lien": "Lien officiel",
}  # fmt: skip
# The four columns whose content can be told apart by its form; a shifted row is put back by them.
_SHIFTABLE = (("duree", looks_like_duration), ("format", looks_like_format), ("prix", looks_like_price), ("lien", looks_like_link))


def recognise_column(folded: str) -> str | None:
    """Column id of a printed name folded by ``normalise.key``; None when unknown."""
    return _ID_OF.get(folded)


@dataclass(slots=True)
class _Reading:
    """Faults met while one table is read."""

    source: str
    anomalies: list[Anomaly]

    def note(
        self, code: str, severity: Severity, row: int, column: str, value: str, expected: str, done: str, remedy: str
    ) -> None:
        label = LABELS.get(column, column)
        self.anomalies.append(Anomaly(code, severity, self.source, row, label, value, expected, done, remedy))


@dataclass(slots=True)
class _Raw:
    """A logical row: one or several printed lines, values by column id, what overflowed."""

    number: int
    position: str
    cells: list[str]
    values: dict[str, str]
    overflow: list[str]


def read_rows(table: Table, settings: Settings) -> tuple[tuple[ReadRow, ...], tuple[Anomaly, ...]]:
    """Understand every row of a table.

    Returns
    -------
    (rows, anomalies):
        One ``ReadRow`` per offer row, in order; a continuation line joins the row above. Nothing is dropped:
        what could not be understood is kept as printed, with an anomaly.
    """
    reading = _Reading(table.source, [])
    rows = tuple(_understand(raw, settings, reading) for raw in _logical_rows(table, reading))
    seen: dict[int, int] = {}
    for row in rows:
        seen[row.number] = seen.get(row.number, 0) + 1
    for number in sorted(n for n, count in seen.items() if count > 1):
        reading.note(
            "LIGNE-DOUBLE", Severity.ERREUR, number, "ligne", str(number), "numéro de ligne unique",
            "aucune", "renumérotez la colonne « ligne », ou supprimez-la",
        )  # fmt: skip
    return rows, tuple(reading.anomalies)


def _logical_rows(table: Table, reading: _Reading) -> list[_Raw]:
    known = set(table.columns.values())
    # Beyond the last titled column, or under an empty title: where shifted values land.
    extra = [i for i in range(max(len(c) for _, c in table.rows)) if i not in known and not _is_titled(table, i)]
    raws: list[_Raw] = []
    for sheet_row, cells in table.rows:
        values = {name: cells[i] if i < len(cells) else "" for name, i in table.columns.items()}
        overflow = [cells[i] for i in extra if i < len(cells) and cells[i].strip()]
        if raws and _is_continuation(values, overflow):
            _join_continuation(raws[-1], values, overflow, cells, reading)
            continue
        number = _row_number(values.get("ligne", ""), sheet_row, reading)
        position = values.get("position", "") or f"ligne {sheet_row} du fichier"
        printed = [c for i, c in enumerate(cells) if i not in (table.columns.get("ligne"), table.columns.get("position"))]
        raws.append(_Raw(number, position, printed, values, overflow))
    return raws


def _is_titled(table: Table, index: int) -> bool:
    title = table.header[index].strip().casefold() if index < len(table.header) else ""
    return bool(title) and not title.startswith("colonne")


def _row_number(printed: str, sheet_row: int, reading: _Reading) -> int:
    if not printed.strip():
        return sheet_row
    if printed.strip().isdecimal() and len(printed.strip()) < 8:
        return int(printed)
    reading.note(
        "LIGNE-ILLISIBLE", Severity.ERREUR, sheet_row, "ligne", printed, "nombre entier positif", "aucune",
        "corrigez le numéro, ou supprimez la colonne",
    )  # fmt: skip
    return sheet_row


def _is_continuation(values: dict[str, str], overflow: Sequence[str]) -> bool:
    """Only the end of an address is printed on the line."""
    filled = [n for n, v in values.items() if v.strip() and n not in ("position", "ligne")]
    return (bool(overflow) and not filled) or (filled == ["lien"] and not overflow)


def _join_continuation(
    raw: _Raw, values: dict[str, str], overflow: Sequence[str], cells: Sequence[str], reading: _Reading
) -> None:
    rest = "".join([values.get("lien", "").strip(), *overflow])
    cut = raw.values.get("lien", "")
    raw.values["lien"] = cut + rest
    raw.cells.extend(c for c in cells if c.strip() and c != values.get("position"))
    if values.get("position"):
        raw.position += f" et {values['position']}"
    reading.note(
        "LIEN-COUPE", Severity.AVERTISSEMENT, raw.number, "lien", f"{cut} ⏎ {rest}", "adresse sur une seule ligne",
        "les deux morceaux sont mis bout à bout, tels quels", "vérifier l’adresse à l’écran",
    )  # fmt: skip


def _understand(raw: _Raw, settings: Settings, reading: _Reading) -> ReadRow:
    if raw.overflow:
        _realign(raw, reading)
    v = raw.values
    title, provider = v.get("intitule", "").strip(), v.get("organisme", "").strip()
    if not title:
        reading.note(
            "INTITULE-ABSENT", Severity.ERREUR, raw.number, "intitule", "", "un intitulé", "aucune",
            "complétez l’intitulé ou supprimez la ligne",
        )  # fmt: skip
    duration, duration_fault = read_duration(v.get("duree", ""), settings.heures_par_jour)
    price, price_fault = read_price(v.get("prix", ""))
    formats, format_fault = read_formats(v.get("format", ""))
    link, link_faults = read_link(v.get("lien", ""))
    codes = find_codes(title, link.printed)
    kind, _ = read_kind(title, v.get("format", ""), v.get("duree", ""), codes)
    _note_duration(raw.number, duration.printed, duration.assumption, duration.unknown, duration_fault, reading)
    _note_price(raw.number, price.printed, price.unknown, price_fault, reading)
    _note_format(raw.number, v.get("format", ""), format_fault, reading)
    if "lien" in v:
        _note_link(raw.number, link.printed, link_faults, reading)
    printed = PrintedRow(raw.number, raw.position, tuple(raw.cells))
    return ReadRow(
        printed, v.get("cible", "").strip(), title, provider, duration, formats, price, codes, link, kind,
        v.get("description", "").strip(),
    )  # fmt: skip


def _realign(raw: _Raw, reading: _Reading) -> None:
    """Put back values printed one column too far, each where its form says it belongs."""
    names = [name for name, _ in _SHIFTABLE]
    before = {name: raw.values.get(name, "") for name in names}
    tail = [*before.values(), *raw.overflow]
    placed: dict[str, str] = {}
    limit = len(_SHIFTABLE)
    # From the right, because a value can only have slid rightwards: it belongs at its place or left of it.
    for index in reversed(range(len(tail))):
        if not tail[index].strip():
            continue
        fitting = [i for i in range(min(limit, index + 1)) if _SHIFTABLE[i][1](tail[index])]
        if not fitting:
            reading.note(
                "CELLULE-EN-TROP", Severity.AVERTISSEMENT, raw.number, "", tail[index], "une colonne connue",
                "gardée telle qu’imprimée, non interprétée", "placez cette valeur dans sa colonne",
            )  # fmt: skip
            return
        limit = fitting[-1]
        placed[names[limit]] = tail[index]
    moved = [LABELS[n] for n in names if placed.get(n, "") != before[n]]
    raw.values.update({name: placed.get(name, "") for name in names})
    reading.note(
        "COLONNES-DECALEES", Severity.AVERTISSEMENT, raw.number, ", ".join(moved), " | ".join(raw.cells[3:]),
        "une valeur par colonne, dans l’ordre des titres", f"valeurs replacées : {', '.join(moved)}", "vérifier la ligne",
    )  # fmt: skip


def _note_duration(row: int, printed: str, assumption: str, unknown: str, fault: str, reading: _Reading) -> None:
    info, warn = Severity.INFORMATION, Severity.AVERTISSEMENT
    if fault == "illisible":
        reading.note(
            "DUREE-ILLISIBLE", Severity.ERREUR, row, "duree", printed, "une durée : 14h, 2j, 3h30, Variable…", "aucune",
            "corrigez la durée",
        )  # fmt: skip
    elif fault == "contradiction":
        reading.note(
            "DUREE-CONTRADICTOIRE", warn, row, "duree", printed, "heures et jours qui s’accordent",
            "les heures sont gardées", "vérifier auprès de l’organisme",
        )  # fmt: skip
    elif not printed:
        reading.note("DUREE-ABSENTE", warn, row, "duree", "", "une durée", "durée inconnue", "demander la durée")
    elif unknown:
        reading.note("DUREE-INCONNUE", info, row, "duree", printed, "un nombre d’heures", f"inconnue : {unknown}", "demander la durée")
    elif assumption:
        reading.note("DUREE-CONVERTIE", info, row, "duree", printed, "un nombre d’heures", f"hypothèse : {assumption}", "préciser les heures")


def _note_price(row: int, printed: str, unknown: str, fault: str, reading: _Reading) -> None:
    if fault:
        reading.note(
            "PRIX-ILLISIBLE", Severity.ERREUR, row, "prix", printed, "un montant (1590, 340 / 490), Gratuit, Sur devis…",
            "aucune", "corrigez le prix, ou écrivez « Non indiqué »",
        )  # fmt: skip
    elif not printed:
        reading.note("PRIX-ABSENT", Severity.AVERTISSEMENT, row, "prix", "", "un prix", "prix inconnu", "demander le prix")
    elif unknown:
        reading.note("PRIX-INCONNU", Severity.INFORMATION, row, "prix", printed, "un montant", f"inconnu : {unknown}", "demander un devis")


def _note_format(row: int, printed: str, fault: str, reading: _Reading) -> None:
    if fault:
        reading.note(
            "FORMAT-ILLISIBLE", Severity.AVERTISSEMENT, row, "format", printed, "présentiel, distanciel ou mixte",
            "format inconnu", "corrigez le format",
        )  # fmt: skip
    elif not printed.strip():
        reading.note("FORMAT-ABSENT", Severity.INFORMATION, row, "format", "", "un format", "format inconnu", "demander le format")


def _note_link(row: int, printed: str, faults: Sequence[str], reading: _Reading) -> None:
    words = {
        "citation": ("LIEN-CITATION", "une adresse seule", "la citation entre crochets est ignorée"),
        "incomplet": ("LIEN-INCOMPLET", "une adresse complète (https://…)", "aucune adresse à ouvrir"),
        "illisible": ("LIEN-ILLISIBLE", "une adresse (https://…)", "aucune adresse à ouvrir"),
        "absent": ("LIEN-ABSENT", "une adresse (https://…)", "aucune adresse à ouvrir"),
    }
    for fault in faults:
        code, expected, done = words[fault]
        severity = Severity.INFORMATION if fault == "absent" else Severity.AVERTISSEMENT
        reading.note(code, severity, row, "lien", printed, expected, done, "chercher la page de l’offre")
