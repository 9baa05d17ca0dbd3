"""The métiers of local authorities: kept as printed, their faults found by rule, their degrees
confronted with scores.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from coverage_engine.analysis.isco_scores import (
    AGREES,
    DIFFERS,
    UNKNOWN,
    UNSCORED,
    agreement,
    compare_scores,
    mean_scores,
    title_agreement,
)
from coverage_engine.checks.typology import check_typology
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.staffing import Degree, Occupation, TaskScore, Typology, degree_of
from coverage_engine.sources.isco import read_task_scores
from coverage_engine.sources.resources import REFERENTIALS
from coverage_engine.sources.table_schema import load_schemas
from coverage_engine.sources.typology import read_typology

# Of the 210 rows cut out of the source document by other means (awk), tab-separated, in the printed
# order.
PRINTED_SHA256 = "97663f0d77a4c342924b9af69d70553b1ee32bc805d58f85fc8864bb94e56871"


@pytest.fixture(scope="module")
def typology() -> Typology:
    return read_typology(REFERENTIALS / "collectivites-2024")


def test_the_210_rows_are_those_of_the_document(typology: Typology) -> None:
    rows = typology.occupations
    assert [o.row for o in rows] == list(range(1, 211))
    text = "".join(f"{o.metier}\t{o.code}\t{o.title}\t{o.degree}\n" for o in rows)
    assert hashlib.sha256(text.encode()).hexdigest() == PRINTED_SHA256


def test_the_prefix_is_apart_from_the_name(typology: Typology) -> None:
    for o in typology.occupations:
        glue = o.metier.removeprefix(o.typology).removesuffix(o.name)
        assert (glue.strip() == "-") if o.typology else (o.metier == o.name)
    assert Counter(o.typology for o in typology.occupations) == {
        "CNFPT": 166,
        "CIGREF": 18,
        "CPNEF": 13,
        "RIME": 6,
        "VDL": 3,
        "": 4,
    }


def test_four_degrees_their_bounds_included_below(typology: Typology) -> None:
    bounds = [Fraction(n, 4) for n in range(4)]
    assert [d.lower for d in typology.degrees] == bounds
    assert [d.concerned for d in typology.degrees] == [False, False, True, True]
    for bound, degree in zip(bounds, typology.degrees, strict=True):
        assert degree_of(bound, typology.degrees) == degree
        below = degree_of(bound - Fraction(1, 1000), typology.degrees)
        assert below != degree
    assert degree_of(Fraction(1), typology.degrees) == typology.degrees[-1]


def test_23_tasks_in_five_themes_and_two_groups(typology: Typology) -> None:
    assert list(Counter(t.theme for t in typology.tasks).values()) == [5, 4, 5, 5, 4]
    assert {t.index for t in typology.tasks} == {Fraction(4, 5)}
    assert len(typology.groups) == 2
    assert all(t.passage.startswith("S4") for t in (*typology.tasks, *typology.groups))


def test_isco_has_436_unit_groups(typology: Typology) -> None:
    assert len(typology.isco) == 436
    assert Counter(code[0] for code in typology.isco) == {
        "0": 3,
        "1": 31,
        "2": 92,
        "3": 84,
        "4": 29,
        "5": 40,
        "6": 18,
        "7": 66,
        "8": 40,
        "9": 33,
    }


def test_the_faults_of_the_printed_table(typology: Typology) -> None:
    found = check_typology(typology)
    by_code: dict[str, list[int]] = {}
    for a in found:
        by_code.setdefault(a.code, []).append(a.row)
    assert by_code["CODE-INCONNU"] == [60, 63, 115, 121, 163, 174]
    assert by_code["CODE-DEUX-TITRES"] == [1, 53, 166]
    assert by_code["CODE-DEUX-DEGRES"] == [166]
    assert by_code["METIER-DOUBLE"] == [17]
    assert by_code["TITRE-COUPE"] == [115, 120, 183]
    assert by_code["PREFIXE-ABSENT"] == [129, 133, 138, 152]
    assert 168 in by_code["TITRE-AUTRE-CODE"], "« Receptionists (general) » is 4226, printed 4225"
    assert all(a.remedy and a.expected for a in found)


def occupation(row: int, code: str, title: str, degree: str, metier: str = "") -> Occupation:
    return Occupation(
        row=row,
        metier=metier or f"Métier {row}",
        typology="",
        name=metier or f"Métier {row}",
        code=code,
        title=title,
        degree=degree,
    )


LOW, HIGH = (
    Degree(id="bas", label="bas", order=1, lower=Fraction(0), concerned=False),
    Degree(id="haut", label="haut", order=2, lower=Fraction(1, 2), concerned=True),
)


def made(*rows: Occupation, isco: dict[str, str]) -> Typology:
    return Typology(
        id="x",
        title="x",
        edition="",
        branch="",
        credits=(),
        degrees=(LOW, HIGH),
        occupations=rows,
        isco=isco,
    )


def test_the_rules_run_on_any_table() -> None:
    isco = {"1000": "Bakers", "2000": "Millers"}
    typology = made(
        occupation(1, "1000", "Bakers", "bas"),
        occupation(2, "1000", "Millers", "haut"),
        occupation(3, "3000", "Bakers", ""),
        occupation(4, "2000", "Mille...", "bas", "Métier 1"),
        isco=isco,
    )
    assert [(a.code, a.row) for a in check_typology(typology)] == [
        ("CODE-DEUX-DEGRES", 1),
        ("CODE-DEUX-TITRES", 1),
        ("TITRE-DEUX-CODES", 1),
        ("TITRE-AUTRE-CODE", 2),
        ("CODE-INCONNU", 3),
        ("DEGRE-ABSENT", 3),
        ("TITRE-AUTRE-CODE", 3),
        ("METIER-DOUBLE", 4),
        ("TITRE-COUPE", 4),
    ]
    assert check_typology(made(occupation(1, "1000", "Bakers", "bas"), isco=isco)) == ()


def test_the_score_of_an_occupation_is_the_mean_of_its_tasks() -> None:
    scores = [
        TaskScore("1000", "Bakers", "1", Fraction(1, 4)),
        TaskScore("1000", "Bakers", "2", Fraction(3, 4)),
    ]
    assert mean_scores(scores) == {"1000": (Fraction(1, 2), 2)}
    typology = made(
        occupation(1, "1000", "Bakers", "haut"),
        occupation(2, "1000", "Bakers", "bas"),
        occupation(3, "2000", "Bakers", "haut"),
        occupation(4, "3000", "x", "bas"),
        isco={"1000": "Bakers", "2000": "Millers"},
    )
    checks = compare_scores(typology, scores)
    assert [c.state for c in checks] == [AGREES, DIFFERS, UNSCORED, UNKNOWN]
    assert (checks[2].title_code, checks[2].title_degree) == ("1000", "haut")
    assert (agreement(checks).agree, agreement(checks).compared) == (1, 2)
    assert title_agreement(checks, {"haut": "haut", "bas": "bas"}).agree == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "code,tache,score\n1000,1,1.5\n1000,1,0.5\n10,2,0.5\n",
            ["ligne 2", "ligne 4", "entre 0 et 1", "quatre chiffres"],
        ),
        ("code,tache,score\n1000,1,0.5\n1000,1,0.6\n", ["ligne 3", "déjà à la ligne 2"]),
        ("code,tache\n1000,1\n", ["score"]),
        ("code,tache,score\n1000,1,\n", ["aucun score"]),
    ],
)
def test_bad_scores_are_refused_with_their_place(
    tmp_path: Path, text: str, words: list[str]
) -> None:
    (tmp_path / "s.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        read_task_scores(tmp_path / "s.csv")
    assert all(word in "\n".join(refused.value.faults) for word in words)


def test_a_task_without_score_is_left_out_and_told(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(
        "ISCO_08;Title;taskID;score_2023\n110;Officers;1;0,25\n110;Officers;2;\n", encoding="utf-8"
    )
    scores, notes = read_task_scores(tmp_path / "s.csv")
    assert scores == (TaskScore("0110", "Officers", "1", Fraction(1, 4)),)
    assert "0110 tâche 2" in notes[0]


@pytest.mark.skipif(
    "ISCO_SCORES" not in os.environ,
    reason="ISCO_SCORES absent : donnez le fichier de scores de l’OIT (2025)",
)
def test_agreement_with_the_scores_of_2023(typology: Typology) -> None:
    """The file's own column of means is the oracle; the agreement is the figure that the README
    prints.
    """
    from python_calamine import CalamineWorkbook

    path = Path(os.environ["ISCO_SCORES"])
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    code, mean = header.index("ISCO_08"), header.index("mean_score_2023")
    printed = {str(r[code]): r[mean] for r in rows}
    scores, _ = read_task_scores(path)
    means = mean_scores(scores)
    assert means.keys() == printed.keys()
    # The file prints its means with two decimals.
    assert all(abs(float(m) - float(printed[c])) < 0.00501 for c, (m, _) in means.items())
    checks = compare_scores(typology, scores)
    assert (agreement(checks).agree, agreement(checks).compared) == (172, 197)
    assert Counter(c.state for c in checks) == {AGREES: 172, DIFFERS: 25, UNSCORED: 7, UNKNOWN: 6}


def test_the_columns_of_every_table_are_described() -> None:
    schemas = load_schemas(REFERENTIALS / "table-schemas" / "collectivites")
    tables = sorted((REFERENTIALS / "collectivites-2024").glob("*.csv"))
    assert {p.stem for p in tables} == set(schemas)
    for path in tables:
        with path.open(encoding="utf-8", newline="") as stream:
            assert next(csv.reader(stream)) == [f["name"] for f in schemas[path.stem]["fields"]]
