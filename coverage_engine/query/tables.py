"""Every table a run publishes, built once: CSV files, workbook, PDF attachments and data frames are the same rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.analysis.verdicts import VARIANTS
from coverage_engine.model.catalogue import Offer
from coverage_engine.model.results import MetierCoverage, Rate
from coverage_engine.query.run import Run
from coverage_engine.settings import SettingRow

Cell = str | int | bool | Fraction | None
# How a column is shown in a workbook.
TEXT, WHOLE, NUMBER, RATE, MONEY = "texte", "entier", "nombre", "taux", "prix"
JOIN = " ; "
# Name of the heat-map's table.
MAP = "carte_metier_axe"
# Decimals of a figure in CSV files; verdicts are decided on exact fractions, never on these.
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Column:
    """A column: contract name, printed title, kind."""

    name: str
    label: str
    kind: str = TEXT


@dataclass(frozen=True, slots=True)
class DataTable:
    """A named table; every row has one cell per column."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def plain(cell: Cell) -> str | int | float | bool | None:
    """A cell as plain Python, fractions as floats."""
    return float(cell) if isinstance(cell, Fraction) else cell


def csv_text(cell: Cell) -> str:
    """A cell as CSV text: point decimals, empty when unknown, oui/non never used for 0/1 columns.

    A text that a spreadsheet would run (a call or a DDE link after ``= + - @``) gets an apostrophe in front.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, Fraction):
        text = f"{float(cell):.{_DECIMALS}f}".rstrip("0").rstrip(".")
        return text or "0"
    if isinstance(cell, str) and cell[:1] in tuple("=+-@\t\r") and any(mark in cell for mark in "(|!"):
        return "'" + cell
    return str(cell)


def _c(name: str, label: str, kind: str = TEXT) -> Column:
    return Column(name, label, kind)


def make_tables(run: Run) -> tuple[DataTable, ...]:
    """Every published table of a run, in the order reports list them."""
    makers: Sequence[Callable[[Run], DataTable]] = (
        _map,
        _metiers,
        _metier_axes, _needs, _offers, _rows, _links, _findings, _exposure, _anomalies, _decisions, _settings,
    )  # fmt: skip
    return tuple(make(run) for make in makers)


def certification(offer: Offer) -> str:
    """Registered codes of an offer, joined; empty when none."""
    return JOIN.join(offer.codes)


def _offers(run: Run) -> DataTable:
    columns = (
        _c("offre_id", "Offre"), _c("intitule", "Intitulé"), _c("organisme", "Organisme"), _c("nature", "Nature"),
        _c("duree_heures", "Durée (h)", NUMBER), _c("prix_min", "Prix min. (€ HT)", MONEY), _c("prix_max", "Prix max. (€ HT)", MONEY),
        _c("prix_motif_inconnu", "Prix inconnu : motif"), _c("certification", "Certification"), _c("a_propos_ia", "À propos du thème", WHOLE),
        _c("lignes", "Lignes"), _c("duree_imprimee", "Durée imprimée"), _c("duree_hypothese", "Hypothèse de durée"),
        _c("duree_motif_inconnu", "Durée inconnue : motif"), _c("prix_imprime", "Prix imprimé"), _c("prix_base", "Base du prix"),
        _c("formats", "Formats"), _c("niveau", "Niveau", WHOLE), _c("niveau_motif", "Niveau : motif"), _c("axes", "Axes lus"),
        _c("mots_axes", "Mots lus"), _c("comptee", "Comptée", WHOLE), _c("motif_non_comptee", "Non comptée : motif"),
        _c("motif_fusion", "Lignes réunies : motif"), _c("liens", "Adresses imprimées"),
    )  # fmt: skip
    rows = []
    for o in run.offers:
        r = run.reading_by_offer[o.id]
        words = JOIN.join(f"{axis} : {', '.join(found)}" for axis, (_, _, found) in r.axes.items())
        rows.append((
            o.id, o.title, o.provider, o.kind, o.duration.hours, o.price.low, o.price.high, o.price.unknown,
            certification(o), int(r.on_theme), JOIN.join(map(str, o.rows)), o.duration.printed, o.duration.assumption,
            o.duration.unknown, o.price.printed, o.price.basis, JOIN.join(o.formats), r.level, r.level_reason,
            JOIN.join(f"{axis} ({strength})" for axis, (strength, _, _) in r.axes.items()), words, int(r.counted),
            r.not_counted_reason, o.merge_reason, JOIN.join(o.links),
        ))  # fmt: skip
    return DataTable("offres", "Offres", columns, tuple(rows))


def _rows(run: Run) -> DataTable:
    columns = (
        _c("ligne", "Ligne", WHOLE), _c("offre_id", "Offre"), _c("metier_cible_imprime", "Métier cible imprimé"),
        _c("metiers_resolus", "Métiers ou groupes résolus"), _c("methode", "Méthode"), _c("position", "Place dans la source"),
        _c("precision", "Précision"), _c("imprime", "Cellules imprimées"),
    )  # fmt: skip
    offer_of = {row: o.id for o in run.offers for row in o.rows}
    target_of = {t.row: t for t in run.targets}
    rows = []
    for row in run.catalogue.rows:
        t = target_of[row.number]
        resolved = JOIN.join((*t.metiers, *(run.referential.group_by_id[g].label for g in t.groups)))
        printed = " | ".join(row.printed.cells)
        rows.append(
            (
                row.number,
                offer_of[row.number],
                t.printed,
                resolved,
                t.method,
                row.printed.position,
                t.note,
                printed,
            )
        )
    return DataTable("lignes", "Lignes du catalogue", columns, tuple(rows))


def _links(run: Run) -> DataTable:
    columns = (
        _c("offre_id", "Offre"), _c("metier", "Métier"), _c("axe", "Axe"), _c("competence", "Compétence"),
        _c("valeur", "Valeur", NUMBER), _c("score", "Score", NUMBER), _c("probabilite", "Probabilité", NUMBER),
        _c("preuve", "Preuve"), _c("niveau_de_preuve", "Niveau de preuve"), _c("portee_offre", "Portée de l’offre"),
        _c("rattachement", "Rattachement"), _c("facteur_niveau", "Facteur de niveau", NUMBER), _c("lignes", "Lignes"),
    )  # fmt: skip
    rows = tuple(
        (x.offer, x.metier, x.axis, x.competence, x.value, x.score, x.probability, x.sentence(), x.strength, x.scope, x.tier,
         x.level_factor, JOIN.join(map(str, x.rows)))
        for x in run.links
    )  # fmt: skip
    return DataTable("liens", "Liens", columns, rows)


def _rate_cells(rate: Rate) -> tuple[Cell, Cell, Cell]:
    return rate.numerator, rate.denominator, rate.value


def _map(run: Run) -> DataTable:
    """The heat-map as a table: one line per métier, one rate per axis."""
    columns = (
        _c("metier", "Métier"),
        *(_c(a.id, a.label, RATE) for a in run.referential.axes),
        _c("ensemble", "Ensemble", RATE),
        _c("verdict", "Verdict"),
    )
    rates = {(a.metier, a.axis): a.rate.value for a in run.axes}
    rows = tuple(
        (m.metier, *(rates[m.metier, a.id] for a in run.referential.axes), m.rate.value, m.verdict) for m in run.by_rate
    )
    return DataTable(MAP, "Carte métier × axe", columns, rows)


def _metier_axes(run: Run) -> DataTable:
    columns = (
        _c("metier", "Métier"), _c("axe", "Axe"), _c("numerateur", "Numérateur", NUMBER), _c("denominateur", "Dénominateur", NUMBER),
        _c("taux", "Taux", RATE), _c("type_ecart", "Type d’écart"), _c("redondance", "Offres par besoin", NUMBER),
        _c("surabondance", "Surabondance possible", WHOLE),
    )  # fmt: skip
    rows = tuple((a.metier, a.axis, *_rate_cells(a.rate), a.gap, a.redundancy, int(a.surplus)) for a in run.axes)
    return DataTable("couverture_metier_axe", "Couverture par métier et axe", columns, rows)


def _metiers(run: Run) -> DataTable:
    columns = (
        _c("metier", "Métier"), _c("taux", "Taux", RATE), _c("verdict", "Verdict"), _c("motif", "Motif"), _c("profil", "Profil"),
        _c("exposition", "Exposition", NUMBER), _c("priorite", "Priorité", NUMBER), _c("famille", "Famille"),
        _c("numerateur", "Numérateur", NUMBER), _c("denominateur", "Dénominateur", NUMBER),
        *(_c(f"taux_{name}", f"Taux {label}", RATE) for name, label in VARIANTS.items()),
        _c("organisme_principal", "Organisme dont la couverture dépend le plus"),
        _c("part_organisme", "Part perdue sans lui", RATE), _c("offre_principale", "Offre dont elle dépend le plus"),
        _c("part_offre", "Part perdue sans elle", RATE),
    )  # fmt: skip
    return DataTable(
        "couverture_metier", "Couverture par métier", columns, tuple(_metier_row(run, m) for m in run.metiers)
    )


def _metier_row(run: Run, m: MetierCoverage) -> tuple[Cell, ...]:
    c = m.concentration
    return (
        m.metier, m.rate.value, m.verdict, JOIN.join(m.reasons), m.profile, m.exposure, m.priority,
        run.referential.families[m.family], m.rate.numerator, m.rate.denominator,
        *(m.variants[name].value for name in VARIANTS), c.provider, c.provider_share, c.offer, c.offer_share,
    )  # fmt: skip


def _needs(run: Run) -> DataTable:
    columns = (
        _c("metier", "Métier"), _c("axe", "Axe"), _c("competence", "Compétence"), _c("libelle", "Libellé"), _c("portee", "Portée"),
        _c("socle", "Socle", WHOLE), _c("niveau", "Niveau requis", WHOLE), _c("poids", "Poids", NUMBER), _c("valeur", "Valeur", NUMBER),
        _c("etat", "État"), _c("type_ecart", "Type d’écart"), _c("offres", "Offres utiles"), _c("offres_generalistes", "Offres trop généralistes"),
        _c("justification", "Justification"), _c("statut", "Statut"),
    )  # fmt: skip
    rows = tuple(
        (n.metier, n.axis, n.competence, n.label, n.reach, int(n.socle), n.level or None, n.weight, n.value, n.state, n.gap,
         JOIN.join(n.offers), JOIN.join(n.generalist_offers), n.reason, n.status)
        for n in run.needs
    )  # fmt: skip
    return DataTable("besoins", "Besoins par métier", columns, rows)


def _findings(run: Run) -> DataTable:
    columns = (
        _c("constat", "Constat"), _c("verdict", "Verdict"), _c("valeur", "Valeur"), _c("detail", "Détail"), _c("libelle", "Énoncé"),
        _c("verdict_besoins_uniformes", "Verdict, besoins uniformes"), _c("valeur_besoins_uniformes", "Valeur, besoins uniformes"),
        _c("source", "Source"), _c("passage", "Passage"),
    )  # fmt: skip
    rows = tuple(
        (f.id, f.verdict, f.value, f.detail, f.label, f.uniform_verdict, f.uniform_value, f.source, f.passage)
        for f in run.findings
    )
    return DataTable("constats", "Constats éprouvés", columns, rows)


def _decisions(run: Run) -> DataTable:
    columns = (
        _c("objet", "Objet"),
        _c("gauche", "Ligne ou offre"),
        _c("droite", "Ligne ou compétence"),
        _c("decision", "Décision"),
        _c("qui", "Qui"),
        _c("quand", "Quand"),
        _c("pourquoi", "Pourquoi"),
    )
    rows = tuple((d.subject, d.left, d.right, d.verdict, d.who, d.when, d.why) for d in run.catalogue.decisions)
    return DataTable("decisions", "Décisions humaines", columns, rows)


def _exposure(run: Run) -> DataTable:
    columns = (
        _c("metier", "Métier"), _c("famille", "Famille"), _c("coeur", "Cœur", WHOLE), _c("qualification", "Qualification"),
        _c("score", "Score", NUMBER), _c("rang", "Rang", WHOLE), _c("evolution", "Évolution", WHOLE), _c("profil", "Profil"),
    )  # fmt: skip
    ref = run.referential
    rows = []
    for e in ref.exposures:
        metier = ref.metier_by_label[e.metier]
        rows.append(
            (
                e.metier,
                ref.families[metier.family],
                int(metier.core),
                e.qualification,
                e.score,
                e.rank,
                e.evolution,
                e.profile,
            )
        )
    return DataTable("exposition_publiee", "Exposition publiée", columns, tuple(rows))


def _anomalies(run: Run) -> DataTable:
    columns = (
        _c("code", "Code"), _c("gravite", "Gravité"), _c("source", "Source"), _c("ligne", "Ligne", WHOLE), _c("colonne", "Colonne"),
        _c("valeur", "Valeur imprimée"), _c("attendu", "Attendu"), _c("remede", "Remède"), _c("fait", "Ce qui a été fait"),
    )  # fmt: skip
    rows = tuple(
        (a.code, a.severity.value, a.source, a.row or None, a.column, a.value, a.expected, a.remedy, a.done)
        for a in run.anomalies
    )
    return DataTable("anomalies", "Anomalies", columns, rows)


def setting_reason(run: Run, setting: SettingRow) -> str:
    """Reason of a setting; the referential's own first, when it replaced the default."""
    own = run.referential.setting_reasons.get(setting.name)
    return f"réglage du référentiel : {own} (par défaut : {setting.reason})" if own else setting.reason


def _settings(run: Run) -> DataTable:
    columns = (
        _c("reglage", "Réglage"), _c("valeur", "Valeur", NUMBER), _c("defaut", "Défaut", NUMBER), _c("minimum", "Minimum", NUMBER),
        _c("maximum", "Maximum", NUMBER), _c("unite", "Unité"), _c("raison", "Raison"), _c("source", "Source"),
    )  # fmt: skip
    rows = tuple(
        (s.name, s.value, s.default, s.low, s.high, s.unit, setting_reason(run, s), s.source)
        for s in run.referential.settings.rows()
    )
    return DataTable("reglages", "Réglages", columns, rows)
