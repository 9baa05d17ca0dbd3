"""The ``match`` job: two tables of texts in, the nearest targets of each source out."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from coverage_engine.domain.errors import InputRefused, OutputRefused
from coverage_engine.domain.french import number, plural
from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.normalise import key
from coverage_engine.matching.match_results import Explanation, Links
from coverage_engine.matching.matcher import TextMatcher
from coverage_engine.matching.table import TextTable
from coverage_engine.sources.text_columns import ROW_NUMBER, Asked
from coverage_engine.sources.text_table import (
    MAX_TOLD,
    TextRows,
    read_known,
    read_text_rows,
    told_rows,
)
from coverage_engine.tables.columns import Column, DataTable, csv_bytes
from coverage_engine.tables.kinds import JOIN, NUMBER, WHOLE, Cell, plain

CSV, PARQUET = ".csv", ".parquet"
# Targets ranked again for each source: beyond fifty, the right one is no longer found
# (docs/measures.md).
_CANDIDATES = 50
# Longest known text that an explanation quotes.
_QUOTED = 120
_SCORE_UNITS = 10**6

# What readers call the rankers (docs/measures.md).
_PLAIN_NAMES = {
    "mots": "mots",
    "caracteres": "suites de lettres",
    "ensemble": "mots de tous les libellés",
    "phrase": "phrase entière",
    "vocabulaire": "mots propres à la cible",
    "voisins": "liens connus",
    "correspondances": "mots équivalents",
}

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Matched:
    """What a match gives.

    Attributes
    ----------
    data:
        Content of the file to write.
    summary:
        What was read and found, in French, one sentence per line.
    """

    data: bytes
    summary: tuple[str, ...]


def check_out(out: Path, inputs: Sequence[Path]) -> None:
    """Refuse early a place or a format that cannot be written.

    Raises
    ------
    OutputRefused
        If ``out`` is a folder, in none, an input, or neither CSV nor Parquet.
    """
    if out.is_dir():
        raise OutputRefused(
            f"« {out.name} » est un dossier : donnez un nom de fichier à --out, par exemple"
            " liens.csv."
        )
    if out.suffix.lower() not in (CSV, PARQUET):
        raise OutputRefused(
            f"« {out.name} » : format non écrit ; donnez à --out un nom en {CSV} ou {PARQUET}."
        )
    if not out.parent.is_dir():
        raise OutputRefused(
            f"Le dossier « {out.parent.name} » n’existe pas : créez-le, ou changez --out."
        )
    if any(path.exists() and out.exists() and path.samefile(out) for path in inputs):
        raise OutputRefused(
            f"« {out.name} » est l’une des tables à lire : donnez un autre nom à --out."
        )
    if out.suffix.lower() == PARQUET and find_spec("pyarrow") is None:
        remedy = "installez-le avec « pip install pyarrow », ou donnez à --out un nom en .csv"
        raise OutputRefused(
            f"« {out.name} » : écrire du Parquet demande le module pyarrow ; {remedy}."
        )


def match_tables(
    sources: Asked,
    targets: Asked,
    known: Path | None,
    *,
    top: int,
    explain: bool,
    jobs: int,
    out: Path,
    progress: Progress,
) -> Matched:
    """Link every row of a table with its nearest rows of another.

    Parameters
    ----------
    known:
        Table of established links to learn from, ``source_text, target_id``.
    top:
        Links per source (≥ 1).
    explain:
        Add ``libelle_cible``, ``termes`` and ``regles``.
    jobs:
        Threads (≥ 1); they change nothing else than time.
    out:
        Where the result will be written: its suffix says how.
    progress:
        Called with the distinct texts done and their number.

    Raises
    ------
    InputRefused, OutputRefused
        If an input or the output is refused; nothing is written.
    """
    faults = [
        f"{name} {n} : nombre refusé → donnez un nombre entier à partir de 1"
        for name, n in (("--top", top), ("--jobs", jobs))
        if n < 1
    ]
    if faults:
        raise InputRefused(faults)
    check_out(out, [sources.path, targets.path, *([known] if known else [])])
    left, right = read_text_rows(sources), read_text_rows(targets)
    _refuse_collisions(left)
    filled = [at for at, texts in enumerate(right.texts) if any(map(str.strip, texts))]
    links_known = _known(known, {right.ids[at] for at in filled}, right.source) if known else None
    table = TextTable.of(left.texts, left.weights)
    matcher = TextMatcher(
        top=top,
        candidates=max(top, _CANDIDATES),
        source_weights=left.weights,
        target_weights=right.weights,
        threads=jobs,
    ).fit(
        [right.texts[at] for at in filled],
        [right.ids[at] for at in filled],
        known=links_known,
        background=table,
    )
    found = matcher.links(table, explain=explain, progress=progress)
    made = _table(left.ids, found, explain)
    data = csv_bytes(made) if out.suffix.lower() == CSV else _parquet(made)
    return Matched(data, tuple(_summary(left, right, table, filled, found, links_known)))


def _refuse_collisions(sources: TextRows) -> None:
    rows = by_key(zip(sources.ids, sources.numbers, strict=True))
    twice = {ident: own for ident, own in rows.items() if len(own) > 1}
    if twice:
        numbered = (
            ""
            if key(sources.id_column) == ROW_NUMBER
            else f", ou le numéro de ligne : « --source-id {ROW_NUMBER} »"
        )
        remedy = f"corrigez, ou choisissez une autre colonne{numbered}"
        shown = [
            f"{sources.source}, {told_rows(own)} : même identifiant « {ident[:60]} » (colonne «"
            f" {sources.id_column} »)"
            for ident, own in list(twice.items())[:MAX_TOLD]
        ]
        total = plural(len(twice), "identifiant")
        raise InputRefused([*shown, f"{sources.source} : {total} en double en tout → {remedy}"])


def _known(path: Path, ids: set[str], targets: str) -> tuple[list[str], list[str]]:
    rows = read_known(path)
    absent = by_key((target, row) for row, _, target in rows if target not in ids)
    if absent:
        faults = [
            f"{path.name}, {told_rows(own)} : cible « {name[:60]} » absente de {targets}, ou sans"
            " texte"
            for name, own in list(absent.items())[:MAX_TOLD]
        ]
        total = plural(len(absent), "cible absente", "cibles absentes")
        raise InputRefused(
            [*faults, f"{path.name} : {total} en tout → corrigez ces lignes, ou retirez-les"]
        )
    return [text for _, text, _ in rows], [target for _, _, target in rows]


def _table(ids: Sequence[str], found: Links, explain: bool) -> DataTable:
    columns = [
        Column("source_id", "Source"),
        Column("target_id", "Cible"),
        Column("rang", "Rang", WHOLE),
    ]
    columns.append(Column("score", "Score", NUMBER))
    if explain:
        columns += [
            Column("libelle_cible", "Libellé"),
            Column("termes", "Termes"),
            Column("regles", "Règles"),
        ]
    rows: list[tuple[Cell, ...]] = []
    parts = zip(
        found.source.tolist(), found.target, found.rank.tolist(), found.score.tolist(), strict=True
    )
    for at, (source, target, rank, score) in enumerate(parts):
        row = (ids[source], target, rank, Fraction(round(score * _SCORE_UNITS), _SCORE_UNITS))
        rows.append((*row, *explained(found.why[at])) if explain else row)
    return DataTable("rapprochements", "Rapprochements", tuple(columns), tuple(rows))


def explained(why: Explanation) -> tuple[str, str, str]:
    """Nearest wording, words shared, and how the score is made, in French."""
    terms = JOIN.join(f"{_on_one_line(word)} {_two(share)}" for word, share in why.terms)
    parts = " + ".join(
        f"{_PLAIN_NAMES[name]} {_two(value)} × {_two(weight)}"
        for name, value, weight in why.rankers
        if value
    )
    known = _on_one_line(why.neighbour)
    known = known if len(known) <= _QUOTED else f"{known[: _QUOTED - 1]}…"
    return (
        _on_one_line(why.wording),
        terms,
        f"{parts}{JOIN}déjà lié : « {known} »" if known else parts,
    )


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _two(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _parquet(table: DataTable) -> bytes:
    """A table as Parquet: texts, whole numbers and doubles, one row group."""
    import pandas as pd

    kinds = {WHOLE: "int64", NUMBER: "float64"}
    series = {
        c.name: pd.Series([plain(row[at]) for row in table.rows], dtype=kinds.get(c.kind, "str"))
        for at, c in enumerate(table.columns)
    }
    out = io.BytesIO()
    pd.DataFrame(series).to_parquet(out, index=False, engine="pyarrow")
    return out.getvalue()


def _summary(
    sources: TextRows,
    targets: TextRows,
    table: TextTable,
    filled: Sequence[int],
    found: Links,
    known: object,
) -> list[str]:
    ids = {targets.ids[at] for at in filled}
    wordings = len({(targets.ids[at], targets.texts[at]) for at in filled})
    lines = [
        f"Sources : {_read(sources)} ; {plural(len(sources.ids), 'source')}.",
        f"Cibles : {_read(targets)} ; {plural(len(ids), 'cible')}, {plural(wordings, 'libellé')}.",
    ]
    if isinstance(known, tuple):
        lines.append(f"Liens connus : {plural(len(known[0]), 'lien')}.")
    lines.append(f"{plural(len(found.target), 'lien trouvé', 'liens trouvés')}.")
    wordless = np.ones(len(table), dtype=bool)
    for words in table.columns:
        wordless &= np.diff(words.counts.indptr) == 0
    bare, linked = wordless[table.origin], np.zeros(len(sources.ids), dtype=bool)
    linked[found.source] = True
    numbers = np.array(sources.numbers)
    ignored = sorted(set(range(len(targets.ids))) - set(filled))
    for what, rows in (
        ("Sources sans aucun mot à comparer", numbers[bare & ~linked].tolist()),
        ("Sources sans aucun lien, faute de mot commun", numbers[~bare & ~linked].tolist()),
        ("Cibles sans texte, laissées de côté", [targets.numbers[at] for at in ignored]),
    ):
        if rows:
            lines.append(f"{what} : {number(len(rows))} ({told_rows(rows)}).")
    return lines


def _read(rows: TextRows) -> str:
    """Which columns were read, so that a wrong guess is seen at once."""
    weighted = zip(rows.text_columns, rows.weights, strict=True)
    alone = len(rows.weights) == 1
    texts = ", ".join(
        f"« {name} »" if alone else f"« {name} » (poids {weight:g})" for name, weight in weighted
    )
    ident = (
        f"identifiant « {rows.id_column} »"
        if rows.id_column
        else "identifiant : le numéro de ligne du tableur"
    )
    unread = f" ; autre feuille non lue : {', '.join(rows.unread)}" if rows.unread else ""
    return f"{rows.source}, texte {texts}, {ident}{unread}"
