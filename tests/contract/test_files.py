"""Names and columns of the output files are a contract; so are the commands."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction

import pytest

from coverage_engine.analysis.run import Run

COLUMNS = {
    "offres": (
        "offre_id, intitule, organisme, nature, duree_heures, prix_min, prix_max,"
        " prix_motif_inconnu, certification, a_propos_ia, lignes"
    ),
    "lignes": "ligne, offre_id, metier_cible_imprime, metiers_resolus, methode",
    "liens": (
        "offre_id, metier, axe, competence, valeur, score, probabilite, preuve, niveau_de_preuve"
    ),
    "lectures": "offre_id, metier, competence, objet, cible, probabilite, valeur, retenue",
    "couverture_metier_axe": "metier, axe, numerateur, denominateur, taux, type_ecart",
    "couverture_metier": "metier, taux, verdict, motif, profil, exposition, priorite",
    "anomalies": "code, gravite, source, ligne, colonne, valeur, attendu, remede",
    "constats": "constat, verdict, valeur, detail",
    "liens_a_confirmer": (
        "rang, offre_id, intitule, objet, cible, a_confirmer, probabilite, part_du_doute,"
        " effet_max, metiers, metiers_a_confirmer"
    ),
    "couverture_axe": "axe, libelle, numerateur, denominateur, taux, taux_bas, taux_haut",
    "couverture_famille": (
        "famille, libelle, numerateur, denominateur, taux, taux_bas, taux_haut, metiers,"
        " bien_couverts, a_confirmer"
    ),
    "couverture_profil": (
        "profil, libelle, numerateur, denominateur, taux, taux_bas, taux_haut, metiers,"
        " bien_couverts, a_confirmer"
    ),
    "couverture_levier": "levier, libelle, nature, definition, numerateur, denominateur, taux",
    "couverture_portee": "metier, portee_offre, libelle, numerateur, denominateur, part",
    "variantes": ("metier, variante, libelle, numerateur, denominateur, taux, taux_bas, taux_haut"),
    "plus_petits_changements": "metier, verdict, besoins, offres, objets, cibles, au_moins",
    "offre_en_chiffres": "rubrique, libelle, nombre, total, part",
    "offre_prix_durees": "libelle, unite, connus, total, minimum, mediane, maximum, inconnus",
    "perimetre": "metier, origine, imprime, statut, note",
    "qualifications": "qualification, libelle, ordre, reference, grille",
    "sensibilite": "reglage, valeur, essai, unite, bien_couverts, entrent, sortent, lecture",
}
# Columns whose place is free, but not their name.
SOMEWHERE = {
    "couverture_metier": {"taux_bas", "taux_haut", "stabilite", "verdict_regle", "bascule"},
    "couverture_metier_axe": {"taux_bas", "taux_haut"},
}


def rows_of(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"donnees/{name}.csv"].decode("utf-8"))))


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_csv_columns_come_first_and_in_order(real_files: dict[str, bytes], name: str) -> None:
    header = real_files[f"donnees/{name}.csv"].decode("utf-8").splitlines()[0].split(",")
    wanted = COLUMNS[name].split(", ")
    assert header[: len(wanted)] == wanted


@pytest.mark.parametrize("name", sorted(SOMEWHERE))
def test_every_rate_has_its_range(real_files: dict[str, bytes], name: str) -> None:
    rows = rows_of(real_files, name)
    assert rows[0].keys() >= SOMEWHERE[name]
    for r in rows:
        assert 0 <= float(r["taux_bas"]) <= float(r["taux_haut"]) <= 1


def test_a_verdict_below_the_stability_is_to_confirm(real_files: dict[str, bytes]) -> None:
    minimal = json.loads(real_files["manifest.json"])["reglages"]["stabilite_minimale"]
    rows = rows_of(real_files, "couverture_metier")
    for r in rows:
        assert r["verdict"] == (
            "à confirmer" if float(r["stabilite"]) < minimal else r["verdict_regle"]
        )
        assert r["verdict_regle"] in ("bien couvert", "à renforcer")
        assert r["bascule"]
    assert {r["verdict"] for r in rows_of(real_files, "carte_metier_axe")} == {
        r["verdict"] for r in rows
    }


def test_rates_of_groups_add_up(real_files: dict[str, bytes]) -> None:
    """Each way to cut the needs gives the whole, and each métier is in one family."""
    *axes, whole = rows_of(real_files, "couverture_axe")
    metiers = rows_of(real_files, "couverture_metier")
    for side in ("numerateur", "denominateur"):
        total = Fraction(whole[side])
        for name in ("couverture_famille", "couverture_profil", "couverture_levier"):
            assert sum(Fraction(r[side]) for r in rows_of(real_files, name)) == total
        assert sum(Fraction(r[side]) for r in axes) == total
        assert sum(Fraction(r[side]) for r in metiers) == total
    assert sum(int(r["metiers"]) for r in rows_of(real_files, "couverture_famille")) == len(metiers)
    variants = {(r["metier"], r["variante"]): r for r in rows_of(real_files, "variantes")}
    for m in metiers:
        assert variants[m["metier"], "declarees"]["taux"] == m["taux_declarees"]


def test_ten_readings_to_confirm_the_most_useful_first(real_files: dict[str, bytes]) -> None:
    rows = rows_of(real_files, "liens_a_confirmer")
    assert [int(r["rang"]) for r in rows] == list(range(1, len(rows) + 1))
    assert 0 < len(rows) <= 10
    shares = [float(r["part_du_doute"]) for r in rows]
    assert shares == sorted(shares, reverse=True)
    assert all(0 < float(r["probabilite"]) < 1 and r["a_confirmer"] for r in rows)
    unsettled = {
        r["metier"]
        for r in rows_of(real_files, "couverture_metier")
        if r["verdict"] == "à confirmer"
    }
    assert all(set(r["metiers_a_confirmer"].split(" ; ")) - {""} <= unsettled for r in rows)


def test_each_setting_is_tried_below_and_above(real_files: dict[str, bytes]) -> None:
    rows = rows_of(real_files, "sensibilite")
    now = sum(
        r["verdict_regle"] == "bien couvert" for r in rows_of(real_files, "couverture_metier")
    )
    for r in rows:
        entering, leaving = (
            [m for m in r[side].split(" ; ") if m] for side in ("entrent", "sortent")
        )
        assert int(r["bien_couverts"]) == now + len(entering) - len(leaving)
        assert (r["lecture"] == "aucun changement") == (not entering and not leaving)
        assert float(r["essai"]) != float(r["valeur"])


def test_files_of_a_run(real_files: dict[str, bytes]) -> None:
    assert {"rapport.html", "rapport.pdf", "couverture.xlsx", "manifest.json"} <= set(real_files)


def test_eighty_rows_all_accounted_for(real_files: dict[str, bytes], real_run: Run) -> None:
    rows = rows_of(real_files, "lignes")
    assert [int(r["ligne"]) for r in rows] == list(range(1, 81))
    offers = {r["offre_id"]: r for r in rows_of(real_files, "offres")}
    assert all(r["offre_id"] in offers for r in rows)
    listed = [int(n) for o in offers.values() for n in o["lignes"].split(" ; ")]
    assert sorted(listed) == list(range(1, 81))
    assert all(r["metiers_resolus"] != "—" and r["methode"] for r in rows)


def test_twelve_codes_on_fifteen_rows(real_run: Run) -> None:
    codes = [row.codes for row in real_run.catalogue.rows if row.codes]
    assert len(codes) == 15
    assert {c for row in codes for c in row} == {
        "RS7287",
        "RS7288",
        "RS7064",
        "RS7283",
        "RS7177",
        "RS7424",
        "RS6776",
        "RS6891",
        "RS7232",
        "RNCP35918",
        "RNCP37827",
        "RNCP37837",
    }


def test_twenty_five_metiers_as_the_table_writes_them(
    real_files: dict[str, bytes], real_run: Run
) -> None:
    rows = rows_of(real_files, "couverture_metier")
    labels = {m.label for m in real_run.referential.metiers}
    assert len(rows) == 25
    assert len(labels) == 58
    assert all(r["metier"] in labels for r in rows)


def test_the_metier_no_row_targets_has_an_honest_result(
    real_files: dict[str, bytes], real_run: Run
) -> None:
    metier = "Gestionnaire de dossiers d’assistance"
    assert not any(metier in t.metiers for t in real_run.targets)
    row = next(r for r in rows_of(real_files, "couverture_metier") if r["metier"] == metier)
    assert row["verdict"] == "à renforcer"
    assert 0 < float(row["taux"]) < 0.6
    assert row["motif"]


def test_no_rate_without_denominator(real_files: dict[str, bytes]) -> None:
    for r in rows_of(real_files, "couverture_metier_axe"):
        assert Fraction(r["denominateur"]) > 0
        assert abs(
            Fraction(r["numerateur"]) / Fraction(r["denominateur"]) - Fraction(r["taux"])
        ) < Fraction(1, 10**5)


def test_every_counted_link_explains_itself(real_files: dict[str, bytes]) -> None:
    for r in rows_of(real_files, "liens"):
        assert "→" in r["preuve"]
        assert "«" in r["preuve"]
        assert 0 <= float(r["probabilite"]) <= 1


def test_manifest_has_inputs_settings_versions_counts(real_files: dict[str, bytes]) -> None:
    manifest = json.loads(real_files["manifest.json"])
    assert manifest["comptes"]["lignes"] == 80
    assert all(len(f["sha256"]) == 64 for f in manifest["entrees"] + manifest["sorties"])
    assert manifest["reglages"]["seuil_bien_couvert"] == 0.6
    assert manifest["versions"]["coverage-engine"]
    assert {f["fichier"] for f in manifest["sorties"]} == set(real_files) - {"manifest.json"}
