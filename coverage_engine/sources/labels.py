"""Labels made by readers: titles × axes and titles × competencies, two passes and arbitration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.anomaly import Anomaly
from coverage_engine.sources.resources import CATALOGUES
from coverage_engine.sources.table_schema import Record, load_schemas, read_tables

THEME = "a_propos_ia"
_FIRST, _SECOND, _ARBITRATION = "1", "2", "arbitrage"
_TOLD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleSet:
    """Where a set of labelled titles lies, and what may be concluded from it."""

    name: str
    folder: str
    titles: str
    labels: str
    label_schema: str
    id_column: str
    text_column: str
    use: str


def _invented(name: str, titles: str, labels: str, use: str) -> TitleSet:
    return TitleSet(
        name=name,
        folder="titres-de-reference",
        titles=titles,
        labels=labels,
        label_schema="etiquettes-titres",
        id_column="titre_id",
        text_column="intitule",
        use=use,
    )


TITLE_SETS = (
    TitleSet(
        name="annexe",
        folder="annexe-a-2026",
        titles="lignes",
        labels="etiquettes-axes",
        label_schema="etiquettes-axes",
        id_column="ligne",
        text_column="Nom de la formation",
        use="a servi à écrire le lexique",
    ),
    _invented("référence", "titres", "etiquettes-axes", "a servi à écrire le lexique"),
    _invented(
        "contrôle",
        "controle",
        "controle-etiquettes",
        "a servi à revoir le lexique, après une première mesure",
    ),
    _invented("épreuve", "epreuve", "epreuve-etiquettes", "jamais lu pour écrire le lexique"),
)
# The set that the lexicon was not written on: the only one a calibration may be fitted on.
UNSEEN = "épreuve"


@dataclass(frozen=True, kw_only=True)
class LabelledTitles:
    """Titles with the label retained per column and those of each pass (None without a second)."""

    name: str
    use: str
    titles: tuple[tuple[str, str], ...]
    retained: Mapping[str, Mapping[str, bool]]
    first: Mapping[str, Mapping[str, bool]]
    second: Mapping[str, Mapping[str, bool]] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPair:
    """Whether a title names a competency; ``weight``: how many pairs it stands for.

    ``texts`` are the wordings of the title: several when rows of a catalogue were merged.
    """

    title: str
    texts: tuple[str, ...]
    competence: str
    retained: bool
    first: bool
    second: bool | None
    stratum: str
    weight: Fraction


def read_titles(
    where: TitleSet, axes: Sequence[str], catalogues: Path = CATALOGUES
) -> LabelledTitles:
    """Read one set of titles labelled by axis.

    Parameters
    ----------
    axes:
        Identifiers of the referential's axes: each must be a column of the labels.

    Raises
    ------
    InputRefused
        When a table has a fault, an axis no label, or titles and labels do not match.
    """
    schemas = load_schemas(CATALOGUES / "table-schemas")
    unknown = [
        a for a in axes if a not in {f["name"] for f in schemas[where.label_schema]["fields"]}
    ]
    if unknown:
        told = ", ".join(f"« {a} »" for a in unknown)
        raise InputRefused(
            f"{where.labels}.csv : aucune étiquette pour {told} → étiquetez cet axe, ou prenez"
            " un autre référentiel"
        )
    # The annex has a line that is no offer: a title needs an identifier and a text only.
    plain = {
        "fields": [{"name": c, "type": "string"} for c in (where.id_column, where.text_column)]
    }
    wanted = {where.titles: plain, where.labels: schemas[where.label_schema]}
    tables = _tables(catalogues / where.folder, wanted)
    titles = tuple(
        (_id(r, where.id_column), r.text(where.text_column))
        for r in tables[where.titles]
        if _id(r, where.id_column) and r.text(where.text_column)
    )
    passes: dict[str, dict[str, Mapping[str, bool]]] = {_FIRST: {}, _SECOND: {}, _ARBITRATION: {}}
    for r in tables[where.labels]:
        passes[r.text("passe")][_id(r, where.id_column)] = {
            c: bool(r.whole(c)) for c in (THEME, *axes)
        }
    _check_answer(f"{where.labels}.csv", [i for i, _ in titles], passes)
    retained = {**passes[_FIRST], **passes[_ARBITRATION]}
    return LabelledTitles(
        name=where.name,
        use=where.use,
        titles=titles,
        retained=retained,
        first=passes[_FIRST],
        second=passes[_SECOND] or None,
    )


def read_title_pairs(catalogues: Path = CATALOGUES) -> tuple[LabelledPair, ...]:
    """Read the labelled pairs of invented titles, drawn by strata of a population of pairs.

    Raises
    ------
    InputRefused
        When a table has a fault, or when a pair names a title that no set holds.
    """
    schemas = load_schemas(CATALOGUES / "table-schemas")
    names = ("titres", "controle")
    wanted = dict.fromkeys(names, schemas["titres"]) | {
        "etiquettes-competences": schemas["etiquettes-paires"]
    }
    tables = _tables(catalogues / "titres-de-reference", wanted)
    texts = {r.text("titre_id"): (r.text("intitule"),) for n in names for r in tables[n]}
    return _pairs(tables["etiquettes-competences"], "titre_id", texts)


def read_offer_pairs(
    texts: Mapping[str, tuple[str, ...]], catalogues: Path = CATALOGUES
) -> tuple[LabelledPair, ...]:
    """Read the labelled pairs of the annex; ``texts`` gives the wordings of each offer.

    Raises
    ------
    InputRefused
        When the table has a fault, or when a pair names an unknown offer.
    """
    schemas = load_schemas(CATALOGUES / "table-schemas")
    name = "etiquettes-competences"
    tables = _tables(catalogues / "annexe-a-2026", {name: schemas[name]})
    return _pairs(tables[name], "offre_id", texts)


def _tables(
    folder: Path, schemas: Mapping[str, Mapping[str, object]]
) -> Mapping[str, tuple[Record, ...]]:
    tables, anomalies = read_tables(folder, schemas, tuple(schemas))
    absent = [
        f"{folder.name}/{n}.csv : table d’étiquettes absente ou vide"
        for n in schemas
        if not tables[n]
    ]
    faults = [a.sentence() for a in sorted(anomalies, key=Anomaly.order)] or absent
    if faults:
        raise InputRefused(faults)
    return tables


def _id(record: Record, column: str) -> str:
    value = record.values.get(column)
    return "" if value is None else str(value)


def _check_answer(
    source: str, wanted: Sequence[str], passes: Mapping[str, Mapping[str, object]]
) -> None:
    """Every title has a first label; a second pass, if any, is whole; nothing else is labelled."""
    known = set(wanted)
    faults = []
    for name in (_FIRST, _SECOND):
        missing = [i for i in wanted if i not in passes[name]]
        if missing and (name == _FIRST or passes[name]):
            faults.append(
                f"{source}, passe {name} : sans étiquette, {_told(missing)} → étiquetez ces titres"
            )
    for name, labels in passes.items():
        strangers = [i for i in labels if i not in known]
        if strangers:
            faults.append(
                f"{source}, passe {name} : titres inconnus, {_told(strangers)} → corrigez leur"
                " identifiant"
            )
    if faults:
        raise InputRefused(faults)


def _told(ids: Sequence[str]) -> str:
    return ", ".join(ids[:_TOLD]) + (f" et {len(ids) - _TOLD} autres" if len(ids) > _TOLD else "")


def _pairs(
    records: Sequence[Record], id_column: str, texts: Mapping[str, tuple[str, ...]]
) -> tuple[LabelledPair, ...]:
    passes: dict[str, dict[str, bool]] = {_FIRST: {}, _SECOND: {}, _ARBITRATION: {}}
    first: dict[str, Record] = {}
    for r in records:
        pair = f"{r.text(id_column)} × {r.text('competence')}"
        passes[r.text("passe")][pair] = bool(r.whole("etiquette"))
        if r.text("passe") == _FIRST:
            first[pair] = r
    source = "etiquettes-competences.csv"
    _check_answer(source, list(first), passes)
    strangers = sorted({r.text(id_column) for r in records if r.text(id_column) not in texts})
    if strangers:
        raise InputRefused(
            f"{source} : titres inconnus, {_told(strangers)} → corrigez leur identifiant"
        )
    drawn: dict[str, int] = {}
    for r in first.values():
        drawn[r.text("strate")] = drawn.get(r.text("strate"), 0) + 1
    out = []
    for pair, r in first.items():
        stratum = r.text("strate")
        # Without strata, each pair stands for itself.
        weight = Fraction(r.whole("effectif"), drawn[stratum]) if stratum else Fraction(1)
        retained = passes[_ARBITRATION].get(pair, passes[_FIRST][pair])
        second = passes[_SECOND].get(pair)
        title = r.text(id_column)
        out.append(
            LabelledPair(
                title=title,
                texts=texts[title],
                competence=r.text("competence"),
                retained=retained,
                first=passes[_FIRST][pair],
                second=second,
                stratum=stratum,
                weight=weight,
            )
        )
    return tuple(out)
