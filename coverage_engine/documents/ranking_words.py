"""Measures of rankings on the screen, in French: tables in plain text, and goals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coverage_engine.domain.french import plural
from coverage_engine.matching.evaluation import METRICS, Figure, Row

_LEGEND = (
    (
        "hit@5 : part des textes dont une bonne réponse est parmi les cinq premières ; rappel@10 :"
        " part des bonnes réponses"
    ),
    (
        "trouvées parmi les dix premières ; MRR : moyenne de 1/rang de la première bonne réponse (0"
        " après la dixième)."
    ),
    "Entre crochets : intervalle à 95 %, textes retirés au sort. « s » : secondes de processeur.",
)


@dataclass(frozen=True)
class RankingPage:
    """What there is to show.

    Attributes
    ----------
    notes:
        Sentences on what was read.
    rows:
        Measures, those of the whole part first.
    goals:
        ``(answers, known links)`` → least figures.
    """

    benchmark: str
    notes: tuple[str, ...]
    rows: tuple[Row, ...]
    goals: Mapping[tuple[str, bool], Mapping[str, float]]


def ranking_text(page: RankingPage, ours: str) -> str:
    """The page, ready to print; goals are those of the method ``ours``."""
    blocks = [[f"Banc d’essai {page.benchmark}", *page.notes]]
    whole = page.rows[0].part
    for answers in dict.fromkeys(r.answers for r in page.rows):
        rows = [r for r in page.rows if (r.part, r.answers) == (whole, answers)]
        parts = [r for r in page.rows if r.part != whole and r.answers == answers]
        title = f"{whole} – {answers} – {plural(rows[0].sources, 'texte')}"
        goals = _goals(page, [r for r in rows if r.method == ours])
        blocks.append([title, *_measures(rows), *goals, *(_by_part(parts) if parts else ())])
    blocks.append(list(_LEGEND))
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _measures(rows: Sequence[Row]) -> list[str]:
    header = ("méthode", "liens connus", *METRICS, "s")
    cells = [
        (
            r.method,
            known_word(r.known),
            *(interval(r.figures[m]) for m in METRICS),
            f"{r.seconds:.1f}".replace(".", ","),
        )
        for r in rows
    ]
    return table_lines(header, cells)


def _by_part(rows: Sequence[Row]) -> list[str]:
    header = (f"{rows[0].method}, par partie", "textes", "liens connus", *METRICS)
    cells = [
        (r.part, str(r.sources), known_word(r.known), *(interval(r.figures[m]) for m in METRICS))
        for r in rows
    ]
    return table_lines(header, cells)


def table_lines(header: Sequence[str], cells: Sequence[Sequence[str]]) -> list[str]:
    """A table in plain text: the first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in (header, *cells)) for i in range(len(header))]
    return [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True)),
            ]
        ).rstrip()
        for row in (header, *cells)
    ]


def known_word(known: bool) -> str:
    """Whether known links were used, as a table says it."""
    return "avec" if known else "sans"


def interval(figure: Figure, *, sign: bool = False) -> str:
    """A figure and its interval."""
    return (
        f"{decimal(figure.value, sign=sign)} [{decimal(figure.low, sign=sign)} ;"
        f" {decimal(figure.high, sign=sign)}]"
    )


def decimal(value: float, *, sign: bool = False) -> str:
    """Three decimals, as French prints them."""
    text = f"{value:+.3f}" if sign else f"{value:.3f}"
    return text.replace(".", ",").replace("-", "−")


def _goals(page: RankingPage, rows: Sequence[Row]) -> list[str]:
    out = []
    for r in rows:
        for name, least in page.goals.get((r.answers, r.known), {}).items():
            value = r.figures[name].value
            verdict = "atteint" if value >= least else "non atteint"
            out.append(
                f"Objectif, {known_word(r.known)} liens connus : {name} ≥ {decimal(least)} ;"
                f" mesuré {decimal(value)}, {verdict}."
            )
    return out
