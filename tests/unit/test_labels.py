"""The labels of the catalogue: whole, in two passes, arbitrated where readers differ and nowhere
else; bad ones refused.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from coverage_engine.domain.errors import InputRefused
from coverage_engine.sources.labels import (
    THEME,
    TITLE_SETS,
    TitleSet,
    read_title_pairs,
    read_titles,
)
from coverage_engine.sources.resources import CATALOGUES
from coverage_engine.sources.table_schema import load_schemas, read_tables

AXES = ("acculturation", "outils", "metier", "esprit_critique", "ethique_reglementation")
SETS = {w.name: w for w in TITLE_SETS}
FILES = {
    **{f"{w.folder}/{w.labels}": (w.label_schema, w.id_column) for w in TITLE_SETS},
    "annexe-a-2026/etiquettes-competences": ("etiquettes-competences", "offre_id"),
    "titres-de-reference/etiquettes-competences": ("etiquettes-paires", "titre_id"),
}


def rows_of(name: str) -> list[dict[str, str]]:
    with (CATALOGUES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("name", sorted(FILES))
def test_labels_follow_their_schema(name: str) -> None:
    schema, _ = FILES[name]
    folder, table = name.split("/")
    _, anomalies = read_tables(
        CATALOGUES / folder, {table: load_schemas(CATALOGUES / "table-schemas")[schema]}, (table,)
    )
    assert anomalies == []


@pytest.mark.parametrize("name", sorted(FILES))
def test_what_readers_differ_on_is_arbitrated_and_nothing_else(name: str) -> None:
    _, id_column = FILES[name]
    said: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = {"1": {}, "2": {}, "arbitrage": {}}
    readers: dict[str, set[str]] = {"1": set(), "2": set(), "arbitrage": set()}
    for row in rows_of(name):
        key = tuple(row[c] for c in (id_column, "competence") if c in row)
        said[row["passe"]][key] = tuple(row[c] for c in (THEME, *AXES, "etiquette") if c in row)
        readers[row["passe"]].add(row["annotateur"])
        assert row["passe"] != "arbitrage" or row["commentaire"]
    assert said["1"].keys() == said["2"].keys()
    assert {k for k in said["1"] if said["1"][k] != said["2"][k]} == said["arbitrage"].keys()
    assert not readers["1"] & readers["2"]


@pytest.mark.parametrize("name", sorted(SETS))
def test_a_title_without_ai_has_no_axis(name: str) -> None:
    titles = read_titles(SETS[name], AXES)
    assert all(
        labels[THEME] or not any(labels[a] for a in AXES) for labels in titles.retained.values()
    )
    assert len(titles.titles) == len(titles.retained)


def test_the_weights_of_the_pairs_give_back_the_population() -> None:
    pairs = read_title_pairs()
    sizes = {
        r["strate"]: int(r["effectif"])
        for r in rows_of("titres-de-reference/etiquettes-competences")
    }
    assert sum(p.weight for p in pairs) == sum(sizes.values())
    for stratum, size in sizes.items():
        assert sum(p.weight for p in pairs if p.stratum == stratum) == size


# --- Labels that cannot be used


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(CATALOGUES / "titres-de-reference", tmp_path / "titres-de-reference")
    return tmp_path


def edited(copy: Path, name: str, change: object) -> None:
    path = copy / "titres-de-reference" / f"{name}.csv"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")  # type: ignore[operator]


def refusal(where: TitleSet, copy: Path) -> str:
    with pytest.raises(InputRefused) as refused:
        read_titles(where, AXES, copy)
    return "\n".join(refused.value.faults)


def test_an_axis_nobody_labelled_is_refused() -> None:
    with pytest.raises(InputRefused, match="aucune étiquette pour « four »"):
        read_titles(SETS["épreuve"], ("four",))


def test_a_title_without_label_and_a_label_without_title_are_told(copy: Path) -> None:
    edited(copy, "epreuve-etiquettes", lambda text: text.replace("X010,1,", "Z010,1,"))
    told = refusal(SETS["épreuve"], copy)
    assert "passe 1 : sans étiquette, X010" in told
    assert "passe 1 : titres inconnus, Z010" in told


def test_a_second_pass_must_be_whole(copy: Path) -> None:
    edited(
        copy,
        "epreuve-etiquettes",
        lambda text: "".join(x for x in text.splitlines(True) if "X011,2," not in x),
    )
    assert "passe 2 : sans étiquette, X011" in refusal(SETS["épreuve"], copy)


def test_a_missing_or_twice_labelled_table_is_refused(copy: Path) -> None:
    edited(copy, "epreuve-etiquettes", lambda text: text + "X001,1,lecteur-8,1,0,0,0,0,0,\n")
    assert "identifiant unique" in refusal(SETS["épreuve"], copy)
    (copy / "titres-de-reference" / "epreuve-etiquettes.csv").unlink()
    assert "epreuve-etiquettes.csv" in refusal(SETS["épreuve"], copy)


def test_a_pair_of_an_unknown_title_is_refused(copy: Path) -> None:
    edited(copy, "etiquettes-competences", lambda text: text.replace("T006,MET-02", "T999,MET-02"))
    with pytest.raises(InputRefused, match="titres inconnus, T999"):
        read_title_pairs(copy)
