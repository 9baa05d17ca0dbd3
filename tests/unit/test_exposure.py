"""Exposure: every step against pandas, the invented levels, and what is refused."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from coverage_engine.analysis.exposure import UNCLASSED, study_exposure
from coverage_engine.domain.errors import InputRefused, OutputRefused
from coverage_engine.domain.model.referential import Referential
from coverage_engine.jobs.exposure import render_exposure, study, write_exposure
from coverage_engine.sources.exposure import read_levels
from coverage_engine.sources.referential import read_referential
from coverage_engine.sources.resources import REFERENTIALS
from coverage_engine.store.run_folder import check_folder, read_published

pytestmark = pytest.mark.slow

FOLDER = REFERENTIALS / "assistance-2026"
EXAMPLE = FOLDER / "exemples" / "niveaux-inventes.csv"
CUTS = [-0.001, 0.15, 0.50, 1.001]
BANDS = ["Non impacté ou de manière négligeable", "En évolution", "En forte transformation"]


@pytest.fixture(scope="module")
def ref() -> Referential:
    return read_referential(FOLDER)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return render_exposure(study())


@pytest.fixture(scope="module")
def level_files() -> dict[str, bytes]:
    return render_exposure(study(levels=EXAMPLE))


def table(files: dict[str, bytes], name: str) -> pd.DataFrame:
    return pd.read_csv(
        io.BytesIO(files[f"donnees/{name}.csv"]), keep_default_na=False, na_values=[""]
    )


@pytest.fixture(scope="module")
def oracle() -> pd.DataFrame:
    """Scores as printed; ranks, profiles and evolutions by pandas."""
    made = pd.read_csv(FOLDER / "expositions.csv", decimal=",")
    made["rang_calcule"] = (
        made.groupby("qualification")["score"].rank(method="min", ascending=False).astype(int)
    )
    bands = pd.cut(made["score"], CUTS, right=False, labels=BANDS).astype(str)
    made["profil_calcule"] = made["profil"].where(made["profil"] == "Emergent", bands)
    first = made[made["qualification"] == "pwc"].set_index("metier")["rang_calcule"]
    made["evolution_calculee"] = made["metier"].map(first) - made["rang_calcule"]
    return made


def test_names_of_files_and_columns(files: dict[str, bytes]) -> None:
    assert set(files) == {
        "exposition.html",
        "exposition.pdf",
        "exposition.xlsx",
        "manifest.json",
        "donnees/exposition.csv",
        "donnees/bascules.csv",
        "donnees/parts.csv",
    }
    header = files["donnees/exposition.csv"].decode().splitlines()[0]
    assert header == "metier,famille,coeur,qualification,score_brut,score,rang,profil,evolution"
    assert files["donnees/parts.csv"].decode().splitlines()[0] == "qualification,profil,nombre,part"


def test_scores_ranks_profiles_evolutions_against_pandas(
    files: dict[str, bytes], oracle: pd.DataFrame
) -> None:
    made = table(files, "exposition").merge(
        oracle, on=["metier", "qualification"], suffixes=("", "_imprime")
    )
    assert len(made) == 116
    assert (made["score"] - made["score_imprime"]).abs().max() == 0
    assert (made["rang"] == made["rang_calcule"]).all()
    assert (made["profil"] == made["profil_calcule"]).all()
    experts = made[made["qualification"] == "expert"]
    assert (experts["evolution"] == experts["evolution_calculee"]).all()
    assert made.loc[made["qualification"] == "pwc", "evolution"].isna().all()
    assert made["score_brut"].isna().all()


def test_shares_against_pandas(files: dict[str, bytes], oracle: pd.DataFrame) -> None:
    counted = oracle.groupby(["qualification", "profil_calcule"]).size()
    made = table(files, "parts").set_index(["qualification", "profil"])
    assert made["nombre"].to_dict() == counted.to_dict()
    assert made["part"].to_dict() == pytest.approx((counted / 58).to_dict(), abs=1e-6)
    assert made.groupby("qualification")["nombre"].sum().tolist() == [58, 58]


def test_switches_against_pandas(files: dict[str, bytes], oracle: pd.DataFrame) -> None:
    wide = oracle.pivot(index="metier", columns="qualification", values="profil_calcule")
    moved = wide[wide["pwc"] != wide["expert"]]
    made = table(files, "bascules").set_index("metier")
    assert made["de"].to_dict() == moved["pwc"].to_dict()
    assert made["vers"].to_dict() == moved["expert"].to_dict()
    assert len(made) == 6


def test_families_against_pandas(ref: Referential, oracle: pd.DataFrame) -> None:
    family = {m.label: m.family for m in ref.metiers}
    means = (
        oracle.assign(famille=oracle["metier"].map(family))
        .groupby(["famille", "qualification"])["score"]
        .mean()
    )
    made = {(f.family, f.qualification): float(f.mean) for f in study_exposure(ref).families}
    assert made == pytest.approx(means.to_dict())


def test_without_levels_the_page_says_what_is_impossible(files: dict[str, bytes]) -> None:
    page = files["exposition.html"].decode()
    assert page.count("impossible\u00a0: la table des niveaux n’est pas publiée") == 4


def test_levels_to_profiles_against_pandas(level_files: dict[str, bytes]) -> None:
    """Raw score, base 1, rank and profile of the invented levels, written another way."""
    raw = pd.read_csv(EXAMPLE)
    raw = raw[raw["retenue"] == "oui"]
    raw["niveau_expert"] = raw["niveau_expert"].fillna(raw["niveau_pwc"])
    made = table(level_files, "exposition").set_index(["qualification", "metier"])
    for q in ("pwc", "expert"):
        points = (raw[f"niveau_{q}"] - 1) / 4 * raw["poids"]
        scores = points.groupby(raw["metier"]).sum() / raw.groupby("metier")["poids"].sum()
        base = scores / scores.max()
        own = made.loc[q]
        assert own["score_brut"].to_dict() == pytest.approx(scores.to_dict(), abs=1e-6)
        assert own["score"].to_dict() == pytest.approx(base.to_dict(), abs=1e-6)
        assert (
            own["rang"].to_dict() == base.rank(method="min", ascending=False).astype(int).to_dict()
        )
        profiles = pd.cut(base, CUTS, right=False, labels=BANDS).astype(str).to_dict()
        assert own["profil"].to_dict() == {**profiles, "Statisticien / Data analyst": "Emergent"}


def test_a_moving_highest_metier_moves_all_the_others(ref: Referential) -> None:
    made = study_exposure(ref, read_levels(EXAMPLE, ref))
    top = {n.qualification: (n.metiers, n.raw) for n in made.normalisers}
    assert top["pwc"] == (("Statisticien / Data analyst",), Fraction(31, 40))
    assert top["expert"] == (("Gestionnaire de dossiers d’assistance",), Fraction(21, 26))
    carried = [r for r in made.rows if r.carried]
    assert {r.metier.label for r in carried} == {
        "Statisticien / Data analyst",
        "Chargé de services généraux",
    }
    before = {r.metier.label: r for r in made.rows if r.qualification == "pwc"}
    assert all(
        r.raw == before[r.metier.label].raw and r.score < before[r.metier.label].score
        for r in carried
    )


def test_bars_of_levels_and_differences(ref: Referential) -> None:
    made = study_exposure(ref, read_levels(EXAMPLE, ref))
    counts = {(c.metier, c.qualification): c.counts for c in made.level_counts}
    assert counts["Formateur d’assistance", "pwc"] == (1, 1, 2, 0, 3)
    assert (
        counts["Statisticien / Data analyst", "expert"]
        == counts["Statisticien / Data analyst", "pwc"]
    )
    gaps = [abs(g.gap) for g in made.level_gaps]
    assert gaps == sorted(gaps, reverse=True)
    assert all(g.competence.kept and g.gap for g in made.level_gaps)
    assert len(made.without_levels) == 52


def test_the_example_says_it_is_invented() -> None:
    assert "invente" in EXAMPLE.stem
    with EXAMPLE.open(encoding="utf-8", newline="") as stream:
        assert all("(inventé)" in row["decide_par"] for row in csv.DictReader(stream))


def test_three_schemes_live_together(ref: Referential) -> None:
    schemes = {s.id: s for s in ref.schemes}
    assert [len(schemes[n].bands) for n in ("etude-2025", "synthese-2026", "inet-2024")] == [
        4,
        3,
        4,
    ]
    inet = schemes["inet-2024"]
    edges = [Fraction(n, 100) for n in (0, 24, 25, 49, 50, 74, 75, 100)]
    assert [inet.profile_of(e) for e in edges] == [
        p for p in (b.profile for b in inet.bands) for _ in range(2)
    ]
    assert [p.id for p in ref.profiles] == [b.profile for b in schemes["etude-2025"].bands]


# A scheme (low, low included, high, high included) per band, and what is wrong with it.
@pytest.mark.parametrize(
    ("bands", "said"),
    [
        (
            [("0", "oui", "0.3", "non"), ("0.2", "oui", "1", "oui")],
            "chevauche « A » (ligne 2), de 0,2 à 0,3",
        ),
        (
            [("0", "oui", "0.2", "non"), ("0.3", "oui", "1", "oui")],
            "trou après « A » (ligne 2), de 0,2 à 0,3",
        ),
        (
            [("0", "oui", "0.3", "oui"), ("0.3", "oui", "1", "oui")],
            "le score 0,3 est dans ce profil et dans « A »",
        ),
        (
            [("0", "oui", "0.3", "non"), ("0.3", "non", "1", "oui")],
            "le score 0,3 n’est ni dans ce profil ni dans « A »",
        ),
        (
            [("0.1", "oui", "0.3", "non"), ("0.3", "oui", "1", "oui")],
            "aucun profil pour les scores à partir de 0",
        ),
        (
            [("0", "oui", "0.3", "non"), ("0.3", "oui", "1", "non")],
            "aucun profil pour les scores jusqu’à 1",
        ),
        ([("0", "oui", "0.3", "non"), ("", "", "1", "oui")], "borne basse absente"),
        ([("0", "oui", "0.3", "non"), ("0.8", "oui", "0.3", "oui")], "bornes à l’envers"),
    ],
)
def test_bounds_that_overlap_or_leave_a_hole(
    tmp_path: Path, bands: list[tuple[str, str, str, str]], said: str
) -> None:
    folder = tmp_path / "copie"
    shutil.copytree(FOLDER, folder)
    with (folder / "profils.csv").open(encoding="utf-8") as stream:
        lines = stream.read().splitlines()
    made = [
        f"{n},{n},1,{b[0]},non,,proposé,essai,{b[1]},{b[2]},{b[3]}"
        for n, b in zip("AB", bands, strict=True)
    ]
    (folder / "profils.csv").write_text(
        "\n".join([lines[0], *made, *lines[1:]]) + "\n", encoding="utf-8"
    )
    with pytest.raises(InputRefused) as refusal:
        read_referential(folder)
    assert any("profils.csv, ligne" in f and said in f for f in refusal.value.faults), (
        refusal.value.faults
    )


def test_a_profile_of_another_scheme_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "copie"
    shutil.copytree(FOLDER, folder)
    text = (folder / "expositions.csv").read_text(encoding="utf-8")
    changed = text.replace(
        'Juriste,pwc,"0,38",15,,En évolution', 'Juriste,pwc,"0,38",15,,Concernés'
    )
    assert changed != text
    (folder / "expositions.csv").write_text(changed, encoding="utf-8")
    with pytest.raises(InputRefused, match="n’est pas de la grille « etude-2025 »"):
        read_referential(folder)


HEAD = "metier,competence,categorie,retenue,decide_par,poids,niveau_pwc,niveau_expert\n"
GOOD = "Juriste,Rédiger,savoir-faire,oui,atelier,2,4,5\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            "Juriste,Rédiger,savoir-faire,oui,atelier,2,6,5\n",
            ["ligne 2, colonne « niveau_pwc » : « 6 »", "entre 1 et 5"],
        ),
        ("Juriste,Rédiger,savoir-faire,oui,atelier,2,0,5\n", ["entre 1 et 5"]),
        ("Juriste,Rédiger,savoir-faire,oui,atelier,2,2.5,5\n", ["un nombre entier"]),
        ("Juriste,Rédiger,savoir-faire,oui,atelier,-1,4,5\n", ["colonne « poids » : « -1 »"]),
        ("Juriste,Rédiger,savoir-faire,oui,atelier,0,4,5\n", ["tous les poids", "« Juriste »"]),
        ("Juriste,Rédiger,savoir-faire,oui,atelier,2,,\n", ["aucun niveau", "« Juriste »"]),
        ("Juriste,Rédiger,savoir-faire,non,atelier,2,4,5\n", ["aucun niveau", "« Juriste »"]),
        (
            GOOD + "juriste,rediger,savoir-faire,oui,atelier,1,3,3\n",
            ["ligne 3", "déjà à la ligne 2"],
        ),
        (
            GOOD + "Juriste,Plaider,savoir-faire,oui,atelier,1,3,\n",
            ["ligne 3, colonne « niveau_expert »", "niveau absent"],
        ),
        (
            "Dompteur,Rédiger,savoir-faire,oui,atelier,2,4,5\n",
            ["« Dompteur » n’est pas un métier du référentiel"],
        ),
        ("Juriste,Rédiger,magie,oui,atelier,2,4,5\n", ["une valeur parmi"]),
        ("Juriste,Rédiger,savoir-faire,oui,,2,4,5\n", ["decide_par", "valeur obligatoire"]),
    ],
)
def test_levels_that_are_refused(
    tmp_path: Path, ref: Referential, rows: str, said: list[str]
) -> None:
    path = tmp_path / "mes niveaux.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(InputRefused) as refusal:
        read_levels(path, ref)
    assert any(
        all(s in fault for s in said) and "mes niveaux.csv" in fault
        for fault in refusal.value.faults
    )


def test_every_fault_of_the_levels_at_once_and_nothing_written(tmp_path: Path) -> None:
    path = tmp_path / "niveaux.csv"
    path.write_text(
        HEAD
        + "Juriste,A,savoir,oui,x,1,9,1\nJuriste,B,savoir,oui,x,-2,1,1\n"
        + "Inconnu,C,savoir,oui,x,1,1,1\n",
        encoding="utf-8",
    )
    with pytest.raises(InputRefused) as refusal:
        study(levels=path)
    assert len(refusal.value.faults) == 3
    assert [p.name for p in tmp_path.iterdir()] == ["niveaux.csv"]


def test_a_misspelt_column_of_levels_is_not_left_unread(tmp_path: Path, ref: Referential) -> None:
    path = tmp_path / "niveaux.csv"
    path.write_text((HEAD + GOOD).replace("niveau_expert", "niveau_experts"), encoding="utf-8")
    with pytest.raises(InputRefused, match="colonne « niveau_experts »"):
        read_levels(path, ref)


def test_all_levels_at_the_lowest(tmp_path: Path, ref: Referential) -> None:
    path = tmp_path / "niveaux.csv"
    path.write_text(HEAD + "Juriste,A,savoir,oui,x,1,1,1\n", encoding="utf-8")
    with pytest.raises(InputRefused, match="base 1"):
        study_exposure(ref, read_levels(path, ref))


def test_neither_score_nor_level(ref: Referential) -> None:
    with pytest.raises(InputRefused, match="--levels"):
        study_exposure(replace(ref, exposures=()))


def test_levels_without_any_published_score(ref: Referential) -> None:
    bare = replace(ref, exposures=(), schemes=(), claims=())
    made = study_exposure(bare, read_levels(EXAMPLE, bare))
    assert {r.profile for r in made.rows} == {UNCLASSED}
    assert made.controls == ()


def test_same_run_same_bytes(files: dict[str, bytes], level_files: dict[str, bytes]) -> None:
    assert render_exposure(study()) == files
    assert render_exposure(study(levels=EXAMPLE)) == level_files


def test_one_report_never_overwrites_another(tmp_path: Path) -> None:
    manifest = '{"programme": "coverage-engine"}'
    (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(OutputRefused, match="un autre rapport"):
        write_exposure(study(), tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["manifest.json"]
    write_exposure(study(), tmp_path / "exposition")
    write_exposure(study(levels=EXAMPLE), tmp_path / "exposition")
    with pytest.raises(OutputRefused, match="un autre rapport"):
        check_folder(tmp_path / "exposition")
    with pytest.raises(InputRefused, match="un autre rapport"):
        read_published(tmp_path / "exposition")


@pytest.fixture
def shuffled(tmp_path: Path) -> Callable[[], Path]:
    def make() -> Path:
        lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
        path = tmp_path / "niveaux-inventes.csv"
        path.write_text("\n".join([lines[0], *reversed(lines[1:])]) + "\n", encoding="utf-8")
        return path

    return make


def test_the_order_of_the_rows_does_not_count(
    shuffled: Callable[[], Path], level_files: dict[str, bytes]
) -> None:
    made = render_exposure(study(levels=shuffled()))
    assert {n: d for n, d in made.items() if n.startswith("donnees/")} == {
        n: d for n, d in level_files.items() if n.startswith("donnees/")
    }
