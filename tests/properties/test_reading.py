"""Whatever is typed in a catalogue, it is read or refused in French; the order of its rows changes
no offer.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.anomaly import Anomaly
from coverage_engine.domain.model.catalogue import Offer
from coverage_engine.domain.settings import Settings
from coverage_engine.matching.duplicates import merge_rows
from coverage_engine.sources.catalogue import read_catalogue

HEADER = (
    "Métier cible",
    "Nom de la formation",
    "Organisme",
    "Durée",
    "Format",
    "Prix (€ HT)",
    "Lien officiel",
    "",
)
LINES = (
    (
        "Assistant",
        "L'IA au service du manager",
        "Cegos",
        "14h",
        "Présentiel",
        "1590",
        "https://www.cegos.fr/a",
        "",
    ),
    (
        "Managers",
        "L'intelligence artificielle au service du manager",
        "Cegos",
        "2j",
        "Distanciel",
        "990",
        "cegos.fr",
        "",
    ),
    (
        "Assistant",
        "RS7064 - Réseaux",
        "La WAB",
        "Variable",
        "",
        "Non indiqué",
        "",
        "https://exemple.fr/rs/7064/",
    ),
    ("", "Certification RS7064", "13 organismes", "", "", "340 (adh.) / 490 (non-adh.)", "", ""),
    ("", "", "", "", "", "", "suite.pdf", ""),
    (
        "Médecin d'assistance",
        "IA en santé",
        "EHESP",
        "2,5 j",
        "Mixte",
        "Gratuit (certif. 80)",
        "ehesp.fr [x.fr]",
        "",
    ),
)
quirks = st.text(
    alphabet="0123456789 .,-+/()hjJ€~x×½'’\"=<>@|![]éèRSNCP\n\t;\u00a0\u202f\x00", max_size=30
)
cells = st.one_of(
    st.text(max_size=40), quirks, st.sampled_from([c for line in LINES for c in line])
)
QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def saved(tmp_path: Path, lines: list[tuple[str, ...]], mark: str = ";") -> Path:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=mark).writerows(lines)
    path = tmp_path / "catalogue.csv"
    path.write_bytes(stream.getvalue().encode("utf-8", "replace"))
    return path


def read(path: Path) -> tuple[tuple[Offer, ...], tuple[Anomaly, ...]]:
    catalogue, _, anomalies = read_catalogue(path, Settings())
    assert catalogue.rows
    return merge_rows(catalogue.rows, (), Settings()), anomalies


@given(st.integers(0, len(LINES) - 1), st.integers(0, len(HEADER) - 1), cells)
@QUICK
def test_any_text_in_any_cell(tmp_path: Path, line: int, column: int, text: str) -> None:
    lines = [list(cells_of) for cells_of in LINES]
    lines[line][column] = text
    try:
        offers, anomalies = read(saved(tmp_path, [HEADER, *map(tuple, lines)]))
    except InputRefused as refusal:
        assert refusal.faults
        assert all("→" in fault for fault in refusal.faults)
        return
    assert sum(len(offer.rows) for offer in offers) >= len(LINES) - 2
    assert all(a.code and a.row > 0 and a.expected and a.done and a.remedy for a in anomalies)
    assert all(a.sentence() for a in anomalies)


@given(st.lists(st.lists(cells, min_size=1, max_size=9), max_size=8), st.sampled_from(";,\t|"))
@QUICK
def test_any_rows_under_a_header(tmp_path: Path, rows: list[list[str]], mark: str) -> None:
    try:
        read(saved(tmp_path, [HEADER, *map(tuple, rows)], mark))
    except InputRefused as refusal:
        assert refusal.faults


@given(st.text(max_size=200))
@QUICK
def test_any_text_as_a_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "catalogue.csv"
    path.write_bytes(text.encode("utf-8", "replace"))
    with pytest.raises(InputRefused):
        read(path)


@given(st.permutations([line for line in LINES if line[1]]))
@QUICK
def test_the_order_of_rows_changes_no_offer(tmp_path: Path, lines: list[tuple[str, ...]]) -> None:
    usual = [line for line in LINES if line[1]]
    wanted = as_sets(usual, read(saved(tmp_path, [HEADER, *usual]))[0])
    assert as_sets(lines, read(saved(tmp_path, [HEADER, *lines]))[0]) == wanted


def as_sets(
    lines: Sequence[tuple[str, ...]], offers: tuple[Offer, ...]
) -> dict[str, frozenset[tuple[str, ...]]]:
    """Printed rows of each offer; the first data row of a file is its second line."""
    return {offer.id: frozenset(lines[number - 2] for number in offer.rows) for offer in offers}
