"""Every constant of the method, as a table: name, default, bounds, unit, reason, source.

The method page of the report, the manifest and the documentation are generated from this table.
A referential may replace a default in its ``reglages.csv``; bounds are checked here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import Any

from coverage_engine.errors import CoverageError


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One line of the settings table, as documentation shows it."""

    name: str
    value: Fraction
    default: Fraction
    low: Fraction
    high: Fraction
    unit: str
    reason: str
    source: str


def _setting(default: str, low: str, high: str, unit: str, reason: str, source: str) -> Any:
    meta = {"low": Fraction(low), "high": Fraction(high), "unit": unit, "reason": reason, "source": source}
    return field(default=Fraction(default), metadata=meta)


@dataclass(frozen=True)
class Settings:
    """The constants of one run. Exact fractions, so that a verdict never hangs on a rounding."""

    seuil_bien_couvert: Fraction = _setting(
        "0.60",
        "0",
        "1",
        "part",
        "taux du métier à partir duquel il peut être dit bien couvert",
        "partie Méthode du rapport",
    )
    seuil_axe_pivot: Fraction = _setting(
        "0.50",
        "0",
        "1",
        "part",
        "taux à atteindre sur chacun des axes pivots : bien couvert est une règle, non une seule moyenne",
        "partie Méthode du rapport",
    )
    probabilite_minimale: Fraction = _setting(
        "0.50", "0", "1", "probabilité", "un lien plus douteux que vrai ne compte pas", "partie Méthode du rapport"
    )
    valeur_partielle: Fraction = _setting(
        "0.50",
        "0",
        "1",
        "part",
        "peu d’états, lisibles par une commission paritaire : rien, partiel, couvert",
        "partie Méthode du rapport",
    )
    score_atteste: Fraction = _setting(
        "0.64",
        "0",
        "1",
        "score",
        "à partir de ce score de rapprochement, l’intitulé nomme la compétence ; relevé sur les titres de "
        "référence (voir README)",
        "mesuré",
    )
    score_generaliste: Fraction = _setting(
        "0.40",
        "0",
        "1",
        "score",
        "une offre généraliste aussi proche d’une compétence métier l’atteint sans être appliquée au métier : "
        "elle ne la couvre pas, mais l’écart est dit « trop généraliste »",
        "partie Méthode du rapport",
    )
    probabilite_attestee: Fraction = _setting(
        "0.60",
        "0",
        "1",
        "probabilité",
        "provisoire, non calibrée : précision relevée sur 289 paires étiquetées par un seul lecteur (voir README)",
        "mesuré, à calibrer",
    )
    probabilite_principal: Fraction = _setting(
        "0.85", "0", "1", "probabilité", "provisoire, non calibrée : l’axe est l’objet du titre", "provisoire"
    )
    probabilite_aborde: Fraction = _setting(
        "0.65",
        "0",
        "1",
        "probabilité",
        "provisoire, non calibrée : l’axe est touché par le titre",
        "provisoire",
    )
    probabilite_non_lue: Fraction = _setting(
        "0.05",
        "0",
        "1",
        "probabilité",
        "provisoire, non calibrée : rien dans le titre ne montre l’axe",
        "provisoire",
    )
    cible_floue_minimale: Fraction = _setting(
        "88",
        "50",
        "100",
        "sur 100",
        "ressemblance (sensible à la longueur) pour rattacher un libellé de cible à un métier",
        "cahier des charges du projet (A2)",
    )
    cible_floue_marge: Fraction = _setting(
        "5",
        "0",
        "50",
        "sur 100",
        "avance exigée sur le deuxième métier le plus proche",
        "cahier des charges du projet (A2)",
    )
    doublon_titre: Fraction = _setting(
        "96",
        "50",
        "100",
        "sur 100",
        "ressemblance de deux titres normalisés d’un même organisme",
        "cahier des charges du projet (A3)",
    )
    doublon_titre_meme_lien: Fraction = _setting(
        "80",
        "50",
        "100",
        "sur 100",
        "idem quand le lien imprimé est aussi le même",
        "cahier des charges du projet (A3)",
    )
    heures_par_jour: Fraction = _setting(
        "7",
        "1",
        "10",
        "heures",
        "durée légale d’une journée de formation en usage ; hypothèse affichée",
        "usage des organismes financeurs",
    )
    duree_sensibilisation: Fraction = _setting(
        "4", "0", "40", "heures", "jusqu’à cette durée, une offre sensibilise", "proposé"
    )
    duree_maitrise: Fraction = _setting(
        "35",
        "4",
        "2000",
        "heures",
        "à partir de cette durée (une semaine), une offre vise la maîtrise avancée",
        "proposé",
    )
    niveau_uniforme: Fraction = _setting(
        "2",
        "1",
        "3",
        "niveau",
        "niveau donné à tous les métiers dans la table uniforme qui éprouve les constats une seconde fois",
        "partie Méthode du rapport",
    )
    part_competence_commune: Fraction = _setting(
        "0.50",
        "0",
        "1",
        "part des métiers",
        "une compétence transverse demandée par autant de métiers entre dans la table uniforme",
        "partie Méthode du rapport",
    )
    duree_parcours: Fraction = _setting(
        "35",
        "7",
        "2000",
        "heures",
        "à partir de cette durée une offre est un parcours, non une action ponctuelle",
        "cahier des charges du projet (C10)",
    )
    contraste_fort: Fraction = _setting(
        "0.50",
        "0",
        "1",
        "part",
        "écart entre la compétence la mieux et la moins couverte d’un axe dit contrasté",
        "cahier des charges du projet (C8)",
    )
    redondance_forte: Fraction = _setting(
        "6",
        "2",
        "100",
        "offres",
        "nombre moyen d’offres couvrant seules un même besoin, au-delà duquel l’offre est surabondante",
        "cahier des charges du projet (C7)",
    )
    concentration_forte: Fraction = _setting(
        "0.33",
        "0",
        "1",
        "part",
        "part de la couverture perdue si un seul organisme disparaît",
        "cahier des charges du projet (C12)",
    )

    def rows(self) -> tuple[SettingRow, ...]:
        """Return the settings in declaration order, with bounds, unit, reason and source."""
        out = []
        for item in fields(self):
            meta = item.metadata
            out.append(
                SettingRow(
                    item.name,
                    getattr(self, item.name),
                    item.default,  # type: ignore[arg-type]
                    meta["low"],
                    meta["high"],
                    meta["unit"],
                    meta["reason"],
                    meta["source"],
                )
            )
        return tuple(out)

    def with_values(self, values: Mapping[str, Fraction]) -> Settings:
        """Return a copy with ``values`` replaced.

        Raises
        ------
        CoverageError
            If a name is unknown or a value is outside its bounds; the message lists every fault.
        """
        known = {row.name: row for row in self.rows()}
        faults = []
        for name, value in values.items():
            if name not in known:
                faults.append(f"réglage inconnu : {name} ; connus : {', '.join(known)}")
            elif not known[name].low <= value <= known[name].high:
                low, high = float(known[name].low), float(known[name].high)
                faults.append(
                    f"réglage {name} : {float(value):g} est hors de [{low:g} ; {high:g}] → donnez une valeur entre ces bornes"
                )
        if faults:
            raise CoverageError("\n".join(faults))
        return replace(self, **values)
