"""Nothing of the embedded branch in the report of another one, nor in the engine's code."""

from __future__ import annotations

import ast
import csv
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coverage_engine.domain.normalise import fold
from coverage_engine.jobs.coverage import run
from coverage_engine.tables.run_tables import DataTable, make_tables

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
ASSISTANCE = ROOT / "referentials" / "assistance-2026"
PACKAGE = ROOT / "coverage_engine"


@pytest.fixture(scope="module")
def tables() -> dict[str, DataTable]:
    """Tables of the invented bakery (see ``test_other_branch.py``)."""
    bakery = run(referential=DATA / "referentiel-boulange", catalogue=DATA / "catalogue-boulange")
    return {t.name: t for t in make_tables(bakery)}


def column(table: DataTable, name: str) -> list[object]:
    index = [c.name for c in table.columns].index(name)
    return [row[index] for row in table.rows]


def assistance(table: str) -> list[dict[str, str]]:
    with (ASSISTANCE / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# --- Nothing of assistance in the tables


def _label_finder(labels: list[str]) -> Callable[[str], list[str]]:
    """Finds labels of two words or more as whole words, anywhere in a text; case and accents
    aside.
    """
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
    ("metiers", "metier"),
    ("axes", "libelle"),
    ("competences", "libelle"),
    ("familles", "libelle"),
    ("groupes", "libelle"),
    ("leviers", "libelle"),
    ("constats", "libelle"),
    ("alias", "libelle"),
    ("formulations", "formulation"),
]
IDENTIFIERS = [
    ("metiers", "metier"),
    ("axes", "axe"),
    ("competences", "competence"),
    ("groupes", "groupe"),
    ("profils", "profil"),
]
# Columns whose words belong to the method, in any branch: kind of an offer, reach of a competency.
METHOD_COLUMNS = ("nature", "portee")


def test_no_label_of_assistance_in_any_table(tables: dict[str, DataTable]) -> None:
    find = _label_finder([row[name] for table, name in LABELS for row in assistance(table)])
    assert [
        (where, name, text, found) for where, name, text in _texts(tables) if (found := find(text))
    ] == []


def test_no_identifier_of_assistance_in_any_table(tables: dict[str, DataTable]) -> None:
    foreign = {row[name] for table, name in IDENTIFIERS for row in assistance(table)}
    kinds = {text for _, name, text in _texts(tables) if name == "nature"}
    cells = [
        (where, name, text)
        for where, name, text in _texts(tables)
        if name not in METHOD_COLUMNS
        and not (where == "offre_en_chiffres" and text in kinds)  # offers counted by kind
    ]
    parts = [
        (where, name, part.strip())
        for where, name, text in cells
        for part in re.split(r" ; |[:(]", text)
    ]
    assert [p for p in parts if p[2] in foreign] == []


def test_no_term_of_the_theme_of_assistance_in_any_cell(tables: dict[str, DataTable]) -> None:
    """``theme`` and ``outil`` terms only: the other ones are plain French words («enjeux»,
    «initi*»).
    """
    terms = [row["terme"] for row in assistance("lexique") if row["objet"] in ("theme", "outil")]
    patterns = [
        re.compile(
            rf"(?<!\w){re.escape(t.removesuffix('*'))}" + ("" if t.endswith("*") else r"(?!\w)")
        )
        for t in terms
        if not t.startswith("@") and "+" not in t
    ]
    cells = [(where, name, text) for where, name, text in _texts(tables) if name != "titre"]
    assert [c for c in cells if any(p.search(fold(c[2])) for p in patterns)] == []


def test_the_settings_speak_of_no_branch(tables: dict[str, DataTable]) -> None:
    words = "|".join(fold(row["libelle"]) for row in assistance("axes"))
    texts = [*column(tables["reglages"], "raison"), *column(tables["reglages"], "source")]
    assert [t for t in texts if re.search(rf"\b(?:{words}|s[0-4])\b", fold(str(t)))] == []


def test_the_titles_of_columns_name_no_theme(tables: dict[str, DataTable]) -> None:
    titles = [c.label for t in tables.values() for c in t.columns]
    assert [t for t in titles if re.search(r"\bia\b", fold(t))] == []
    assert "À propos du thème" in titles


# --- The words of assistance in the engine's code

DOMAIN = re.compile(
    r"\b(?:assistance|infirmi\w*|medecin\w*|medica\w*|reclamation\w*|plateaux?|sinistr\w*|conciergeri\w*|"
    r"actuair\w*|tarificat\w*|statisticien\w*|comptab\w*|rapatri\w*|beneficiaire\w*|recrut\w*|juriste\w*|idcc|pwc|acculturation|esprit.critique|"
    r"ethique\w*|opco|chatgpt|copilot\w*)\b"
)
# Unavoidable: the identifiers of the data embedded by default.
DEFAULTS = {"assistance-2026"}


def _docstring_lines(tree: ast.AST) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node, clean=False
        ):
            first = node.body[0]
            lines.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return lines


def _code_words(path: Path) -> Iterator[tuple[int, str]]:
    """Domain words in the code of a module: names and strings, comments and docstrings left out."""
    source = path.read_text(encoding="utf-8")
    doc = _docstring_lines(ast.parse(source))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if (
            token.type == tokenize.COMMENT
            or token.start[0] in doc
            or token.string.strip("\"'") in DEFAULTS
        ):
            continue
        for found in DOMAIN.findall(fold(token.string).replace("_", " ")):
            yield token.start[0], found


def test_no_word_of_assistance_in_the_code() -> None:
    found = [
        (path.relative_to(PACKAGE).as_posix(), line, word)
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, word in _code_words(path)
    ]
    assert found == []


def test_the_search_for_words_finds_some(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    source = '"""De l’assistance."""\nIDS = ("infirmier_d_assistance",)  # plateaux\n'
    module.write_text(source, encoding="utf-8")
    assert list(_code_words(module)) == [(2, "infirmier"), (2, "assistance")]
