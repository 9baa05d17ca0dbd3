"""Registers drawn at random: what is imported is what was published, and nothing brings the import
down.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_register import (
    BLOCS,
    BLOCS_NAME,
    KIT,
    LINKS,
    LINKS_NAME,
    STANDARD_NAME,
    daily,
    imported,
    standard,
    table,
    xml,
    xml_fiche,
    zipped,
)

from coverage_engine.domain.cells.fiche import JOUR_MOIS, MOIS_JOUR, DateEvidence, read_date
from coverage_engine.domain.errors import CoverageError

pytestmark = pytest.mark.slow

QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
WORD = st.text(st.sampled_from("abcdeéèçœ’'\"«»;, \n&<>-–0123456789ÀÉ"), max_size=30)
TITLE = st.builds(lambda start, rest: start + rest, st.sampled_from("ABCé"), WORD)
DAY = st.one_of(st.none(), st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)))
CODE = st.builds(
    lambda kind, n: f"{kind}{n}", st.sampled_from(["RNCP", "RS"]), st.integers(1, 99_999)
)
FICHE = st.fixed_dictionaries(
    {"title": TITLE, "end": DAY, "active": st.booleans(), "next": st.lists(CODE, max_size=3)}
)
REGISTER = st.dictionaries(CODE, FICHE, min_size=1, max_size=12)


def plain(title: str) -> str:
    """The oracle of a cleaned title, written another way than the code."""
    while "''" in title:
        title = title.replace("''", "'", 1)
    return " ".join(title.split())


def published(drawn: dict[str, dict[str, object]]) -> dict[str, tuple[object, ...]]:
    return {
        code: (
            plain(str(f["title"])),
            f["active"],
            str(f["end"] or ""),
            tuple(c for c in dict.fromkeys(f["next"]) if c != code),
        )
        for code, f in drawn.items()
    }


def read_back(source: Path, out: Path, codes: list[str]) -> dict[str, tuple[object, ...]]:
    register = imported(source, out)
    assert register.info.count == len(codes)
    return {
        c: (f.title, f.active, f.expires, f.replaced_by) for c, f in register.fiches(codes).items()
    }


@settings(max_examples=40, deadline=None, suppress_health_check=QUIET)
@given(REGISTER)
def test_every_layout_gives_the_fiches_back(drawn: dict[str, dict[str, object]]) -> None:
    wanted = published(drawn)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        days = {c: f["end"].strftime("%d/%m/%Y") if f["end"] else "" for c, f in drawn.items()}  # type: ignore[attr-defined]
        rows = [
            (c, str(f["title"]), days[c], "ACTIVE" if f["active"] else "INACTIVE")
            for c, f in drawn.items()
        ]
        links = [(c, "", s) for c, f in drawn.items() for s in f["next"]]  # type: ignore[attr-defined]
        tables = {
            STANDARD_NAME: standard(rows),
            LINKS_NAME: table(LINKS, links),
            BLOCS_NAME: table(BLOCS, []),
        }
        assert read_back(zipped(folder / "e.zip", tables), folder / "a", list(drawn)) == wanted

        def xml_of(code: str) -> str:
            f = drawn[code]
            after = "".join(
                f"<NOUVELLE_CERTIFICATION>{s}</NOUVELLE_CERTIFICATION>" for s in f["next"]
            )  # type: ignore[attr-defined]
            state = "Oui" if f["active"] else "Non"
            return xml_fiche(code, escape(str(f["title"])), after, end=days[code], state=state)

        (folder / "e.xml").write_text(xml(*map(xml_of, drawn)), encoding="utf-8")
        assert read_back(folder / "e.xml", folder / "b", list(drawn)) == wanted


@settings(max_examples=40, deadline=None, suppress_health_check=QUIET)
@given(st.dictionaries(st.integers(1, 9999), st.tuples(TITLE, DAY), min_size=1, max_size=12))
def test_the_kit_gives_the_fiches_back(drawn: dict[int, tuple[str, dt.date | None]]) -> None:
    """American dates with two digits of year; those before this century are not in it."""
    rows = [
        (
            f"RNCP{n}",
            t,
            f"{d.month}/{d.day}/{d.year % 100:02}" if d else "",
            "ACTIVE",
            "Publiée",
            "",
            "",
        )
        for n, (t, d) in drawn.items()
    ]
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "info.csv"
        source.write_bytes(table(KIT, rows, "cp1252", "\r\n"))
        fiches = imported(source, Path(name) / "r").fiches([r[0] for r in rows])
    for n, (title, day) in drawn.items():
        expected = (
            day.replace(year=2000 + day.year % 100).isoformat()
            if day and (day.month, day.day) != (2, 29)
            else None
        )
        assert fiches[f"RNCP{n}"].title == plain(title)
        if expected:
            assert fiches[f"RNCP{n}"].expires == expected


@given(
    st.lists(st.dates(dt.date(1950, 1, 1), dt.date(2150, 12, 31)), max_size=30),
    st.sampled_from([JOUR_MOIS, MOIS_JOUR]),
)
def test_dates_of_one_order_are_read_back_whatever_the_layout_says(
    days: list[dt.date], layout: str
) -> None:
    for order, form in ((JOUR_MOIS, "%d/%m/%Y"), (MOIS_JOUR, "%m/%d/%Y")):
        evidence = DateEvidence(layout)
        printed = [day.strftime(form) for day in days]
        for cell in printed:
            evidence.see(cell)
        if any(day.day > 12 for day in days) or layout == order:
            assert [read_date(cell, evidence.order)[0] for cell in printed] == [
                day.isoformat() for day in days
            ]


@given(st.text(max_size=30), st.sampled_from([JOUR_MOIS, MOIS_JOUR, ""]))
def test_a_date_is_read_or_told_never_both(printed: str, order: str) -> None:
    iso, why = read_date(printed, order)
    assert not (iso and why)
    assert bool(iso or why) == bool(printed.strip())
    if iso:
        dt.date.fromisoformat(iso)


BASES = ("zip", "csv", "xml")


@settings(max_examples=120, deadline=None, suppress_health_check=QUIET)
@given(
    st.sampled_from(BASES),
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=6)), min_size=1, max_size=6),
)
def test_damaged_files_are_read_or_refused_never_a_traceback(
    kind: str, damage: list[tuple[int, bytes]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / f"e.{kind}"
        if kind == "zip":
            daily(source)
        else:
            text = xml(
                xml_fiche("RS1", "Été", "<CAPACITES_ATTESTEES>A. B</CAPACITES_ATTESTEES>")
            ).encode()
            source.write_bytes(text if kind == "xml" else standard())
        data = bytearray(source.read_bytes())
        for place, new in damage:
            at = place % len(data)
            data[at : at + len(new)] = new
        source.write_bytes(data)
        try:
            imported(source, Path(name) / "r.sqlite")
        except CoverageError as refusal:
            assert "→" in str(refusal)
        assert sorted(p.name for p in Path(name).iterdir()) in (
            ["e." + kind],
            ["e." + kind, "r.sqlite"],
        )
