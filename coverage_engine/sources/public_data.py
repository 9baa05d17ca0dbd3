"""Public files that others labelled, in their published layouts: what ``evaluate`` measures on.

Nothing is repaired: what cannot serve is counted. Files are not shipped.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from coverage_engine.domain.cells.fiche import one_line, read_code
from coverage_engine.domain.errors import InputRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One published file: its place, what it is, how it is written, the columns that are read."""

    path: str
    what: str
    columns: tuple[str, ...]
    encoding: str = "utf-8-sig"
    separator: str = ","


def _kit(name: str, what: str, *columns: str) -> Layout:
    return Layout(
        path=f"rncp-2021/rncp_{name}.v1.4.csv",
        what=f"{what}, kit apprentissage de France compétences",
        columns=columns,
        encoding="cp1252",
        separator=";",
    )


def _rome(name: str, what: str, *columns: str) -> Layout:
    path = f"rome-v460/unix_{name}_v460_utf8.csv"
    what = f"{what}, ROME 4.0 de France Travail, version 460"
    return Layout(path=path, what=what, columns=columns)


CERTIFICATIONS = _kit("info", "certifications", "CodeRNCP", "intituleDiplome")
ROME_LINKS = _kit("rome", "liens certification → ROME", "CodeRNCP", "Rome")
BLOCS = _kit("blocs_competences", "blocs de compétences", "CodeRNCP", "intitule")
CODES = Layout(
    path="rome-v347/unix_referentiel_code_rome_v347_utf8.csv",
    what="codes ROME de France Travail, version 347",
    columns=("code_rome", "libelle_rome"),
)
METIERS = _rome("referentiel_code_rome", "métiers", "code_rome", "libelle_rome", "code_rome_parent")
APPELLATIONS = _rome(
    "referentiel_appellation",
    "appellations",
    "libelle_appellation_long",
    "code_rome",
    "code_rome_parent",
)
ITEMS = _rome("item", "compétences et savoirs", "code_ogr", "libelle")
ITEM_LINKS = _rome("coherence_item", "liens métier → compétence", "code_rome", "code_ogr")
PAIRS = Layout(
    path="competent-esco/pairs_dev.csv",
    what="correspondances Competent → ESCO",
    columns=("competence_fr", "esco_uuid", "relation"),
)
SKILLS = Layout(
    path="esco-fr/skills_fr.csv",
    what="aptitudes ESCO en français",
    columns=("conceptUri", "preferredLabel", "altLabels"),
)

RNCP_ROME = (CERTIFICATIONS, ROME_LINKS, BLOCS, CODES, METIERS, APPELLATIONS, ITEMS, ITEM_LINKS)
COMPETENT_ESCO = (PAIRS, SKILLS)
EXACT = "skos:exactMatch"


@dataclass(frozen=True, slots=True)
class Certification:
    """A certification of the RNCP and the métiers (ROME codes) it leads to."""

    code: str
    title: str
    blocs: str
    metiers: frozenset[str]


@dataclass(frozen=True, slots=True)
class RncpRome:
    """Certifications in the order of their codes; métiers by all their wordings, and their items.

    Attributes
    ----------
    wordings:
        ``(ROME code, wording)``: label of the 2021 list, then labels and appellations of ROME 4.0.
    items:
        ROME code → competencies of ROME 4.0.
    left:
        What was left aside → how many.
    """

    certifications: tuple[Certification, ...]
    wordings: tuple[tuple[str, str], ...]
    items: Mapping[str, tuple[str, ...]]
    left: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CompetentEsco:
    """Competencies of the Belgian list, the ESCO skills people linked them to, ESCO's wordings.

    Attributes
    ----------
    links:
        Competency → relation (SKOS) → skills.
    wordings:
        ``(skill, wording)``: preferred label, then the others.
    """

    links: Mapping[str, Mapping[str, frozenset[str]]]
    wordings: tuple[tuple[str, str], ...]
    left: Mapping[str, int]


def read_rncp_rome(folder: Path) -> RncpRome:
    """Read the certifications and their métiers.

    Raises
    ------
    InputRefused
        If a file is absent, not in its published layout, or holds nothing to measure on.
    """
    _check(folder, RNCP_ROME)
    labels = {r["code_rome"]: one_line(r["libelle_rome"]) for _, r in _rows(folder, CODES)}
    left = {
        "liens vers un code ROME hors de la liste": 0,
        "fiches dont le code était déjà lu": 0,
        "fiches sans intitulé ou sans code ROME de la liste": 0,
        "appellations d’un métier hors de la liste": 0,
    }
    unlisted, repeated, without, orphans = left
    metiers: dict[str, set[str]] = {}
    for _, r in _rows(folder, ROME_LINKS):
        if r["Rome"] in labels:
            metiers.setdefault(r["CodeRNCP"], set()).add(r["Rome"])
        else:
            left[unlisted] += 1
    blocs: dict[str, list[str]] = {}
    for _, r in _rows(folder, BLOCS):
        blocs.setdefault(r["CodeRNCP"], []).append(one_line(r["intitule"]))
    found: dict[str, Certification] = {}
    for row, r in _rows(folder, CERTIFICATIONS):
        code, title = r["CodeRNCP"], one_line(r["intituleDiplome"])
        if not read_code(code).removeprefix("RNCP").isdigit():
            raise InputRefused(
                f"{CERTIFICATIONS.path}, ligne {row}, CodeRNCP : « {code[:40]} » n’est pas un"
                " code → RNCP1000"
            )
        if code in found:
            left[repeated] += 1
        elif title and code in metiers:
            found[code] = Certification(
                code, title, " ".join(blocs.get(code, ())), frozenset(metiers[code])
            )
        else:
            left[without] += 1
    if not found:
        raise InputRefused(
            f"{CERTIFICATIONS.path} : aucune certification reliée à un code ROME → vérifiez les"
            " fichiers"
        )
    wordings, parents = list(labels.items()), {}
    for _, r in _rows(folder, METIERS):
        parents[r["code_rome"]] = r["code_rome_parent"] or r["code_rome"]
        wordings.append((parents[r["code_rome"]], one_line(r["libelle_rome"])))
    for _, r in _rows(folder, APPELLATIONS):
        near = [c for c in (r["code_rome_parent"], r["code_rome"]) if c in labels]
        left[orphans] += not near
        wordings += [(c, one_line(r["libelle_appellation_long"])) for c in near[:1]]
    ordered = sorted(found.values(), key=lambda c: int(read_code(c.code).removeprefix("RNCP")))
    listed = tuple(w for w in dict.fromkeys(wordings) if w[0] in labels)
    return RncpRome(tuple(ordered), listed, _items(folder, parents, labels), left)


