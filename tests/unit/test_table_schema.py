"""Tables against their descriptors: types, keys, references, and every fault in one go."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from coverage_engine.domain.model.anomaly import Anomaly, Severity
from coverage_engine.sources.table_schema import Record, load_schemas, read_tables


def field(name: str, kind: str = "string", **rules: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "constraints": rules}


METIERS = {
    "obligatoire": True,
    "fields": [
        field("metier", required=True),
        field("famille", pattern=r"\d{2}"),
        field("coeur", "boolean"),
        field("rang", "integer", minimum=1, maximum=99),
        field("poids", "number", minimum=0),
        field("statut", enum=["proposé", "validé"]),
        field("niveau", "integer", enum=[1, 2, 3]),
    ],
    "primaryKey": "metier",
}
BESOINS = {
    "fields": [field("metier", required=True), field("competence", required=True)],
    "primaryKey": ["metier", "competence"],
    "foreignKeys": [{"fields": "metier", "reference": {"resource": "metiers", "fields": "metier"}}],
}
SCHEMAS: Mapping[str, Any] = {"metiers": METIERS, "besoins": BESOINS}
HEAD = "metier,famille,coeur,rang,poids,statut,niveau\n"
ONE = 'Chargé d’assistance,01,oui,3,"1,5",validé,2\n'


def read(
    folder: Path, metiers: str | None = HEAD + ONE, besoins: str | None = None
) -> tuple[dict[str, tuple[Record, ...]], list[Anomaly]]:
    for name, text in (("metiers", metiers), ("besoins", besoins)):
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    tables, anomalies = read_tables(folder, SCHEMAS, ("metiers", "besoins"))
    assert all(a.severity is Severity.ERREUR and a.source.endswith(".csv") for a in anomalies)
    return tables, anomalies


def told(anomalies: list[Anomaly]) -> list[tuple[str, int, str, str]]:
    return [(a.source, a.row, a.column, a.value) for a in anomalies]


def test_types(tmp_path: Path) -> None:
    tables, anomalies = read(tmp_path)
    (record,) = tables["metiers"]
    assert anomalies == []
    assert record.row == 2
    assert record.text("metier") == "Chargé d’assistance"
    assert record.flag("coeur") is True
    assert record.whole("rang") == 3
    assert record.number("poids") == Fraction(3, 2)
    assert (record.text("absent"), record.whole("absent"), record.number("absent")) == (
        "",
        0,
        Fraction(1),
    )
    assert tables["besoins"] == ()


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,5", "3/2"),
        ("1.5", "3/2"),
        ("0", "0"),
        ("+2", "2"),
        ("1 000", "1000"),
        ("1\u202f000,25", "4001/4"),
    ],
)
def test_numbers(tmp_path: Path, cell: str, value: str) -> None:
    tables, anomalies = read(tmp_path, f'{HEAD}A,01,oui,3,"{cell}",validé,2\n')
    assert anomalies == []
    assert tables["metiers"][0].number("poids") == Fraction(value)


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("metier", "", "valeur obligatoire"),
        ("famille", "1", r"une valeur de la forme \d{2}"),
        ("coeur", "peut-être", "oui ou non"),
        ("rang", "x", "un nombre entier"),
        ("rang", '"1,5"', "un nombre entier"),
        ("rang", "0", "une valeur entre 1 et 99"),
        ("rang", "100", "une valeur entre 1 et 99"),
        ("poids", "abc", "un nombre"),
        ("poids", "1e9", "un nombre"),
        ("poids", "1 2", "un nombre"),
        ("poids", "nan", "un nombre"),
        ("poids", "1" * 40, "un nombre"),
        ("poids", "−1", "une valeur entre 0 et +∞"),
        ("statut", "valide-ish", "une valeur parmi : proposé, validé"),
        ("niveau", "4", "une valeur parmi : 1, 2, 3"),
    ],
)
def test_one_fault_each(tmp_path: Path, column: str, cell: str, expected: str) -> None:
    cells = dict(
        zip(HEAD.strip().split(","), ["A", "01", "oui", "3", "1", "validé", "2"], strict=True)
    )
    cells[column] = cell
    _, anomalies = read(tmp_path, f"{HEAD}{','.join(cells.values())}\n")
    assert [(a.row, a.column, a.value, a.expected) for a in anomalies] == [
        (2, column, cell.strip('"'), expected)
    ]
    assert "→" in anomalies[0].sentence()


def test_all_faults_in_one_go(tmp_path: Path) -> None:
    _, anomalies = read(
        tmp_path,
        f"{HEAD}A,1,oui,x,-1,rien,9\nA,01,oui,1,1,validé,1\n",
        "metier,competence\nA,C1\nB,C1\na,c1\n,C2\n",
    )
    assert told(anomalies) == [
        ("metiers.csv", 2, "famille", "1"),
        ("metiers.csv", 2, "rang", "x"),
        ("metiers.csv", 2, "poids", "-1"),
        ("metiers.csv", 2, "statut", "rien"),
        ("metiers.csv", 2, "niveau", "9"),
        ("besoins.csv", 5, "metier", ""),
        ("metiers.csv", 3, "metier", "A"),
        ("besoins.csv", 4, "metier, competence", "a + c1"),
        ("besoins.csv", 3, "metier", "B"),
    ]
    assert all(a.expected and a.remedy for a in anomalies)


@pytest.mark.parametrize(
    "label",
    ["Chargé d’assistance", "chargé d'assistance", "CHARGE D’ASSISTANCE", "Chargé  d´assistance"],
)
def test_a_reference_resolves_to_the_label_it_names(tmp_path: Path, label: str) -> None:
    tables, anomalies = read(tmp_path, besoins=f"metier,competence\n{label},C1\n")
    assert anomalies == []
    assert tables["besoins"][0].text("metier") == "Chargé d’assistance"


@pytest.mark.parametrize("label", ["Chargée d’assistance", "Chargé", "Autre"])
def test_an_unknown_reference(tmp_path: Path, label: str) -> None:
    tables, anomalies = read(tmp_path, besoins=f"metier,competence\n{label},C1\n")
    assert told(anomalies) == [("besoins.csv", 2, "metier", label)]
    assert anomalies[0].expected == "une valeur de metiers.csv"
    assert tables["besoins"][0].text("metier") == label


def test_labels_that_differ_by_a_lexicon_sign_are_two(tmp_path: Path) -> None:
    assert (
        read(tmp_path, f"{HEAD}carbone,01,oui,1,1,validé,1\ncarbone*,01,oui,1,1,validé,1\n")[1]
        == []
    )


def test_a_missing_required_table(tmp_path: Path) -> None:
    tables, anomalies = read(tmp_path, None)
    assert tables == {"metiers": (), "besoins": ()}
    assert [(a.source, a.expected) for a in anomalies] == [
        ("metiers.csv", "table obligatoire absente")
    ]


@pytest.mark.parametrize(
    "text", ["famille,rang\n01,3\n", "famille,rang\n", "Chargé d’assistance,01\n", "x\n"]
)
def test_a_missing_required_column(tmp_path: Path, text: str) -> None:
    tables, anomalies = read(tmp_path, text)
    assert tables["metiers"] == ()
    assert len(anomalies) == 1
    assert "colonne(s) obligatoire(s) introuvable(s) : metier" in anomalies[0].sentence()


def test_titles_without_rows_are_an_empty_table(tmp_path: Path) -> None:
    assert read(tmp_path, HEAD) == ({"metiers": (), "besoins": ()}, [])


def test_missing_optional_columns_are_empty(tmp_path: Path) -> None:
    tables, anomalies = read(tmp_path, "Métier\nA\n".replace("é", "e"))
    assert anomalies == []
    assert tables["metiers"][0].values["rang"] is None


def test_a_text_cut_by_its_separator_is_told(tmp_path: Path) -> None:
    _, anomalies = read(
        tmp_path, besoins="metier,competence\nChargé d’assistance,Écouter, comprendre\n"
    )
    assert told(anomalies) == [("besoins.csv", 2, "", "comprendre")]
    assert "guillemets" in anomalies[0].remedy


def test_an_unreadable_table_does_not_hide_the_others(tmp_path: Path) -> None:
    _, anomalies = read(
        tmp_path, HEAD + '"jamais fermé\n', "metier,competence\n=1,C1\nA,<script>\n"
    )
    assert len(anomalies) == 3
    assert [a.source for a in anomalies] == ["metiers.csv", "besoins.csv", "besoins.csv"]


def test_real_descriptors_are_read() -> None:
    root = Path(__file__).resolve().parents[2]
    schemas = load_schemas(root / "referentials" / "table-schemas")
    tables, anomalies = read_tables(
        root / "referentials" / "assistance-2026", schemas, tuple(schemas)
    )
    assert anomalies == []
    assert len(tables["metiers"]) == 58
