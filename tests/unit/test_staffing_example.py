"""The embedded example (invented), recomputed with pandas from the two files, without the engine's
counting.
"""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from coverage_engine.analysis.run import Run
from coverage_engine.analysis.staffing import join_gaps, weigh_priorities
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.results import MetierCoverage
from coverage_engine.domain.model.staffing import GapPosts, MetierPosts, Occupation
from coverage_engine.jobs.staffing import count_posts, render_staffing
from coverage_engine.sources.resources import REFERENTIALS
from coverage_engine.tables.staffing_tables import StaffingRun

FOLDER = REFERENTIALS / "collectivites-2024"
EXAMPLE = FOLDER / "exemples" / "effectifs-invente.csv"
COLUMNS = {"filiere": "Filière", "categorie": "Cat.", "direction": "Direction", "sexe": "F/H"}


@pytest.fixture(scope="module")
def example() -> StaffingRun:
    return count_posts(EXAMPLE)


@pytest.fixture(scope="module")
def files(example: StaffingRun) -> dict[str, bytes]:
    return render_staffing(example)


def table(files: dict[str, bytes], name: str) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(files[f"donnees/{name}.csv"]), keep_default_na=False)


@pytest.fixture(scope="module")
def staff(files: dict[str, bytes]) -> pd.DataFrame:
    """One row per post, with the degree printed for the métier of its label."""
    frame = pd.read_csv(
        EXAMPLE, sep=";", encoding="cp1252", skiprows=2, dtype=str, keep_default_na=False
    )
    frame = frame[frame["Filière"] != ""]  # neither totals nor blank rows have one
    assert len(frame) == 600
    label = frame["Intitulé du poste"].str.split().str.join(" ")
    meaning = table(files, "rapprochements").set_index("libelle")["metier"]
    degrees = (
        pd.read_csv(FOLDER / "metiers.csv").drop_duplicates("metier").set_index("metier")["degre"]
    )
    sex = {"F": "Femmes", "Mme": "Femmes", "H": "Hommes", "M.": "Hommes", "": "Non renseigné"}
    metier = label.map(meaning)
    return frame.assign(
        libelle=label, metier=metier, degre=metier.map(degrees), **{"F/H": frame["F/H"].map(sex)}
    )


def test_posts_per_degree(files: dict[str, bytes], staff: pd.DataFrame) -> None:
    told = (
        table(files, "postes")
        .query("dimension == 'ensemble'")
        .set_index("degre")["postes"]
        .astype(int)
    )
    assert told.drop("total").to_dict() == staff["degre"].value_counts().to_dict()
    assert told["total"] == staff["degre"].notna().sum()


@pytest.mark.parametrize("dimension", COLUMNS)
def test_each_table_against_pandas(
    files: dict[str, bytes], staff: pd.DataFrame, dimension: str
) -> None:
    told = table(files, "postes").query("dimension == @dimension")
    crossed = staff.dropna(subset="degre").groupby([COLUMNS[dimension], "degre"]).size()
    totals = crossed.groupby(level=0).sum()
    assert set(told["valeur"]) == set(totals.index), (
        "no value of the example is small enough to be grouped"
    )
    for row in told.itertuples():
        true = (
            totals[row.valeur] if row.degre == "total" else crossed.get((row.valeur, row.degre), 0)
        )
        if row.etat == "masqué":
            assert (row.postes, row.part) == ("", "")
        else:
            assert int(row.postes) == true
            assert true == 0 or true >= 5
            whole = totals.sum() if row.degre == "total" else totals[row.valeur]
            assert float(row.part) == pytest.approx(true / whole, abs=1e-6)
    small = crossed[(crossed > 0) & (crossed < 5)]
    hidden = {(r.valeur, r.degre) for r in told.itertuples() if r.etat == "masqué"}
    assert set(small.index) <= hidden
    assert len(hidden) < 0.6 * len(told), "most figures are still there to be read"


def test_metiers_and_unmapped_labels_against_pandas(
    files: dict[str, bytes], staff: pd.DataFrame
) -> None:
    told = table(files, "metiers_concernes")
    concerned = staff[staff["degre"].isin(["Concernés", "Très concernés"])]["metier"].value_counts()
    assert set(told["metier"]) == set(concerned.index)
    shown = told[told["etat"] == "imprimé"]
    assert (
        shown.set_index("metier")["postes"].astype(int).to_dict()
        == concerned[shown["metier"]].to_dict()
    )
    assert shown["postes"].astype(int).min() >= 5
    lost = staff[staff["degre"].isna()]["libelle"].value_counts()
    unmapped = table(files, "non_rapproches")
    assert set(unmapped["libelle"]) == set(lost.index)
    shown = unmapped[unmapped["etat"] == "imprimé"]
    assert (
        shown.set_index("libelle")["postes"].astype(int).to_dict()
        == lost[shown["libelle"]].to_dict()
    )


def test_totals_and_blank_rows_of_the_example_are_told(example: StaffingRun) -> None:
    assert len(example.table.left_out) == 13
    assert {r.reason for r in example.table.left_out} == {"ligne de total"}
    assert example.table.blank_rows == 12
    assert (example.staffing.all_posts, example.staffing.unmapped_posts) == (
        600,
        600 - example.staffing.posts,
    )


