"""The ``evaluate`` job on a tiny made folder in the published layouts, on broken ones, and on the
real files if there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from ranking import compare

from coverage_engine.domain.errors import InputRefused
from coverage_engine.jobs.evaluate import (
    ALL_LINKS,
    ALL_RELATIONS,
    BENCHMARKS,
    DEV,
    ESCO,
    EXACT_ONLY,
    NEW_TITLES,
    OURS,
    PARTS,
    RNCP,
    TEST,
    RankingEvaluation,
    evaluate_ranking,
    make_benchmark,
    read_data,
)
from coverage_engine.matching.evaluation import HIT_1, HIT_5
from coverage_engine.matching.ranking_benchmark import ask, measure
from coverage_engine.sources.public_data import RncpRome

pytestmark = pytest.mark.slow

REAL = Path(__file__).resolve().parents[3] / "shared" / "data"
_TRADES = ("Soudage", "Paie", "Vente", "Vigne")
_CODES = dict(zip(_TRADES, ("H2913", "M1203", "D1106", "A1405"), strict=True))
_KIT = "rncp-2021/rncp_{}.v1.4.csv"
_ROME = "rome-v460/unix_{}_v460_utf8.csv"


def _written(
    path: Path, header: str, rows: list[tuple[str, ...]], encoding: str = "utf-8", mark: str = ","
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator="\r\n")
    writer.writerows([header.split(","), *rows])
    path.write_bytes(out.getvalue().encode(encoding))


def made_folder(folder: Path) -> Path:
    """Forty certifications of four métiers; sixty competencies of ten skills."""
    titles = [
        (f"RNCP{i}", f"Technicien\nd''atelier n° {i}, {_TRADES[i % 4].lower()}")
        for i in range(41, 1, -1)
    ]
    titles += [("RNCP7", "Répétée"), ("RNCP900", "Sans métier")]
    blocs = [
        ("RNCP41", "RNCP41BC01", "Préparer", "", ""),
        ("RNCP41", "RNCP41BC02", "Contrôler", "", ""),
    ]
    links = [(f"RNCP{i}", "", _CODES[_TRADES[i % 4]], "x", "", "") for i in range(2, 42)]
    links += [("RNCP41", "", "M1203", "x", "", ""), ("RNCP2", "", "A14", "x", "", "")]
    _written(folder / _KIT.format("info"), "CodeRNCP,intituleDiplome", titles, "cp1252", ";")
    _written(
        folder / _KIT.format("rome"), "CodeRNCP,EtatFiche,Rome,libelle,,", links, "cp1252", ";"
    )
    _written(
        folder / _KIT.format("blocs_competences"),
        "CodeRNCP,numero_bloc,intitule,,",
        blocs,
        "cp1252",
        ";",
    )
    own = list(_CODES.items())
    header = "code_rome,libelle_rome"
    _written(
        folder / "rome-v347/unix_referentiel_code_rome_v347_utf8.csv",
        header,
        [(c, t) for t, c in own],
    )
    fiches = [(c, f"Métier : {t}", c) for t, c in own] + [
        ("Z9999", "Né depuis", "Z9999"),
        ("H2999", "Chaudronnier", "H2913"),
    ]
    _written(folder / _ROME.format("referentiel_code_rome"), f"{header},code_rome_parent", fiches)
    names = [
        ("Soudeur / Soudeuse", "H2913", ""),
        ("Chaudronnier d''art", "H2999", "H2913"),
        ("Né depuis", "Z9999", "Z9999"),
    ]
    _written(
        folder / _ROME.format("referentiel_appellation"),
        "libelle_appellation_long,code_rome,code_rome_parent",
        names,
    )
    _written(
        folder / _ROME.format("item"),
        "code_ogr,libelle",
        [("1", "Souder au plasma"), ("2", "Tailler")],
    )
    _written(
        folder / _ROME.format("coherence_item"),
        "code_rome,code_ogr",
        [("H2999", "1"), ("A1405", "2"), ("Z9999", "2")],
    )
    skills = [
        (f"http://esco/skill/u{i}", f"pratiquer l’art {w}", f"art {w}\n{w}")
        for i, w in enumerate("abcdefghij")
    ]
    _written(folder / "esco-fr/skills_fr.csv", "conceptUri,preferredLabel,altLabels", skills)
    relations = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch")
    pairs = [
        (f"Savoir {'abcdefghij'[i % 10]}{'abcdefghij'[i % 10]} {i}", f"u{i % 10}", relations[i % 3])
        for i in range(60)
    ]
    pairs += [(pairs[0][0], "u9", "skos:closeMatch"), ("Perdue", "absente", "skos:exactMatch")]
    _written(folder / "competent-esco/pairs_dev.csv", "competence_fr,esco_uuid,relation", pairs)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_folder(tmp_path_factory.mktemp("public"))


def run(benchmark: str, folder: Path, part: str = TEST) -> RankingEvaluation:
    return evaluate_ranking(benchmark, folder, part, lambda *_: None)


def test_certifications_are_read_in_the_order_of_their_numbers(folder: Path) -> None:
    data = read_data(RNCP, folder)
    assert isinstance(data, RncpRome)
    assert [c.code for c in data.certifications] == [f"RNCP{i}" for i in range(2, 42)]
    last = data.certifications[-1]
    assert (last.title, last.blocs) == ("Technicien d'atelier n° 41, paie", "Préparer Contrôler")
    assert last.metiers == {"M1203"}
    assert list(data.left.values()) == [1, 1, 1, 1]
    of_welding = [w for c, w in data.wordings if c == "H2913"]
    assert of_welding == [
        "Soudage",
        "Métier : Soudage",
        "Chaudronnier",
        "Soudeur / Soudeuse",
        "Chaudronnier d'art",
    ]
    assert {c for c, _ in data.wordings} == set(_CODES.values())
    assert data.items == {"H2913": ("Souder au plasma",), "A1405": ("Tailler",)}


def test_only_earlier_certifications_are_known(folder: Path) -> None:
    data = read_data(RNCP, folder)
    test, dev = (make_benchmark(data, part) for part in PARTS)
    assert [len(test.texts), len(dev.texts)] == [4, 4]
    assert "RNCP38 à RNCP41" in test.part
    assert "RNCP34 à RNCP37" in dev.part
    assert len(test.known[0]) == 36
    assert len(dev.known[0]) == 32
    assert not {t for t, _ in test.known[0]} & set(test.texts)
    assert {t for t, _ in dev.known[0]}.isdisjoint({*dev.texts, *test.texts})
    assert test.background == (*(t for t in dev.background), *test.texts)


def test_titles_seen_before_are_told_apart(folder: Path) -> None:
    data = read_data(RNCP, folder)
    assert isinstance(data, RncpRome)
    first, *others, last = data.certifications
    again = replace(last, title=first.title.upper())
    bench = make_benchmark(replace(data, certifications=(first, *others, again)), TEST)
    assert [bool(r) for r in bench.right[NEW_TITLES]] == [True, True, True, False]
    assert all(bench.right[ALL_LINKS])


def test_columns_added_by_the_ablation(folder: Path) -> None:
    bench = make_benchmark(read_data(RNCP, folder), TEST, blocs=True, items=True)
    assert bench.texts[-1] == ("Technicien d'atelier n° 41, paie", "Préparer Contrôler")
    assert [t for c, t in bench.targets if c == "H2913"][:2] == [
        ("Soudage", "Souder au plasma"),
        ("Métier : Soudage", ""),
    ]
    assert bench.titles[-1] == bench.texts[-1][0]


def test_parts_of_esco_know_all_the_others(folder: Path) -> None:
    data = read_data(ESCO, folder)
    test, dev = (make_benchmark(data, part) for part in PARTS)
    assert set(test.fold) <= {1, 2, 3, 4}
    assert set(dev.fold) == {0}
    assert len(test.texts) + len(dev.texts) == 60
    for bench in (test, dev):
        for fold, known in bench.known.items():
            asked = {t for t, f in zip(bench.texts, bench.fold, strict=True) if f == fold}
            assert {t for t, _ in known}.isdisjoint(asked)
            assert len({t for t, _ in known}) == 60 - len(asked)
    both = dict(
        zip(
            test.texts + dev.texts,
            test.right[ALL_RELATIONS] + dev.right[ALL_RELATIONS],
            strict=True,
        )
    )
    exact = dict(
        zip(test.texts + dev.texts, test.right[EXACT_ONLY] + dev.right[EXACT_ONLY], strict=True)
    )
    assert both[("Savoir aa 0",)] == {"u0", "u9"}
    assert exact[("Savoir aa 0",)] == {"u0"}
    assert exact[("Savoir bb 1",)] == frozenset()


@pytest.mark.parametrize("benchmark", BENCHMARKS)
def test_everything_at_once(folder: Path, benchmark: str) -> None:
    pytest.importorskip("sklearn")
    text, table = compare(benchmark, folder)
    assert f"Banc d’essai {benchmark}" in text
    for expected in (
        "hit@1",
        "rappel@10",
        "MRR",
        "Objectif",
        "TF-IDF",
        "sans voisins",
        "Ce que chaque élément apporte – dev",
        "Premières réponses fausses",
    ):
        assert expected in text
    assert " nan" not in text
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8"))))
    assert {r["tableau"] for r in rows} == {"mesures", "ablation"}
    ours = [r for r in rows if r["methode"] == OURS and r["tableau"] == "mesures"]
    assert {r["liens_connus"] for r in ours} == {"0", "1"}
    for r in rows:
        assert 0 <= float(r["hit_1_bas"]) <= float(r["hit_1"]) <= float(r["hit_1_haut"]) <= 1
        assert float(r["hit_1"]) <= float(r["hit_5"]) <= float(r["hit_10"])
        assert float(r["hit_1"]) <= float(r["mrr"]) <= float(r["hit_10"])
    assert not any("second" in name for name in rows[0])


@pytest.mark.parametrize("benchmark", BENCHMARKS)
def test_same_files_same_bytes(folder: Path, benchmark: str) -> None:
    assert run(benchmark, folder, DEV).csv == run(benchmark, folder, DEV).csv


@pytest.mark.parametrize("benchmark", BENCHMARKS)
def test_the_command_tells_our_measures_alone(folder: Path, benchmark: str) -> None:
    made = run(benchmark, folder)
    assert f"Banc d’essai {benchmark}" in made.text
    assert "Objectif" in made.text
    rows = list(csv.DictReader(io.StringIO(made.csv.decode("utf-8"))))
    assert {r["methode"] for r in rows} == {OURS}
    _, table = compare(benchmark, folder)
    assert set(made.csv.splitlines()) < set(table.splitlines())


def _refusal(benchmark: str, folder: Path) -> str:
    with pytest.raises(InputRefused) as caught:
        run(benchmark, folder)
    assert all("→" in fault for fault in caught.value.faults)
    return str(caught.value)


def test_a_missing_folder_says_what_it_should_hold(tmp_path: Path) -> None:
    told = _refusal(RNCP, tmp_path / "rien")
    assert "dossier introuvable" in told
    assert "rncp-2021/" in told
    assert "rome-v460/" in told


def test_every_missing_file_is_told_at_once(tmp_path: Path) -> None:
    made_folder(tmp_path)
    (tmp_path / _KIT.format("rome")).unlink()
    (tmp_path / _ROME.format("item")).unlink()
    told = _refusal(RNCP, tmp_path).splitlines()
    assert len(told) == 2
    assert "rncp-2021/rncp_rome.v1.4.csv : fichier absent" in told[0]


def _no_column(data: bytes) -> bytes:
    return data.replace(b"intituleDiplome", b"titre", 1)


def _short_row(data: bytes) -> bytes:
    return data + b"RNCP50\r\n"


def _bad_code(data: bytes) -> bytes:
    return data + b"cinquante;Titre\r\n"


def _open_quote(data: bytes) -> bytes:
    return data + b'RNCP50;"jamais\r\n'


def _empty(_: bytes) -> bytes:
    return b""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_no_column, "ligne 1 : colonne absente : intituleDiplome"),
        (_short_row, "ligne 44 : 1 cellules au lieu de 2"),
        (_bad_code, "ligne 44, CodeRNCP : « cinquante »"),
        (_open_quote, "guillemets mal fermés"),
        (_empty, "colonne absente"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(
    tmp_path: Path, change: Callable[[bytes], bytes], told: str
) -> None:
    path = made_folder(tmp_path) / _KIT.format("info")
    path.write_bytes(change(path.read_bytes()))
    message = _refusal(RNCP, tmp_path)
    assert told in message
    assert "rncp_info.v1.4.csv" in message


def test_the_wrong_encoding_is_refused(tmp_path: Path) -> None:
    path = made_folder(tmp_path) / "esco-fr/skills_fr.csv"
    path.write_bytes(path.read_bytes().decode("utf-8").replace("l’art", "l'été").encode("cp1252"))
    assert "encodage inattendu" in _refusal(ESCO, tmp_path)


def test_nothing_to_measure_is_refused(tmp_path: Path) -> None:
    made_folder(tmp_path)
    _written(
        tmp_path / "competent-esco/pairs_dev.csv",
        "competence_fr,esco_uuid,relation",
        [("A", "absente", "x")],
    )
    assert "aucune correspondance" in _refusal(ESCO, tmp_path)
    _written(
        tmp_path / "competent-esco/pairs_dev.csv",
        "competence_fr,esco_uuid,relation",
        [("A", "u1", "x")],
    )
    assert "trop peu de textes" in _refusal(ESCO, tmp_path)
    _written(tmp_path / _KIT.format("rome"), "CodeRNCP,Rome", [("RNCP2", "H2913")], "cp1252", ";")
    assert "trop peu de textes" in _refusal(RNCP, tmp_path)


def test_real_certifications_without_known_links() -> None:
    if not REAL.is_dir():
        pytest.skip("données publiques absentes (../shared/data)")
    bench = make_benchmark(read_data(RNCP, REAL), DEV)
    asked = range(0, len(bench.texts), len(bench.texts) // 300)
    some = replace(
        bench,
        texts=tuple(bench.texts[i] for i in asked),
        fold=(0,) * len(asked),
        right={ALL_LINKS: tuple(bench.right[ALL_LINKS][i] for i in asked)},
    )
    (row,) = measure(some, OURS, ask(some, known=False), known=False)
    assert row.figures[HIT_1].value > 0.5
    assert row.figures[HIT_5].value > 0.75
