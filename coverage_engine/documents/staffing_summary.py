"""What the command prints of a staffing run: row numbers too, as it is read near the file."""

from __future__ import annotations

from fractions import Fraction

from coverage_engine.documents import staffing_words as words
from coverage_engine.domain.french import number, percent, plural
from coverage_engine.tables.staffing_tables import StaffingRun

_SHOWN = 15


def summarise_staffing(run: StaffingRun) -> str:
    """Posts per degree, then what was left out and what was not understood, with the rows."""
    s = run.staffing
    width = max(map(len, s.columns))
    lines = [f"{plural(s.posts, 'poste rapproché', 'postes rapprochés')} d’un métier :"]
    lines += [
        f"  {c:<{width}}  {number(n):>7}  {percent(Fraction(n, s.posts)):>7}"
        for c, n in zip(s.columns, s.overall, strict=True)
    ]
    lines.append(words.warning(run.is_branch))
    if run.checks:
        found = run.by_code
        lines.append(
            f"Degrés imprimés et scores des tâches : {found.agree} accords sur {found.compared}"
            f" lignes ({percent(found.rate)})."
        )
    left = run.table.left_out
    if left:
        rows = ", ".join(str(r.row) for r in left[:_SHOWN]) + (", …" if len(left) > _SHOWN else "")
        lines.append(
            f"{plural(len(left), 'ligne écartée', 'lignes écartées')} (totaux, intertitres…) :"
            f" {rows}."
        )
    if s.unmapped:
        lines.append(
            f"{plural(len(s.unmapped), 'libellé non rapproché', 'libellés non rapprochés')} :"
        )
        lines += [
            f"  ligne {u.row} : « {u.label or '(vide)'} » – {u.near or u.reason}"
            for u, _ in s.unmapped[:_SHOWN]
        ]
        if len(s.unmapped) > _SHOWN:
            lines.append("  … la suite dans donnees/non_rapproches.csv")
    return "\n".join(lines)
