"""What the ``exposure`` command prints at the end."""

from __future__ import annotations

from coverage_engine.documents.exposure_shown import Names
from coverage_engine.domain.french import percent, plural, typeset
from coverage_engine.domain.model.exposure_study import ExposureStudy


def summarise_exposure(study: ExposureStudy) -> str:
    """A few lines: shares per profile, switches, figures contradicted, steps not redone."""
    names = Names(study)
    lines = []
    for q in study.qualifications:
        own = [s for s in study.shares if s.qualification == q]
        shown = ", ".join(f"{names.profile(q, s.profile)} {percent(s.share)}" for s in own)
        lines.append(f"{names.qualification[q]}, {plural(own[0].total, 'métier')} : {shown}.")
    if len(study.qualifications) > 1:
        lines.append(f"{plural(len(study.switches), 'changement')} de profil.")
    if not study.levels:
        lines.append(
            "Niveaux, score brut et base 1 : non recalculés, la table des niveaux n’est pas"
            " publiée."
        )
    wrong = sum(c.agrees is False for c in study.controls)
    known = sum(c.agrees is not None for c in study.controls)
    if known:
        lines.append(
            f"{plural(wrong, 'chiffre imprimé contredit', 'chiffres imprimés contredits')} sur"
            f" {known} recalculés."
        )
    return typeset("\n".join(lines))
