"""Two tables in, their links out: columns recognised, coordinates of every fault, nothing written
when refused.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter

from coverage_engine.domain.errors import CoverageError
from coverage_engine.jobs.match import Matched, match_tables
from coverage_engine.sources.text_columns import Asked

SOURCES = "code;intitule\nF1;Gestionnaire de paie\nF2;Conduite de chantier\nF3;—\nF4;Poésie\n"
TARGETS = (
    "code_rome,libelle\nM1,Gestion de la paie\nM1,Paie et administration\nN1,Chef de"
    " chantier\nN2,\n"
)


def put(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def run(
    folder: Path, sources: Path, targets: Path, known: Path | None = None, **options: Any
) -> Matched:
    wanted = {
        "top": 10,
        "explain": False,
        "jobs": 1,
        "out": folder / "liens.csv",
        "progress": lambda a, b: None,
    }
    return match_tables(
        Asked(
            sources, tuple(options.pop("source_text", ())), options.pop("source_id", None), "source"
        ),
        Asked(
            targets, tuple(options.pop("target_text", ())), options.pop("target_id", None), "target"
        ),
        known,
        **{**wanted, **options},
    )


def match(
    folder: Path, sources: str = SOURCES, targets: str = TARGETS, known: str = "", **options: Any
) -> Matched:
    linked = put(folder, "connus.csv", known) if known else None
    return run(
        folder,
        put(folder, "sources.csv", sources),
        put(folder, "cibles.csv", targets),
        linked,
        **options,
    )


def rows(made: Matched) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made.data.decode("utf-8"))))


def pairs(made: Matched) -> list[tuple[str, str, str]]:
    return [(r["source_id"], r["target_id"], r["rang"]) for r in rows(made)]


def refused(folder: Path, *arguments: str, **options: Any) -> list[str]:
    with pytest.raises(CoverageError) as caught:
        match(folder, *arguments, **options)
    assert not (folder / "liens.csv").exists()
    return str(caught.value).splitlines()


def test_columns_and_summary(tmp_path: Path) -> None:
    made = match(tmp_path)
    assert made.data.decode().splitlines()[0] == "source_id,target_id,rang,score"
    assert pairs(made) == [("F1", "M1", "1"), ("F2", "N1", "1")]
    assert made.summary == (
        "Sources : sources.csv, texte « intitule », identifiant « code » ; 4 sources.",
        "Cibles : cibles.csv, texte « libelle », identifiant « code_rome » ; 2 cibles, 3 libellés.",
        "2 liens trouvés.",
        "Sources sans aucun mot à comparer : 1 (ligne 4).",
        "Sources sans aucun lien, faute de mot commun : 1 (ligne 5).",
        "Cibles sans texte, laissées de côté : 1 (ligne 5).",
    )


def test_reasons_are_french_and_add_up(tmp_path: Path) -> None:
    known = "source_text,target_id\nGestionnaire paie et social,M1\n"
    first = rows(match(tmp_path, known=known, explain=True))[0]
    assert list(first)[4:] == ["libelle_cible", "termes", "regles"]
    assert first["libelle_cible"] == "Gestion de la paie"
    assert first["termes"].startswith("paie 0,")
    sums, quote = first["regles"].split(" ; déjà lié : ")
    assert quote == "« Gestionnaire paie et social »"
    total = 0.0
    for part in sums.split(" + "):
        value, weight = part.replace(",", ".").rsplit(" × ", 1)
        total += float(value.rsplit(" ", 1)[1]) * float(weight)
    assert total == pytest.approx(float(first["score"]), abs=0.03)
    assert "mots 0," in sums
    assert "liens connus 0," in sums


def test_a_link_that_shares_no_word_is_learned_from_known_ones(tmp_path: Path) -> None:
    known = "source_text,target_id\nPoésie,N1\n"
    assert ("F4", "N1", "1") in pairs(match(tmp_path, known=known))
    assert "Liens connus : 1 lien." in match(tmp_path, known=known).summary


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_usual_separators_and_encodings(tmp_path: Path, encoding: str, separator: str) -> None:
    table = "id;libellé\n1;Élevage\n2;Pêche\n".replace(";", separator)
    path = put(tmp_path, "t.csv", table, encoding)
    assert pairs(run(tmp_path, path, path)) == [("1", "1", "1"), ("2", "2", "1")]


def test_a_workbook_with_titles_above_and_another_sheet(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for title in ("Notes", "Offres", "Vieux"):
            book.add_worksheet(title)
        sheet = book.get_worksheet_by_name("Offres")
        sheet.write(0, 0, "Liste des offres")
        for at, row in enumerate([("Réf", "Nom"), (12, "Paie"), (13, "Soudure")], 2):
            sheet.write_row(at, 0, row)
        book.get_worksheet_by_name("Vieux").write_row(0, 0, ("Réf", "Nom"))
    made = run(tmp_path, path, path, source_id="Réf", target_id="ref")
    assert pairs(made) == [("12", "12", "1"), ("13", "13", "1")]
    assert "autre feuille non lue : t.xlsx [Vieux]" in made.summary[0]


def test_without_identifiers_the_row_number_is_one(tmp_path: Path) -> None:
    made = match(tmp_path, "titre\n\nPaie, et gestion\nChantier\n")
    assert [p[:2] for p in pairs(made)] == [("3", "M1"), ("4", "N1")]
    assert "identifiant : le numéro de ligne du tableur" in made.summary[0]
    asked = match(tmp_path, "code,titre\nA,Paie\nA,Chantier\n", source_id="ligne")
    assert [p[:2] for p in pairs(asked)] == [("2", "M1"), ("3", "N1")]


def test_the_only_column_of_words_is_the_text(tmp_path: Path) -> None:
    made = match(tmp_path, "a,b,c\n1,Paie,2024\n2,Chantier,2025\n")
    assert "texte « b »" in made.summary[0]


def test_names_are_recognised_inside_a_title(tmp_path: Path) -> None:
    made = match(tmp_path, "CodeRNCP;intituleDiplome;Actif\nR1;Paie;oui\n")
    assert "texte « intituleDiplome », identifiant « CodeRNCP »" in made.summary[0]


def test_weighted_columns_and_titles_with_a_colon(tmp_path: Path) -> None:
    table = "code,Nom : court,resume\nF1,Paie,chantier\n"
    made = match(tmp_path, table, source_text=["Nom : court:3", "resume:0,5"])
    assert "texte « Nom : court » (poids 3), « resume » (poids 0.5)" in made.summary[0]
    assert pairs(made)[0] == ("F1", "M1", "1")
    turned = match(tmp_path, table, source_text=["Nom : court:0.1", "RÉSUMÉ"])
    assert pairs(turned)[0] == ("F1", "N1", "1")
    numbered = "code,Niveau,Niveau 2\nF1,Paie,chantier\n"
    assert "texte « Niveau »," in match(tmp_path, numbered, source_text=["Niveau:2"]).summary[0]
    assert (
        "texte « Nom : court »," in match(tmp_path, table, source_text=["Nom : court"]).summary[0]
    )


def test_formulas_are_read_as_texts_and_never_written_as_such(tmp_path: Path) -> None:
    made = match(
        tmp_path,
        "code,titre\n=CMD(paie),=SOMME(paie)\n",
        "code,titre\nX,=PAIE(a1|b)\n",
        explain=True,
    )
    assert made.data.decode().splitlines()[1].startswith("'=CMD(paie),X,1,")
    assert "'=PAIE(a1|b)" in made.data.decode()


def test_all_rows_identical_and_a_single_row(tmp_path: Path) -> None:
    same = match(
        tmp_path,
        "id,titre\n" + "".join(f"S{i},Paie\n" for i in range(3)),
        "id,titre\nB,Paie\nA,Paie\n",
    )
    assert pairs(same) == [(f"S{i}", t, r) for i in range(3) for t, r in (("A", "1"), ("B", "2"))]
    assert {r["score"] for r in rows(same)} == {"1"}
    assert pairs(match(tmp_path, "titre\nPaie\n", "titre\nPaie\n")) == [("2", "2", "1")]


@pytest.mark.slow
def test_a_table_of_200_000_rows_is_read(tmp_path: Path) -> None:
    many = put(
        tmp_path,
        "cibles.csv",
        "id,titre\n" + "".join(f"{i},metier {i % 97}\n" for i in range(200_000)),
    )
    made = run(tmp_path, put(tmp_path, "s.csv", "titre\nmetier 96\n"), many, top=1)
    assert pairs(made) == [("2", "100006", "1")]


def test_parquet_holds_the_same_table(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    made = match(tmp_path, out=tmp_path / "liens.parquet", explain=True)
    frame = pd.read_parquet(io.BytesIO(made.data))
    assert [str(frame[c].dtype) for c in ("rang", "score")] == ["int64", "float64"]
    wanted = rows(match(tmp_path, explain=True))
    assert frame.astype({"rang": str}).drop(columns="score").to_dict("records") == [
        {name: value for name, value in row.items() if name != "score"} for row in wanted
    ]
    assert frame["score"].tolist() == [float(r["score"]) for r in wanted]
    assert match(tmp_path, out=tmp_path / "liens.parquet", explain=True).data == made.data


def test_parquet_without_its_module_says_how_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    fault = refused(tmp_path, out=tmp_path / "liens.parquet")[0]
    assert "pip install pyarrow" in fault
    assert ".csv" in fault


GIANT = "x" * 40_000
REFUSED: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"sources": "code;intitule\n"}, ("sources.csv : des titres de colonnes mais aucune ligne",)),
    (
        {"sources": "code;intitule\nF1;\nF2; \n"},
        ("aucun texte dans « intitule » → choisissez", "--source-text"),
    ),
    (
        {"targets": "code,libelle\nM1,\n"},
        ("cibles.csv : aucun texte dans « libelle »", "--target-text"),
    ),
    (
        {"sources": "a,b\n1,2\n3,4\n"},
        ("ligne 1 : aucune colonne de texte reconnue : « a », « b » → ", "--source-text"),
    ),
    (
        {"sources": "a,b\nPaie,Social\n"},
        ("plusieurs colonnes peuvent porter le texte : « a », « b »",),
    ),
    (
        {"sources": "code;intitule\nA;x1\nB;x2\nA;x3\n"},
        ("lignes 2, 4 : même identifiant « A »", "--source-id ligne"),
    ),
    (
        {"sources": "code;intitule\nA;x1\n;x2\n"},
        ("sources.csv, ligne 3 : identifiant « code » vide →",),
    ),
    (
        {"targets": "code,libelle\n,Paie\n"},
        ("cibles.csv, ligne 2 : identifiant « code » vide →", "--target-id ligne"),
    ),
    (
        {"targets": "code_a,code_b,libelle\n1,2,x\n"},
        ("plusieurs colonnes peuvent être l’identifiant", "code_b"),
    ),
    (
        {"sources": "ligne;intitule\n;Paie\n", "source_id": "ligne"},
        ("ou choisissez une autre colonne",),
    ),
    (
        {"sources": f"code;intitule\nA;{GIANT}\n"},
        ("ligne 2, colonne B : texte de 40000 caractères → 32767 au plus",),
    ),
    (
        {"sources": f"code;intitule\nA;{'x' * 10**6}\n"},
        ("sources.csv, ligne 2 : cellule démesurée",),
    ),
    (
        {"sources": "code;intitule\nA;Paie;et plus\n"},
        ("ligne 2 : plus de cellules que de titres →",),
    ),
    (
        {"source_text": ["titre"]},
        ("colonne « titre » introuvable", "trouvées : « code », « intitule »", "--source-text"),
    ),
    (
        {"target_id": "x"},
        ("cibles.csv, ligne 1 : colonne « x » introuvable", "corrigez --target-id"),
    ),
    (
        {"source_text": ["intitule:beaucoup"]},
        ("poids « beaucoup » de la colonne « intitule »", "« intitule:0.5 »"),
    ),
    ({"source_text": ["intitule:0"]}, ("poids « 0 »",)),
    ({"source_text": ["intitule:-1"]}, ("poids « -1 »",)),
    ({"source_text": ["intitule:nan"]}, ("poids « nan »",)),
    ({"source_text": ["intitule:inf"]}, ("poids « inf »",)),
    ({"source_text": ["intitule:"]}, ("poids «  »",)),
    ({"source_text": ["intitule", "INTITULE:2"]}, ("« intitule » demandée deux fois",)),
    (
        {"sources": "nom,nom\nPaie,Social\n", "source_text": ["nom"]},
        ("plusieurs colonnes s’appellent « nom » (A, B)",),
    ),
    (
        {"known": "source_text,target_id\nPaie,M1\nSocial,Z9\nRH,Z9\n"},
        ("connus.csv, lignes 3, 4 : cible « Z9 » absente",),
    ),
    (
        {"known": "source_text,target_id\nPaie,N2\n"},
        ("cible « N2 » absente de cibles.csv, ou sans texte",),
    ),
    (
        {"known": "source_text,target_id\n,M1\nPaie,\n"},
        ("ligne 2 : « source_text » vide", "ligne 3 : « target_id » vide"),
    ),
    (
        {"known": "texte,cible\nPaie,M1\n"},
        ("connus.csv : colonne(s) obligatoire(s) introuvable(s) : source_text, target_id",),
    ),
    ({"top": 0}, ("--top 0 : nombre refusé → donnez un nombre entier à partir de 1",)),
    ({"jobs": -1, "top": -5}, ("--top -5", "--jobs -1")),
]


@pytest.mark.parametrize(("case", "wanted"), REFUSED)
def test_refusals_say_what_where_and_what_to_do(
    tmp_path: Path, case: dict[str, Any], wanted: tuple[str, ...]
) -> None:
    told = "\n".join(refused(tmp_path, **case))
    for words in wanted:
        assert words in told
    assert "→" in told


def test_many_faults_are_counted(tmp_path: Path) -> None:
    twice = "code;intitule\n" + "".join(f"F{i % 30};Paie {i}\n" for i in range(60))
    faults = refused(tmp_path, twice)
    assert len(faults) == 11
    assert "30 identifiants en double en tout →" in faults[-1]
    absent = "source_text,target_id\n" + "".join(f"Paie,Z{i % 25}\n" for i in range(60))
    faults = refused(tmp_path, known=absent)
    assert len(faults) == 11
    assert "25 cibles absentes en tout →" in faults[-1]


def test_places_that_cannot_be_written_are_refused_first(tmp_path: Path) -> None:
    (tmp_path / "dossier.csv").mkdir()
    for out, words in (
        (tmp_path / "dossier.csv", "est un dossier"),
        (tmp_path / "liens.xlsx", "en .csv ou .parquet"),
        (tmp_path / "liens", "en .csv ou .parquet"),
        (tmp_path / "absent" / "liens.csv", "n’existe pas"),
        (tmp_path / "sources.csv", "l’une des tables à lire"),
    ):
        assert words in refused(tmp_path, out=out)[0]


def test_missing_and_unreadable_tables(tmp_path: Path) -> None:
    good = put(tmp_path, "cibles.csv", TARGETS)
    for name, data in (
        ("absente.csv", None),
        ("vide.csv", b""),
        ("faux.xlsx", b"PK\x03\x04rien"),
        ("bin.csv", b"\0\1\2"),
    ):
        if data is not None:
            (tmp_path / name).write_bytes(data)
        with pytest.raises(CoverageError, match=name):
            run(tmp_path, tmp_path / name, good)
        with pytest.raises(CoverageError, match=name):
            run(tmp_path, good, tmp_path / name)
        with pytest.raises(CoverageError, match=name):
            run(tmp_path, good, good, tmp_path / name, source_id="ligne")