def _items(
    folder: Path, parents: Mapping[str, str], labels: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    printed = {r["code_ogr"]: r["libelle"] for _, r in _rows(folder, ITEMS)}
    items: dict[str, dict[str, None]] = {}
    for _, r in _rows(folder, ITEM_LINKS):
        code = parents.get(r["code_rome"], r["code_rome"])
        if code in labels and r["code_ogr"] in printed:
            items.setdefault(code, {})[printed[r["code_ogr"]]] = None
    return {code: tuple(own) for code, own in items.items()}


def read_competent_esco(folder: Path) -> CompetentEsco:
    """Read the competencies and the skills they were linked to.

    Raises
    ------
    InputRefused
        If a file is absent, not in its published layout, or holds nothing to measure on.
    """
    _check(folder, COMPETENT_ESCO)
    wordings = []
    for _, r in _rows(folder, SKILLS):
        skill = r["conceptUri"].rpartition("/")[2]
        wordings += [
            (skill, one_line(w))
            for w in (r["preferredLabel"], *r["altLabels"].split("\n"))
            if w.strip()
        ]
    skills = {skill for skill, _ in wordings}
    unknown = "correspondances vers une aptitude ESCO absente"
    left = {unknown: 0}
    links: dict[str, dict[str, set[str]]] = {}
    for _, r in _rows(folder, PAIRS):
        if r["esco_uuid"] in skills:
            links.setdefault(r["competence_fr"], {}).setdefault(r["relation"], set()).add(
                r["esco_uuid"]
            )
        else:
            left[unknown] += 1
    if not links:
        raise InputRefused(
            f"{PAIRS.path} : aucune correspondance avec {SKILLS.path} → vérifiez les deux fichiers"
        )
    frozen = {
        text: {rel: frozenset(links[text][rel]) for rel in sorted(links[text])}
        for text in sorted(links)
    }
    return CompetentEsco(frozen, tuple(dict.fromkeys(wordings)), left)


def _check(folder: Path, layouts: tuple[Layout, ...]) -> None:
    """Refuse at once every file that is not there."""
    if not folder.is_dir():
        asked = ", ".join(dict.fromkeys(f"{x.path.partition('/')[0]}/" for x in layouts))
        raise InputRefused(
            f"--data {folder} : dossier introuvable → donnez le dossier qui contient {asked}"
        )
    absent = [x for x in layouts if not (folder / x.path).is_file()]
    if absent:
        raise InputRefused(
            [
                f"{folder.name}/{x.path} : fichier absent ({x.what}) → placez-le là, sans le"
                " modifier"
                for x in absent
            ]
        )


def _rows(folder: Path, layout: Layout) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a file, numbered as a spreadsheet would, with the columns that are read."""
    again = "→ reprenez le fichier d’origine"
    row = 1
    try:
        with (folder / layout.path).open(encoding=layout.encoding, newline="") as stream:
            reader = csv.reader(stream, delimiter=layout.separator, strict=True)
            header = next(reader, [])
            missing = [c for c in layout.columns if c not in header]
            if missing:
                raise InputRefused(
                    f"{layout.path}, ligne 1 : colonne absente : {', '.join(missing)} {again}"
                )
            places = [(c, header.index(c)) for c in layout.columns]
            for row, cells in enumerate(reader, 2):
                if len(cells) != len(header):
                    raise InputRefused(
                        f"{layout.path}, ligne {row} : {len(cells)} cellules au lieu de"
                        f" {len(header)} {again}"
                    )
                yield row, {c: cells[i].strip() for c, i in places}
    except UnicodeDecodeError:
        raise InputRefused(
            f"{layout.path} : encodage inattendu, {layout.encoding} attendu {again}"
        ) from None
    except csv.Error:
        raise InputRefused(
            f"{layout.path}, vers la ligne {row + 1} : guillemets mal fermés {again}"
        ) from None
    except OSError as error:
        raise InputRefused(
            f"{layout.path} : lecture impossible ({error.strerror}) {again}"
        ) from None