@pytest.mark.slow
def test_another_threshold_masks_more_or_less() -> None:
    hidden = []
    for least in (1, 3, 5, 20):
        made = count_posts(EXAMPLE, min_cell=least)
        hidden.append(
            sum(n is None for t in made.staffing.tables for row in t.rows for n in row.cells)
        )
        assert all(row.total >= least for t in made.staffing.tables for row in t.rows)
    assert hidden[0] == 0
    assert 0 < hidden[1] <= hidden[2]


def write(tmp_path: Path, rows: list[tuple[str, int]]) -> Path:
    path = tmp_path / "e.csv"
    path.write_text("Métier;Effectif\n" + "".join(f"{m};{n}\n" for m, n in rows), encoding="utf-8")
    return path


def test_a_small_number_of_unmapped_posts_is_told_by_no_figure(tmp_path: Path) -> None:
    made = count_posts(
        write(tmp_path, [("Jardinier", 40), ("Bibliothécaire", 30), ("Astronaute", 3)])
    )
    assert (made.staffing.unmapped_posts, made.staffing.all_posts) == (None, None)
    assert [n for _, n in made.staffing.unmapped] == [None]
    files = render_staffing(made)
    assert b"73" not in files["donnees/postes.csv"]
    assert "moins de 5" in files["effectifs.html"].decode()


def test_a_small_degree_is_joined_to_its_neighbour(tmp_path: Path) -> None:
    rows = [("Jardinier", 40), ("Bibliothécaire", 30), ("Officier d'état civil", 2), ("Médecin", 9)]
    s = count_posts(write(tmp_path, rows)).staffing
    assert s.columns == ("Pas concernés", "Peu concernés", "Concernés ou très concernés")
    assert s.overall == (40, 9, 32)
    assert [m.posts for m in s.metiers if s.concerned[m.column]] == [None, None], (
        "30 would give 2 by difference"
    )


def test_concerned_posts_too_few_to_be_told(tmp_path: Path) -> None:
    made = count_posts(write(tmp_path, [("Jardinier", 40), ("Bibliothécaire", 3), ("Médecin", 9)]))
    assert made.concerned_posts is None
    assert made.concerned_metiers == ()
    page = render_staffing(made)["effectifs.html"].decode()
    assert "Trop peu de postes concernés" in page


@pytest.mark.parametrize("rows", [[("Jardinier", 4)], [("Astronaute", 40)]])
def test_too_few_posts_make_no_report(tmp_path: Path, rows: list[tuple[str, int]]) -> None:
    with pytest.raises(InputRefused, match="moins de 5 postes"):
        count_posts(write(tmp_path, rows))


def coverage_of(run: Run, metier: str) -> MetierCoverage:
    return next(m for m in run.metiers if m.metier == metier)


@pytest.mark.slow
def test_priorities_count_posts_and_their_factors_are_printed(
    real_run: Run, tmp_path: Path
) -> None:
    from coverage_engine.jobs.coverage import run
    from coverage_engine.tables.phrases import priority_factors
    from coverage_engine.tables.run_tables import published_of

    rows = [
        ("Formateur d’assistance", 20),
        ("Assistant", 2),
        ("ASSISTANT ADMINISTRATIF DE PLATEAUX", 7),
        ("Gestionnaire des factures prestataires", 3),
    ]
    made = run(staffing=write(tmp_path, rows))
    before, after = (coverage_of(r, "Formateur d’assistance") for r in (real_run, made))
    assert before.priority is not None
    assert before.rate.value is not None
    assert before.exposure is not None
    assert after.priority == 20 * (1 - before.rate.value) * before.exposure == 20 * before.priority
    shown = published_of(made)
    factors = {m.metier: priority_factors(m, shown.about.posts) for m in shown.metiers}
    assert factors["Formateur d’assistance"].startswith("20 postes × (1 − ")
    assert coverage_of(made, "Assistant").priority is None
    assert factors["Assistant"] == "effectif masqué"
    assert coverage_of(made, "Assistant administratif de plateaux").priority is not None
    assert coverage_of(made, "Chargé d'assistance").priority == 0
    assert [f.role for f in made.provenance.inputs][-1] == "effectifs"
    assert (
        weigh_priorities(real_run.metiers, made.staffing) == made.metiers
        if made.staffing
        else False
    )


def test_gaps_join_posts_and_keep_their_factors() -> None:
    def metier(name: str, posts: int | None) -> MetierPosts:
        return MetierPosts(
            Occupation(row=1, metier=name, typology="", name=name, code="", title="", degree="x"),
            0,
            posts,
        )

    half = Fraction(1, 2)
    rates: dict[str, Fraction | None] = {
        "A": half,
        "B": Fraction(1, 4),
        "C": half,
        "D": None,
        "E": half,
    }
    found = join_gaps(
        [metier("A", 10), metier("B", 40), metier("C", None), metier("D", 9)],
        rates,
        dict.fromkeys(rates, half),
    )
    assert [(g.metier, g.priority) for g in found] == [
        ("B", Fraction(15)),
        ("A", Fraction(5, 2)),
        ("C", None),
        ("D", None),
    ]
    assert GapPosts("A", 10, half, None).priority is None
