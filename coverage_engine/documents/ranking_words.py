"""Measures of rankings on the screen, in French: tables in plain text, goals, what misses are made
of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coverage_engine.domain.french import plural
from coverage_engine.matching.evaluation import METRICS, Figure, Row
from coverage_engine.matching.misses import Miss, counts, examples

# Misses printed: one screen.
_EXAMPLES = 8
_SHOWN_CHARS = 90
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


@dataclass(frozen=True, kw_only=True)
class RankingPage:
    """What there is to show.

    Attributes
    ----------
    notes:
        Sentences on what was read.
    rows, tried:
        Measures, then those of the ablation.
    goals, ours:
        ``(answers, known links)`` → least figures, for the rows of method ``ours``.
    explained, misses:
        Which answers the misses are about, and the misses.
    """

    benchmark: str
    notes: tuple[str, ...]
    rows: tuple[Row, ...]
    tried: tuple[Row, ...]
    goals: Mapping[tuple[str, bool], Mapping[str, float]]
    ours: str
    explained: str
    misses: tuple[Miss, ...]


def ranking_text(page: RankingPage, *, misses: bool) -> str:
    """The page, ready to print."""
    blocks = [[f"Banc d’essai {page.benchmark}", *page.notes]]
    whole = page.rows[0].part
    for answers in dict.fromkeys(r.answers for r in page.rows):
        rows = [r for r in page.rows if (r.part, r.answers) == (whole, answers)]
        parts = [r for r in page.rows if r.part != whole and r.answers == answers]
        title = f"{whole} – {answers} – {plural(rows[0].sources, 'texte')}"
        blocks.append(
            [title, *_measures(rows), *_goals(page, rows), *(_by_part(parts) if parts else ())]
        )
    for part, answers in dict.fromkeys((r.part, r.answers) for r in page.tried):
        rows = [r for r in page.tried if (r.part, r.answers) == (part, answers)]
        title = (
            f"Ce que chaque élément apporte – {part} – {answers} –"
            f" {plural(rows[0].sources, 'texte')}"
        )
        blocks.append([title, *ablation_lines(rows)])
    blocks.append(list(_LEGEND))
    if misses:
        blocks.append(_misses(page))
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _measures(rows: Sequence[Row]) -> list[str]:
    header = ("méthode", "liens connus", *METRICS, "s")
    cells = [
        (
            r.method,
            _yes(r.known),
            *(_figure(r.figures[m]) for m in METRICS),
            f"{r.seconds:.1f}".replace(".", ","),
        )
        for r in rows
    ]
    return table_lines(header, cells)


def _by_part(rows: Sequence[Row]) -> list[str]:
    header = (f"{rows[0].method}, par partie", "textes", "liens connus", *METRICS)
    cells = [
        (r.part, str(r.sources), _yes(r.known), *(_figure(r.figures[m]) for m in METRICS))
        for r in rows
    ]
    return table_lines(header, cells)


def ablation_lines(rows: Sequence[Row]) -> list[str]:
    """What each trial changes: rows of one part and one kind of answers, those of reference
    first.
    """
    header = ("essai", "liens connus", *METRICS, "écart de MRR", "s")
    cells = [
        (
            r.method,
            _yes(r.known),
            *(_decimal(r.figures[m].value) for m in METRICS),
            _figure(r.gain, sign=True) if r.gain else "référence",
            f"{r.seconds:.1f}".replace(".", ","),
        )
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


def _yes(known: bool) -> str:
    return "avec" if known else "sans"


def _figure(figure: Figure, *, sign: bool = False) -> str:
    return (
        f"{_decimal(figure.value, sign=sign)} [{_decimal(figure.low, sign=sign)} ;"
        f" {_decimal(figure.high, sign=sign)}]"
    )


def _decimal(value: float, *, sign: bool = False) -> str:
    text = f"{value:+.3f}" if sign else f"{value:.3f}"
    return text.replace(".", ",").replace("-", "−")


def _goals(page: RankingPage, rows: Sequence[Row]) -> list[str]:
    out = []
    for r in rows:
        for name, least in (
            page.goals.get((r.answers, r.known), {}).items() if r.method == page.ours else ()
        ):
            value = r.figures[name].value
            verdict = "atteint" if value >= least else "non atteint"
            out.append(
                f"Objectif, {_yes(r.known)} liens connus : {name} ≥ {_decimal(least)} ; mesuré"
                f" {_decimal(value)}, {verdict}."
            )
    return out


def _misses(page: RankingPage) -> list[str]:
    row = next(
        r for r in page.rows if (r.answers, r.method, r.known) == (page.explained, page.ours, True)
    )
    total = len(page.misses)
    lines = [
        f"Premières réponses fausses, avec liens connus, {page.explained} : {total} sur"
        f" {row.sources}. La bonne réponse est…"
    ]
    lines += table_lines(
        ("cas, le premier qui s’applique", "textes", "part"),
        [(k, str(n), f"{100 * n / total:.0f} %") for k, n in counts(page.misses).items()],
    )
    for miss in examples(page.misses, _EXAMPLES):
        place = f"au rang {miss.rank}" if miss.rank else "au-delà du dixième rang"
        lines.append(f"  « {_short(miss.text)} »")
        lines.append(f"      trouvé : {_short(miss.answered) or 'rien'}")
        lines.append(f"      attendu : {_short(miss.expected)} ({place}) ; {miss.kind}")
    return lines


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1] + "…"
