"""A branch that is not assistance, on a theme that is not AI: bakers and energy, invented for these tests.

Four axes with other identifiers (none called ``metier``), axis weights, other thresholds, its own lexicon,
``;`` separators, cp1252, CRLF, decimal commas, and a catalogue with other column titles and its own faults.
"""

from __future__ import annotations

import ast
import csv
import io
import re
import shutil
import tokenize
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from coverage_engine.normalise import fold
from coverage_engine.pipeline import run
from coverage_engine.query.run import Run
from coverage_engine.query.tables import DataTable, make_tables

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
REFERENTIAL, CATALOGUE = DATA / "referentiel-boulange", DATA / "catalogue-boulange"
ASSISTANCE = ROOT / "referentials" / "assistance-2026"
PACKAGE = ROOT / "coverage_engine"


@pytest.fixture(scope="module")
def bakery() -> Run:
    return run(referential=REFERENTIAL, catalogue=CATALOGUE)


@pytest.fixture(scope="module")
def tables(bakery: Run) -> dict[str, DataTable]:
    return {t.name: t for t in make_tables(bakery)}


@pytest.fixture(scope="module")
def with_trade_axis(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The same referential, its fourth axis called ``metier``: the words of trades then show that axis."""
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


def assistance(table: str) -> list[dict[str, str]]:
    with (ASSISTANCE / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# --- What was read


def test_the_referential_is_read_whole(bakery: Run) -> None:
    ref = bakery.referential
    assert [(a.id, a.weight) for a in ref.axes] == [
        ("sobriete", 1), ("equipements", Fraction(3, 2)), ("obligations", 1), ("atelier", Fraction(1, 2)),
    ]  # fmt: skip
    assert (len(ref.perimeter), len(ref.competences), len(ref.needs)) == (8, 15, 65)
    assert ref.settings.seuil_bien_couvert == Fraction(7, 10)
    assert ref.settings.heures_par_jour == 8
    # A reference is read whatever its case and accents, and shown as the table that defines it prints it.
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
        ("DOUBLON", 2), ("DOUBLON-DESACCORD", 9), ("COLONNES-DECALEES", 18), ("LIEN-COUPE", 11),
        ("LIEN-CITATION", 7), ("LIEN-INCOMPLET", 6), ("LIEN-ABSENT", 13), ("FORMAT-ILLISIBLE", 13),
        ("PRIX-ABSENT", 12), ("DUREE-ABSENTE", 16), ("DUREE-CONTRADICTOIRE", 9), ("DUREE-INCONNUE", 11),
        ("HORS-THEME", 15), ("HORS-FORMATION", 17), ("CIBLE-RAPPROCHEE", 7), ("CIBLE-ABSENTE", 19),
    ],
)  # fmt: skip
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
    """Two métiers reckoned on paper, axis weights included."""
    rates = {m.metier: (m.rate.numerator, m.rate.denominator) for m in bakery.metiers}
    # 1 + 1 + 1 + 1 + (level 2 × priority 0,5 × axis 0,5)
    assert rates["Livreur de tournée"] == (Fraction(9, 2), Fraction(9, 2))
    # sobriété 2 + 2 + 1; fours 1,5 × (3 × ½ + 1 × ½ + 2); règles 1; atelier 0,5 × 1,5 × 3 × ½
    assert rates["Fournier"] == (Fraction(105, 8), Fraction(69, 4))


def test_rates_are_sensible(bakery: Run, tables: dict[str, DataTable]) -> None:
    values = [m.rate.value for m in bakery.metiers]
    assert all(v is not None and 0 < v <= 1 for v in values)
    assert len(set(values)) >= 6
    verdicts = {m.metier: m.verdict for m in bakery.metiers}
    assert {m for m, v in verdicts.items() if v == "à renforcer"} == {
        "Gérant de boulangerie artisanale",
        "Technicien de maintenance des fournils",
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
    rejected = links["levain-formation-les-ecogestes-au-fournil", "SOB4"]
    assert (accepted.probability, rejected.probability) == (1, 0)
    assert all(rejected.offer not in n.offers for n in bakery.needs if n.competence == "SOB4")


@pytest.mark.xfail(reason="an off-theme offer accepted by a person has no axis: counts for nothing (method §2.5)")
def test_an_offer_accepted_on_the_theme_counts(bakery: Run) -> None:
    accepted = "froid-service-entretien-des-chambres-froides-et-groupes"
    assert any(x.offer == accepted and x.value for x in bakery.links)


def test_findings_of_its_own(bakery: Run) -> None:
    verdicts = {f.id: f.verdict for f in bakery.findings}
    assert verdicts.keys() == {"B1", "B2", "B3", "B4", "B5", "B6"}
    assert verdicts["B6"] == "non calculable"  # a test the engine does not know is said, not guessed
    assert all(v in ("confirmé", "infirmé") for f, v in verdicts.items() if f != "B6")


# --- With an axis called metier


def test_an_axis_called_metier_is_shown_by_the_words_of_trades(bakery: Run, with_trade_axis: Run) -> None:
    counter = "climat-et-pain-energie-et-clientele-expliquer-la-demarche"
    assert bakery.reading_by_offer[counter].axes["atelier"][0] == "aborde"
    assert with_trade_axis.reading_by_offer[counter].axes["metier"][0] == "principal"
    hotel = "froid-service-choisir-une-pompe-a-chaleur-pour-son-magasin"
    assert "metier" in with_trade_axis.reading_by_offer[hotel].axes
    assert set(bakery.reading_by_offer[hotel].axes) == {"equipements"}


def test_the_other_axes_do_not_move(bakery: Run, with_trade_axis: Run) -> None:
    def rates(which: Run) -> dict[tuple[str, str], object]:
        return {(a.metier, a.axis): a.rate for a in which.axes if a.axis not in ("atelier", "metier")}

    assert rates(bakery) == rates(with_trade_axis)


@pytest.mark.parametrize("name", ["bakery", "with_trade_axis"])
def test_an_offer_for_another_trade_reaches_nobody(name: str, request: pytest.FixtureRequest) -> None:
    which: Run = request.getfixturevalue(name)
    hotel = next(o for o in which.offers if o.rows == (20,))
    assert not [x for x in which.links if x.offer == hotel.id]


@pytest.mark.xfail(reason="naming the members of a group «tous» makes its offers «famille» (method §3)")
def test_an_offer_for_everyone_is_general(bakery: Run) -> None:
    first = next(o for o in bakery.offers if 12 in o.rows)
    assert {x.scope for x in bakery.links if x.offer == first.id} == {"généraliste"}


# --- Nothing of assistance


def _label_finder(labels: list[str]) -> Callable[[str], list[str]]:
    """Finds labels of two words or more as whole words, anywhere in a text; case and accents aside."""
    several = [label for label in labels if len(label.split()) > 1]
    patterns = {label: re.compile(rf"(?<!\w){re.escape(fold(label))}(?!\w)") for label in several}

    def find(text: str) -> list[str]:
        folded = fold(text)
        return [label for label, pattern in patterns.items() if pattern.search(folded)]

    return find


def _texts(tables: dict[str, DataTable]) -> Iterator[tuple[str, str, str]]:
    for table in tables.values():
        for c in table.columns:
            yield table.name, "titre", c.label
        for row in table.rows:
            for c, cell in zip(table.columns, row, strict=True):
                if isinstance(cell, str):
                    yield table.name, c.name, cell


LABELS = [
    ("metiers", "metier"), ("axes", "libelle"), ("competences", "libelle"), ("familles", "libelle"),
    ("groupes", "libelle"), ("leviers", "libelle"), ("constats", "libelle"), ("alias", "libelle"),
    ("formulations", "formulation"),
]  # fmt: skip
IDENTIFIERS = [
    ("metiers", "metier"), ("axes", "axe"), ("competences", "competence"), ("groupes", "groupe"),
    ("profils", "profil"),
]  # fmt: skip
# Columns whose words belong to the method, in any branch: kind of an offer, reach of a competency.
METHOD_COLUMNS = ("nature", "portee")


def test_no_label_of_assistance_in_any_table(tables: dict[str, DataTable]) -> None:
    find = _label_finder([row[name] for table, name in LABELS for row in assistance(table)])
    assert [(where, name, text, found) for where, name, text in _texts(tables) if (found := find(text))] == []


def test_no_identifier_of_assistance_in_any_table(tables: dict[str, DataTable]) -> None:
    foreign = {row[name] for table, name in IDENTIFIERS for row in assistance(table)}
    cells = [cell for cell in _texts(tables) if cell[1] not in METHOD_COLUMNS]
    parts = [(where, name, part.strip()) for where, name, text in cells for part in re.split(r" ; |[:(]", text)]
    assert [p for p in parts if p[2] in foreign] == []


def test_no_term_of_the_theme_of_assistance_in_any_cell(tables: dict[str, DataTable]) -> None:
    """``theme`` and ``outil`` terms only: the other ones are plain French words («enjeux», «initi*»)."""
    terms = [row["terme"] for row in assistance("lexique") if row["objet"] in ("theme", "outil")]
    patterns = [
        re.compile(rf"(?<!\w){re.escape(t.removesuffix('*'))}" + ("" if t.endswith("*") else r"(?!\w)"))
        for t in terms
        if not t.startswith("@") and "+" not in t
    ]
    cells = [(where, name, text) for where, name, text in _texts(tables) if name != "titre"]
    assert [c for c in cells if any(p.search(fold(c[2])) for p in patterns)] == []


@pytest.mark.xfail(reason="settings.py explains seuil_axe_pivot with axes of assistance and cites its source S0")
def test_the_settings_speak_of_no_branch(tables: dict[str, DataTable]) -> None:
    words = "|".join(fold(row["libelle"]) for row in assistance("axes"))
    texts = [*column(tables["reglages"], "raison"), *column(tables["reglages"], "source")]
    assert [t for t in texts if re.search(rf"\b(?:{words}|s[0-4])\b", fold(str(t)))] == []


@pytest.mark.xfail(reason="the column «À propos d’IA» of the table of offers is printed whatever the theme")
def test_the_titles_of_columns_name_no_theme(tables: dict[str, DataTable]) -> None:
    assert [c.label for t in tables.values() for c in t.columns if re.search(r"\bia\b", fold(c.label))] == []


# --- The words of assistance in the engine's code

DOMAIN = re.compile(
    r"\b(?:assistance|infirmi\w*|medecin\w*|medica\w*|reclamation\w*|plateaux?|sinistr\w*|conciergeri\w*|"
    r"actuair\w*|tarificat\w*|statisticien\w*|comptab\w*|rapatri\w*|beneficiaire\w*|recrut\w*|juriste\w*|idcc|pwc|acculturation|esprit.critique|"
    r"ethique\w*|opco|chatgpt|copilot\w*)\b"
)
# Unavoidable: the identifiers of the data embedded by default.
DEFAULTS = {"assistance-2026"}
# Known, reported: see test_the_settings_speak_of_no_branch.
KNOWN = {("settings.py", "acculturation"), ("settings.py", "opco")}


def _docstring_lines(tree: ast.AST) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node, clean=False):
            first = node.body[0]
            lines.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return lines


def _code_words(path: Path) -> Iterator[tuple[int, str]]:
    """Domain words in the code of a module: names and strings, comments and docstrings left out."""
    source = path.read_text(encoding="utf-8")
    doc = _docstring_lines(ast.parse(source))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT or token.start[0] in doc or token.string.strip("\"'") in DEFAULTS:
            continue
        for found in DOMAIN.findall(fold(token.string).replace("_", " ")):
            yield token.start[0], found


def test_no_word_of_assistance_in_the_code() -> None:
    found = [
        (path.relative_to(PACKAGE).as_posix(), line, word)
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, word in _code_words(path)
        if (path.name, word) not in KNOWN
    ]
    assert found == []


def test_the_search_for_words_finds_some(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    source = '"""De l’assistance."""\nIDS = ("infirmier_d_assistance",)  # plateaux\n'
    module.write_text(source, encoding="utf-8")
    assert list(_code_words(module)) == [(2, "infirmier"), (2, "assistance")]


# --- Tables as Excel writes them


@pytest.mark.xfail(reason="the engine stops on a KeyError when a finding names an axis that does not exist")
def test_a_finding_about_an_unknown_axis_is_said_not_computable(tmp_path: Path) -> None:
    folder = tmp_path / "referentiel-boulange"
    shutil.copytree(REFERENTIAL, folder)
    path = folder / "constats.csv"
    path.write_bytes(path.read_bytes().replace(b"axe=sobriete", b"axe=sobriet"))
    findings = {f.id: f.verdict for f in run(referential=folder, catalogue=CATALOGUE).findings}
    assert findings["B1"] == "non calculable"


@pytest.mark.xfail(reason="a term and its prefix form are taken for one identifier: the referential is refused")
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
    assert [(m.metier, m.rate) for m in other.metiers] == [(m.metier, m.rate) for m in bakery.metiers]


@pytest.mark.xfail(reason="a comma is taken for the separator when labels hold more commas than «;»")
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
