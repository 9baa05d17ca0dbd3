"""Every constant of the method, as a table: name, default, bounds, unit, reason, source.

The method page of the report, the manifest and the documentation are generated from this table.
A referential may replace a default in its ``reglages.csv``; bounds are checked here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import Any

from coverage_engine.domain.errors import CoverageError


@dataclass(frozen=True, slots=True, kw_only=True)
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
    trials: tuple[Fraction, ...] = ()


def _setting(
    default: str,
    low: str,
    high: str,
    unit: str,
    reason: str,
    source: str,
    *,
    essai: str | None = None,
    whole: bool = False,
) -> Any:
    """A constant; ``essai``: how far the sensitivity table tries; ``whole``: an integer."""
    meta = {
        "low": Fraction(low),
        "high": Fraction(high),
        "unit": unit,
        "reason": reason,
        "source": source,
    }
    return field(default=Fraction(default), metadata={**meta, "essai": essai, "whole": whole})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The constants of one run. Exact fractions, so that a verdict never hangs on a rounding."""

    seuil_bien_couvert: Fraction = _setting(
        "0.60", "0", "1", "part", "taux du métier à partir duquel il peut être dit bien couvert",
        "partie Méthode du rapport", essai="0.05",
    )  # fmt: skip
    seuil_axe_pivot: Fraction = _setting(
        "0.50", "0", "1", "part",
        "taux à atteindre sur chacun des axes pivots : bien couvert est une règle, non une seule moyenne",
        "partie Méthode du rapport", essai="0.10",
    )  # fmt: skip
    probabilite_minimale: Fraction = _setting(
        "0.50", "0", "1", "probabilité", "un lien plus douteux que vrai ne compte pas", "partie Méthode du rapport",
        essai="0.10",
    )  # fmt: skip
    valeur_partielle: Fraction = _setting(
        "0.50", "0", "1", "part", "peu d’états, lisibles par une commission paritaire : rien, partiel, couvert",
        "partie Méthode du rapport", essai="0.10",
    )  # fmt: skip
    score_atteste: Fraction = _setting(
        "0.30", "0", "1", "score",
        "à partir de ce score de rapprochement, plus d’une paire étiquetée sur deux est vraie : l’intitulé nomme la "
        "compétence (voir README)", "mesuré", essai="0.05",
    )  # fmt: skip
    score_generaliste: Fraction = _setting(
        "0.20", "0", "1", "score",
        "une offre généraliste aussi proche d’une compétence métier l’atteint sans être appliquée au métier : "
        "elle ne la couvre pas, mais l’écart est dit « trop généraliste »", "partie Méthode du rapport",
    )  # fmt: skip
    probabilite_attestee: Fraction = _setting(
        "0.60", "0", "1", "probabilité",
        "provisoire, ne sert que sans calibration.csv : précision relevée sur 289 paires de la première édition",
        "mesuré",
    )  # fmt: skip
    probabilite_principal: Fraction = _setting(
        "0.85", "0", "1", "probabilité",
        "provisoire, ne sert que sans calibration.csv : l’axe est l’objet du titre", "provisoire",
    )  # fmt: skip
    probabilite_aborde: Fraction = _setting(
        "0.65", "0", "1", "probabilité",
        "provisoire, sans calibration.csv ; une offre « approchée » la garde : l’axe est touché par le titre",
        "provisoire",
    )  # fmt: skip
    probabilite_non_lue: Fraction = _setting(
        "0.05", "0", "1", "probabilité",
        "provisoire, ne sert que sans calibration.csv : rien dans le titre ne montre l’axe", "provisoire",
    )  # fmt: skip
    cible_floue_minimale: Fraction = _setting(
        "88", "50", "100", "sur 100",
        "ressemblance (sensible à la longueur) pour rattacher un libellé de cible à un métier",
        "cahier des charges du projet (A2)",
    )  # fmt: skip
    cible_floue_marge: Fraction = _setting(
        "5", "0", "50", "sur 100", "avance exigée sur le deuxième métier le plus proche",
        "cahier des charges du projet (A2)",
    )  # fmt: skip
    doublon_titre: Fraction = _setting(
        "96", "50", "100", "sur 100", "ressemblance de deux titres normalisés d’un même organisme",
        "cahier des charges du projet (A3)",
    )  # fmt: skip
    doublon_titre_meme_lien: Fraction = _setting(
        "80", "50", "100", "sur 100", "idem quand le lien imprimé est aussi le même",
        "cahier des charges du projet (A3)",
    )  # fmt: skip
    heures_par_jour: Fraction = _setting(
        "7", "1", "10", "heures", "durée légale d’une journée de formation en usage ; hypothèse affichée",
        "usage des organismes financeurs",
    )  # fmt: skip
    duree_sensibilisation: Fraction = _setting(
        "4", "0", "40", "heures", "jusqu’à cette durée, une offre sensibilise", "proposé", essai="3"
    )  # fmt: skip
    duree_maitrise: Fraction = _setting(
        "35", "4", "2000", "heures", "à partir de cette durée (une semaine), une offre vise la maîtrise avancée",
        "proposé", essai="14",
    )  # fmt: skip
    niveau_uniforme: Fraction = _setting(
        "2", "1", "3", "niveau",
        "niveau donné à tous les métiers dans la table uniforme qui éprouve les constats une seconde fois",
        "partie Méthode du rapport",
    )  # fmt: skip
    part_competence_commune: Fraction = _setting(
        "0.50", "0", "1", "part des métiers",
        "une compétence transverse demandée par autant de métiers entre dans la table uniforme",
        "partie Méthode du rapport",
    )  # fmt: skip
    duree_parcours: Fraction = _setting(
        "35", "7", "2000", "heures", "à partir de cette durée une offre est un parcours, non une action ponctuelle",
        "cahier des charges du projet (C10)",
    )  # fmt: skip
    contraste_fort: Fraction = _setting(
        "0.50", "0", "1", "part", "écart entre la compétence la mieux et la moins couverte d’un axe dit contrasté",
        "cahier des charges du projet (C8)",
    )  # fmt: skip
    redondance_forte: Fraction = _setting(
        "6", "2", "100", "offres",
        "nombre moyen d’offres couvrant seules un même besoin, au-delà duquel l’offre est surabondante",
        "cahier des charges du projet (C7)",
    )  # fmt: skip
    concentration_forte: Fraction = _setting(
        "0.33", "0", "1", "part", "part de la couverture perdue si un seul organisme disparaît",
        "cahier des charges du projet (C12)",
    )  # fmt: skip
    tirages: Fraction = _setting(
        "1000", "100", "10000", "tirages",
        "nombre de fois où chaque lecture est tirée vraie ou fausse selon sa probabilité ; mille tirages situent une "
        "borne de fourchette à quelques points près", "partie Méthode du rapport", whole=True,
    )  # fmt: skip
    graine: Fraction = _setting(
        "2026", "0", "1000000000", "nombre",
        "départ du hasard : la même graine redonne les mêmes tirages, lecture par lecture, d’une édition à l’autre",
        "partie Méthode du rapport", whole=True,
    )  # fmt: skip
    borne_basse: Fraction = _setting(
        "0.05", "0", "0.5", "part des tirages", "bas de la fourchette : un tirage sur vingt donne au plus ce taux",
        "partie Méthode du rapport",
    )  # fmt: skip
    borne_haute: Fraction = _setting(
        "0.95", "0.5", "1", "part des tirages",
        "haut de la fourchette : un tirage sur vingt donne au moins ce taux", "partie Méthode du rapport",
    )  # fmt: skip
    stabilite_minimale: Fraction = _setting(
        "0.90", "0", "1", "part des tirages",
        "en dessous, le verdict tient à des lectures douteuses : le métier est à confirmer",
        "partie Méthode du rapport",
    )  # fmt: skip
    mois_expiration: Fraction = _setting(
        "12", "0", "60", "mois", "un enregistrement qui finit d’ici là est signalé : le temps de préparer l’édition suivante",
        "cahier des charges du projet (registre)", whole=True,
    )  # fmt: skip
    titre_registre_minimal: Fraction = _setting(
        "30", "0", "100", "sur 100",
        "en dessous, l’intitulé est dit en désaccord avec son code ; relevé sur 3 354 fiches remplacées (5 % signalées "
        "à tort) et sur 5 000 paires prises au hasard (84 % reconnues)", "mesuré",
    )  # fmt: skip
    plan_comparables: Fraction = _setting(
        "4", "1", "50", "offres", "prix connus qu’il faut pour estimer celui d’une offre comparable ; avec quatre, l’erreur "
        "médiane sur les prix connus, retirés un à un, est de 22 % ; elle est de 31 % avec cinq", "mesuré", whole=True,
    )  # fmt: skip
    plan_prix_bas: Fraction = _setting(
        "0.10", "0", "0.5", "part", "prix bas d’une offre sans prix : celui que neuf offres comparables sur dix dépassent",
        "mesuré",
    )  # fmt: skip
    plan_prix_haut: Fraction = _setting(
        "0.90", "0.5", "1", "part", "prix haut d’une offre sans prix ; entre les deux tombent 16 des 26 prix connus de "
        "l’annexe, retirés un à un (9 seulement entre les quartiles)", "mesuré",
    )  # fmt: skip
    plan_points: Fraction = _setting(
        "60", "2", "1000", "points", "la courbe du budget compte au plus autant de points, espacés d’autant dans ce cas", "proposé",
        whole=True,
    )  # fmt: skip
    plan_egalites: Fraction = _setting(
        "20", "1", "1000", "plans", "plans égaux comptés un à un ; au-delà, il est dit « au moins »", "proposé", whole=True,
    )  # fmt: skip
    plan_secondes: Fraction = _setting(
        "20", "1", "3600", "secondes", "temps de calcul d’un plan ; au-delà, le meilleur plan trouvé est donné, non prouvé "
        "optimal, avec son écart", "proposé",
    )  # fmt: skip
    liens_mis_en_page: Fraction = _setting(
        "20000", "0", "1000000", "liens", "au-delà, le rapport n’est pas mis en page (HTML, PDF, classeur) : 64 000 liens ont "
        "demandé 3,6 Go de mémoire pour un PDF de 31 Mo que personne ne lirait", "mesuré", whole=True,
    )  # fmt: skip

    def rows(self) -> tuple[SettingRow, ...]:
        """Return the settings in declaration order, with bounds, unit, reason and source."""
        out = []
        for item in fields(self):
            meta, value = item.metadata, getattr(self, item.name)
            out.append(
                SettingRow(
                    name=item.name,
                    value=value,
                    default=item.default,  # type: ignore[arg-type]
                    low=meta["low"],
                    high=meta["high"],
                    unit=meta["unit"],
                    reason=meta["reason"],
                    source=meta["source"],
                    trials=_trials(value, meta["essai"], meta["low"], meta["high"]),
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
        whole = {item.name for item in fields(self) if item.metadata["whole"]}
        faults = []
        for name, value in values.items():
            if name not in known:
                faults.append(f"réglage inconnu : {name} ; connus : {', '.join(known)}")
            elif not known[name].low <= value <= known[name].high:
                low, high = float(known[name].low), float(known[name].high)
                faults.append(
                    f"réglage {name} : {float(value):g} est hors de [{low:g} ; {high:g}] → donnez une valeur entre ces bornes"
                )
            elif value.denominator != 1 and name in whole:
                faults.append(
                    f"réglage {name} : {float(value):g} n’est pas entier → donnez un nombre entier"
                )
        if faults:
            raise CoverageError("\n".join(faults))
        return replace(self, **values)


def _trials(
    value: Fraction, step: str | None, low: Fraction, high: Fraction
) -> tuple[Fraction, ...]:
    """Values to try below and above the current one, kept within the bounds of the setting."""
    if step is None:
        return ()
    tried = (max(low, value - Fraction(step)), min(high, value + Fraction(step)))
    return tuple(t for t in tried if t != value)
