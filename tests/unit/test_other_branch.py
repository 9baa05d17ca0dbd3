"""A branch that is not assistance, on a theme that is not AI: bakers and energy, invented for these
tests.

Four axes with other identifiers (none called ``metier``), axis weights, other thresholds, its own
lexicon, ``;`` separators, cp1252, CRLF, decimal commas, and a catalogue with other column titles
and its own faults.
"""

from __future__ import annotations

import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from coverage_engine.analysis.run import Run
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.normalise import fold
from coverage_engine.jobs.coverage import run
from coverage_engine.tables.run_tables import DataTable, make_tables

DATA = Path(__file__).resolve().parents[1] / "data"
REFERENTIAL, CATALOGUE = DATA / "referentiel-boulange", DATA / "catalogue-boulange"
ONE_TITLE = (
    "one title speaks for a merged offer: another row, «éco-gestes», hides the theme that the first"
    " one shows"
)


@pytest.fixture(scope="module")
def bakery() -> Run:
    return run(referential=REFERENTIAL, catalogue=CATALOGUE)


@pytest.fixture(scope="module")
def tables(bakery: Run) -> dict[str, DataTable]:
    return {t.name: t for t in make_tables(bakery)}


@pytest.fixture(scope="module")
def with_trade_axis(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The same referential, its fourth axis called ``metier``: the words of trades then show that
    axis.
    """
    folder = tmp_path_factory.mktemp("boulange") / "referentiel-boulange"
    shutil.copytree(REFERENTIAL, folder)
    for table in ("axes", "competences", "lexique", "constats"):
        path = folder / f"{table}.csv"
        path.write_bytes(re.sub(rb"\batelier(?=[;\r])", b"metier", path.read_bytes()))
    constats = folder / "constats.csv"
    constats.write_bytes(constats.read_bytes().replace(b"axes=atelier", b"axes=metier"))
    return run(referential=folder, catalogue=CATALOGUE)


def column(table: DataTable, name: str) -> list[object]:
    index = [c.name for c in table.columns].index(name)
    return [row[index] for row in table.rows]


# --- What was read


def test_the_referential_is_read_whole(bakery: Run) -> None:
    ref = bakery.referential
    assert [(a.id, a.weight) for a in ref.axes] == [
        ("sobriete", 1),
        ("equipements", Fraction(3, 2)),
        ("obligations", 1),
        ("atelier", Fraction(1, 2)),
    ]
    assert (len(ref.perimeter), len(ref.competences), len(ref.needs)) == (8, 15, 65)
    assert ref.settings.seuil_bien_couvert == Fraction(7, 10)
    assert ref.settings.heures_par_jour == 8
    # A reference is read whatever its case and accents, and shown as the table that defines it
    # prints it.
    assert {m.metier for m in bakery.metiers} <= {m.label for m in ref.metiers}


def test_the_catalogue_is_read_whole(bakery: Run) -> None:
    assert len(bakery.catalogue.rows) == 20
    assert [o.rows for o in bakery.offers if len(o.rows) > 1] == [(1, 2), (8, 9)]
    methods = {t.row: t.method for t in bakery.targets}
    expected = {1: "groupe", 3: "groupe", 4: "alias", 5: "exact", 7: "approché", 9: "sans cible"}
    assert {row: methods[row] for row in expected} == expected
    hours = {o.rows[0]: o.duration.hours for o in bakery.offers}
    # 1,5 j and 2j of 8 h; a row printed one column too far.
    assert (hours[14], hours[6], hours[18]) == (12, 16, 3)


@pytest.mark.parametrize(
    ("code", "row"),
    [
        ("DOUBLON", 2),
        ("DOUBLON-DESACCORD", 9),
        ("COLONNES-DECALEES", 18),
        ("LIEN-COUPE", 11),
        ("LIEN-CITATION", 7),
        ("LIEN-INCOMPLET", 6),
        ("LIEN-ABSENT", 13),
        ("FORMAT-ILLISIBLE", 13),
        ("PRIX-ABSENT", 12),
        ("DUREE-ABSENTE", 16),
        ("DUREE-CONTRADICTOIRE", 9),
        ("DUREE-INCONNUE", 11),
        ("HORS-THEME", 15),
        ("HORS-FORMATION", 17),
        ("CIBLE-RAPPROCHEE", 7),
        ("CIBLE-ABSENTE", 19),
    ],
)
def test_each_planted_fault_is_reported(bakery: Run, code: str, row: int) -> None:
    assert (code, row) in {(a.code, a.row) for a in bakery.anomalies}


def test_only_its_own_lexicon_speaks(bakery: Run) -> None:
    axes = {a.id for a in bakery.referential.axes}
    assert all(set(r.axes) <= axes for r in bakery.readings)
    reading = {o.rows[0]: bakery.reading_by_offer[o.id] for o in bakery.offers}
    assert [fold(w) for w in reading[20].theme_words] == ["pompe a chaleur"]  # through @materiel
    assert not reading[15].on_theme  # energy bars
    assert not reading[4].on_theme  # nothing in the title says energy: flagged, counts for nothing


# --- Rates


def test_rates_done_by_hand(bakery: Run) -> None:
    """Two métiers reckoned on paper, axis weights included; neither hangs on the offer of rows 1
    and 2.
    """
    rates = {m.metier: (m.rate.numerator, m.rate.denominator) for m in bakery.metiers}
    # 1 + 1 + 1 + 1 + (level 2 × priority 0,5 × axis 0,5)
    assert rates["Livreur de tournée"] == (Fraction(9, 2), Fraction(9, 2))
    # sobriété 1 (row 3) + 1 + 1 × ½ (axis alone); fours 1,5 × 1 (row 7); règles 1 + 1 (accepted);
    # atelier 0,5 × 2 (row 13)
    assert rates["Conseiller de vente en boulangerie"] == (Fraction(7), Fraction(15, 2))


def test_rates_that_need_the_offer_printed_with_two_titles(bakery: Run) -> None:
    """The offer of rows 1 and 2 (7 h: level 2) is about écogestes: its first title says so."""
    rates = {m.metier: (m.rate.numerator, m.rate.denominator) for m in bakery.metiers}
    # sobriété 2 + 2 + 1; fours 1,5 × (3 + 1 + 2), row 7 accepted; règles 1; atelier 0,5 × 1,5 × 3 ×
    # ½
    assert rates["Fournier"] == (Fraction(129, 8), Fraction(69, 4))


def test_rates_are_sensible(bakery: Run, tables: dict[str, DataTable]) -> None:
    values = [m.rate.value for m in bakery.metiers]
    assert all(v is not None and 0 < v <= 1 for v in values)
    assert len(set(values)) >= 6
    verdicts = {m.metier: m.rule_verdict for m in bakery.metiers}
    # The maintenance technician is well covered since the upkeep of cold rooms (row 7) was accepted
    # on the theme.
    assert {m for m, v in verdicts.items() if v == "à renforcer"} == {
        "Gérant de boulangerie artisanale"
    }
    assert len(tables["couverture_metier_axe"].rows) == 8 * 4
    states = set(column(tables["besoins"], "etat"))
    assert states == {"couvert", "partiel", "non trouvé", "sans objet"}


def test_a_metier_without_exposure_has_no_priority(bakery: Run) -> None:
    seller = next(m for m in bakery.metiers if m.metier == "Conseiller de vente en boulangerie")
    assert (seller.exposure, seller.priority, seller.profile) == (None, None, "")


def test_decisions_are_followed(bakery: Run) -> None:
    links = {(x.offer, x.competence): x for x in bakery.links}
    accepted = links["climat-et-pain-bilan-carbone-premiers-pas", "OBL3"]
    bill = "chambre-des-lire-sa-facture-electricite-et-le-decret"
    rejected = links[bill, "SOB4"]
    assert (accepted.probability, accepted.scope) == (1, "ciblée")
    assert (rejected.probability, rejected.value) == (0, 0)
    assert all(bill not in n.offers for n in bakery.needs if n.competence == "SOB4")
    assert any(bill in n.offers for n in bakery.needs if n.competence == "SOB3")
    assert "DECISION-ORPHELINE" not in {a.code for a in bakery.anomalies}


def test_an_offer_counts_when_one_of_its_titles_shows_the_theme(bakery: Run) -> None:
    offer = next(o for o in bakery.offers if o.rows == (1, 2))
    assert bakery.reading_by_offer[offer.id].counted
    assert any(
        x.offer == offer.id and x.competence == "SOB2" and x.value == 1 for x in bakery.links
    )


def test_an_offer_accepted_on_the_theme_counts(bakery: Run) -> None:
    accepted = "froid-service-entretien-des-chambres-froides-et-groupes"
    reading = bakery.reading_by_offer[accepted]
    assert (reading.on_theme, reading.counted, reading.axes["equipements"][0]) == (
        False,
        True,
        "principal",
    )
    links = {(x.metier, x.competence): x for x in bakery.links if x.offer == accepted}
    assert (
        links["Technicien de maintenance des fournils", "EQU2"].value == 1
    )  # 35 h ≥ 32 h: level 3 for a need of 3
    assert {c for _, c in links} == {"EQU1", "EQU2", "EQU3", "EQU4"}


def test_findings_of_its_own(bakery: Run) -> None:
    verdicts = {f.id: f.verdict for f in bakery.findings}
    assert verdicts.keys() == {"B1", "B2", "B3", "B4", "B5", "B6"}
    assert (
        verdicts["B6"] == "non calculable"
    )  # a test the engine does not know is said, not guessed
    assert all(v in ("confirmé", "infirmé") for f, v in verdicts.items() if f != "B6")


# --- With an axis called metier


def test_an_axis_called_metier_is_shown_by_the_words_of_trades(
    bakery: Run, with_trade_axis: Run
) -> None:
    counter = "climat-et-pain-energie-et-clientele-expliquer-la-demarche"
    assert bakery.reading_by_offer[counter].axes["atelier"][0] == "aborde"
    assert with_trade_axis.reading_by_offer[counter].axes["metier"][0] == "principal"
    hotel = "froid-service-choisir-une-pompe-a-chaleur-pour-son-magasin"
    assert "metier" in with_trade_axis.reading_by_offer[hotel].axes
    assert set(bakery.reading_by_offer[hotel].axes) == {"equipements"}


def test_the_other_axes_do_not_move(bakery: Run, with_trade_axis: Run) -> None:
    def rates(which: Run) -> dict[tuple[str, str], object]:
        return {
            (a.metier, a.axis): a.rate for a in which.axes if a.axis not in ("atelier", "metier")
        }

    assert rates(bakery) == rates(with_trade_axis)


@pytest.mark.parametrize("name", ["bakery", "with_trade_axis"])
def test_an_offer_for_another_trade_reaches_nobody(
    name: str, request: pytest.FixtureRequest
) -> None:
    which: Run = request.getfixturevalue(name)
    hotel = next(o for o in which.offers if o.rows == (20,))
    assert not [x for x in which.links if x.offer == hotel.id]


def test_an_offer_for_everyone_is_general_until_a_person_links_it(bakery: Run) -> None:
    """Row 12 is for the whole house, a group that names its members; its link with OBL3 was
    accepted.
    """
    offer = next(o for o in bakery.offers if o.rows == (12,))
    scopes = {(x.competence, x.scope) for x in bakery.links if x.offer == offer.id}
    assert scopes == {("OBL1", "généraliste"), ("OBL2", "généraliste"), ("OBL3", "ciblée")}


# --- Tables as Excel writes them


@pytest.mark.parametrize(
    ("known", "unknown", "finding", "said"),
    [
        ("axe=sobriete", "axe=sobriet", "B1", "axe inconnu : sobriet"),
        ("reference=sobriete", "reference=sobriet", "B4", "reference inconnu : sobriet"),
        ("autres=Concerné+Peu concerné", "autres=Concerné+Peu", "B2", "autres inconnu : Peu"),
        ("axe=obligations", "axe=", "B3", "paramètre absent : axe"),
    ],
)
def test_a_finding_about_what_does_not_exist_is_said_not_computable(
    bakery: Run, tmp_path: Path, known: str, unknown: str, finding: str, said: str
) -> None:
    folder = tmp_path / "referentiel-boulange"
    shutil.copytree(REFERENTIAL, folder)
    path = folder / "constats.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(known) == 1
    path.write_text(text.replace(known, unknown), encoding="utf-8")
    findings = {f.id: f for f in run(referential=folder, catalogue=CATALOGUE).findings}
    assert (findings[finding].verdict, findings[finding].detail) == ("non calculable", said)
    others = {f.id: f for f in bakery.findings if f.id != finding}
    assert {name: f for name, f in findings.items() if name != finding} == others


def test_an_unreadable_term_refuses_the_referential(tmp_path: Path) -> None:
    folder = tmp_path / "referentiel-boulange"
    shutil.copytree(REFERENTIAL, folder)
    path = folder / "lexique.csv"
    line = path.read_bytes().count(b"\n") + 1
    path.write_bytes(path.read_bytes() + b"theme;? augment;;;\r\n")
    with pytest.raises(InputRefused) as refused:
        run(referential=folder, catalogue=CATALOGUE)
    (fault,) = refused.value.faults
    assert fault.startswith(
        f"lexique.csv, ligne {line}, colonne « terme » : « ? augment » — attendu\u00a0: un mot"
        " avant « ? »"
    )
    assert fault.endswith("[LEXIQUE-ILLISIBLE]")


def test_a_term_may_stand_beside_its_prefix(tmp_path: Path) -> None:
    folder = tmp_path / "referentiel-boulange"
    shutil.copytree(REFERENTIAL, folder)
    with (folder / "lexique.csv").open("ab") as stream:
        stream.write(b"theme;carbone*;;;\r\n")
    assert len(run(referential=folder, catalogue=CATALOGUE).offers) == 18


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_encoding_gives_the_same_rates(bakery: Run, tmp_path: Path, encoding: str) -> None:
    folder = tmp_path / "referentiel-boulange"
    shutil.copytree(REFERENTIAL, folder)
    for path in folder.glob("*.csv"):
        data = path.read_bytes()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("cp1252")
        path.write_bytes(text.encode(encoding))
    other = run(referential=folder, catalogue=CATALOGUE)
    assert [(m.metier, m.rate) for m in other.metiers] == [
        (m.metier, m.rate) for m in bakery.metiers
    ]


def test_labels_full_of_commas_in_a_semicolon_table(tmp_path: Path) -> None:
    folder = tmp_path / "referentiel-boulange"
    shutil.copytree(REFERENTIAL, folder)
    (folder / "familles.csv").write_text(
        "famille;libelle\nPROD;Pétrir, façonner, cuire\nVENTE;Accueillir, conseiller, vendre\n"
        "GEST;Acheter, compter, diriger\nTECH;Réparer, régler, livrer\n",
        encoding="utf-8",
    )
    families = run(referential=folder, catalogue=CATALOGUE).referential.families
    assert families["PROD"] == "Pétrir, façonner, cuire"
