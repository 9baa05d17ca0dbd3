"""The referential of the load test: ROME fiches as métiers, ROME items as competencies, axes by a
stated rule.

Nothing here is a study. Métiers, items and the links between them are ROME's; axes, levels, reach,
socle and exposure come from the rules below, and the title of the referential says that it is a
load test.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from coverage_engine.domain.normalise import STOP_WORDS, fold, words

Rows = list[dict[str, str]]
TITLE = (
    "Essai de charge : métiers et compétences du ROME 4.0, axes, niveaux et expositions inventés"
)
NOTE = "Essai de charge : règle de la recette, aucun jugement sur ce métier."
# Items that are neither skill nor knowledge (working conditions) have no rubric.
SKILL, ATTITUDE, KNOWLEDGE = "1", "2", "3"
# A competency that as many fiches of the test ask is transverse; from the second figure on, it is
# the socle of its axis.
TRANSVERSE, SOCLE = 40, 80

# Axis → title, pivot, words of the items that belong to it; the first axis that fits has the item
# (see ``axis_of``).
RULES = r"securite|norme|reglement|qualite|hygiene|droit|juridi|environnement|risque|prevention|conform|legislat"
TOOLS = r"logiciel|outil|numeri|informati|machine|equipement|engin|materiel|appareil|systeme|installation"
STEERING = r"organis|planifi|gerer|gestion|coordon|encadr|manag|pilot|budget|equipe|suivi|commercial|client|vente|former"
AXES: dict[str, tuple[str, bool]] = {
    "savoirs": ("Savoirs", True),
    "gestes": ("Gestes du métier", True),
    "outils": ("Outils et installations", True),
    "pilotage": ("Pilotage et relation", False),
    "regles": ("Règles et risques", False),
}
# Words of titles that show an axis: (principal, touched). Written on the titles of certifications,
# for load only.
TITLE_WORDS: dict[str, tuple[str, str]] = {
    "savoirs": (
        (
            "physique* chimi* biolog* mathemati* histoire econom* sociolog* psycholog* philosoph*"
            " theor*"
        ),
        (
            "science* recherche mention master* specialit* etude* culture* langue* anglais"
            " communication"
        ),
    ),
    "gestes": (
        (
            "soudeu* soudage macon* menuisi* cuisin* coiff* boulang* patissi* peintr* monteu*"
            " conducteur* ouvrier*"
        ),
        "technicien* realis* product* fabricat* agent* mecani* artis* arts metiers",
    ),
    "outils": (
        "logiciel* numeri* robot* automat* equipement* machine* web multimedia telecom*",
        (
            "informati* maintenance* electro* reseau* industriel* technolog* systeme* technique*"
            " procedes materia*"
        ),
    ),
    "pilotage": (
        "marketing entrepren* vente* chef pilot* negoci* management",
        (
            "gestion* commerc* responsable* directeur* charge administrat* assistant* conseil*"
            " organis* projet* international*"
        ),
    ),
    "regles": (
        "juridi* qualite qhse hygiene prevention risque* audit* notari* fiscal*",
        "droit securite environnement* protection* norme* developpement durable sante* controle*",
    ),
}
# Words that put a title on the theme without tying it to a trade: such offers are for everybody.
FOR_ALL = (
    "anglais professionnel",
    "bureautique",
    "outils numeriques",
    "communication interpersonnelle",
)
MINIMAL_LETTERS, MOST_DOMAINS = 5, 2
PROFILES = (("Peu exposé", 1, "0"), ("Exposé", 2, "0,35"), ("Très exposé", 3, "0,7"))


@dataclass(frozen=True)
class Fiche:
    """A ROME fiche: code, label, professional domain (its first three signs)."""

    code: str
    label: str

    @property
    def domain(self) -> str:
        """Code of its professional domain."""
        return self.code[:3]


def draw(*names: str) -> float:
    """A number in [0, 1) that its names alone decide: the chance of the recipe, the same on every
    machine.
    """
    seed = "\x1f".join(("essai de charge", *names)).encode()
    return int.from_bytes(blake2b(seed, digest_size=6).digest(), "big") / 2**48


def axis_of(label: str, kind: str) -> str:
    """Axis of an item: rules, tools, steering by its words; otherwise knowledge or gesture by its
    kind.
    """
    folded = fold(label)
    for axis, pattern in (("regles", RULES), ("outils", TOOLS), ("pilotage", STEERING)):
        if re.search(rf"\b(?:{pattern})", folded):
            return axis
    return "savoirs" if kind == KNOWLEDGE else "gestes"


def choose_items(
    fiches: Sequence[Fiche], items: Mapping[str, dict[str, str]], links: Rows, wanted: int
) -> dict[str, list[str]]:
    """Exactly ``wanted`` items over all the fiches: for each fiche, axis by axis in turn, the most
    shared first.

    Raises
    ------
    SystemExit
        If the fiches have fewer items than that.
    """
    own: dict[str, list[str]] = {f.code: [] for f in fiches}
    for link in links:
        item = items.get(link["code_ogr"])
        if (
            link["code_rome"] in own
            and item
            and item["code_rubrique"] in (SKILL, ATTITUDE, KNOWLEDGE)
        ):
            own[link["code_rome"]].append(link["code_ogr"])
    asked = Counter(item for found in own.values() for item in dict.fromkeys(found))
    ranked = {code: _in_turn(dict.fromkeys(found), items, asked) for code, found in own.items()}
    chosen: dict[str, list[str]] = {code: [] for code in ranked}
    missing = wanted
    for depth in range(max(map(len, ranked.values()), default=0)):
        for code, order in ranked.items():
            if missing and depth < len(order):
                chosen[code].append(order[depth])
                missing -= 1
    if missing:
        raise SystemExit(
            f"Only {wanted - missing} needs can be made of {len(fiches)} fiches: ask for fewer"
            " needs."
        )
    return chosen


def _in_turn(
    found: Iterable[str], items: Mapping[str, dict[str, str]], asked: Counter[str]
) -> list[str]:
    by_axis: dict[str, list[str]] = {axis: [] for axis in AXES}
    for item in sorted(found, key=lambda i: (-asked[i], i)):
        by_axis[axis_of(items[item]["libelle"], items[item]["code_rubrique"])].append(item)
    depth = max(map(len, by_axis.values()))
    return [own[i] for i in range(depth) for own in by_axis.values() if i < len(own)]


def domain_words(fiches: Sequence[Fiche], names: Rows) -> dict[str, list[str]]:
    """Words of the labels of a domain's fiches that one other domain at most uses: they tie a title
    to its trades.
    """
    domains_of: dict[str, set[str]] = {}
    for code, label in [(f.code, f.label) for f in fiches] + [
        (r["code_rome"], r["libelle_appellation_court"]) for r in names
    ]:
        for word in words(label):
            if len(word) >= MINIMAL_LETTERS and word not in STOP_WORDS and word.isalpha():
                domains_of.setdefault(word.rstrip("sx"), set()).add(code[:3])
    wanted = {f.domain for f in fiches}
    out: dict[str, list[str]] = {domain: [] for domain in sorted(wanted)}
    for word, domains in sorted(domains_of.items()):
        if len(domains) <= MOST_DOMAINS and domains <= wanted:
            for domain in domains:
                out[domain].append(word)
    return out


def lexicon(domains: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """Rows of ``lexique.csv``: a trade word or a word for all shows the theme; axes have their
    title words.
    """
    out: list[tuple[str, ...]] = [("theme", "@fonction", "", "", "")]
    out += [("theme", term, "", "", "") for term in FOR_ALL]
    for axis, (principal, touched) in TITLE_WORDS.items():
        out += [(f"axe:{axis}", term, "principal", "", "") for term in principal.split()]
        out += [(f"axe:{axis}", term, "aborde", "", "") for term in touched.split()]
    out += [
        (f"fonction:{d.lower()}", f"{word}*", "", "", "")
        for d, own in domains.items()
        for word in own
    ]
    return out


def tables(
    fiches: Sequence[Fiche], data: Path, read: Callable[[Path], Rows], needs: int
) -> dict[str, list[tuple[str, ...]]]:
    """Every table of the referential, its titles first."""
    rome = data / "rome-v460"
    items = {r["code_ogr"]: r for r in read(rome / "unix_item_v460_utf8.csv")}
    domains = {
        r["code_domaine_professionnel"]: r["libelle_domaine_professionnel"]
        for r in read(rome / "unix_domaine_professionnel_v460_utf8.csv")
    }
    chosen = choose_items(fiches, items, read(rome / "unix_coherence_item_v460_utf8.csv"), needs)
    asked = Counter(item for own in chosen.values() for item in own)
    used = [f for f in fiches if chosen[f.code]]
    label_of = {i: " ".join(items[i]["libelle"].replace("''", "’").split()) for i in asked}
    axis = {i: axis_of(items[i]["libelle"], items[i]["code_rubrique"]) for i in asked}
    own = domain_words(fiches, read(rome / "unix_referentiel_appellation_v460_utf8.csv"))
    present = sorted({f.domain for f in used})
    scores = {f.label: round(draw("exposition", f.code), 2) for f in used}
    order = sorted(scores, key=lambda m: (-scores[m], m))
    return {
        "axes": (
            [
                (
                    "axe",
                    "libelle",
                    "ordre",
                    "definition",
                    "pivot",
                    "poids",
                    "source",
                    "passage",
                    "statut",
                )
            ]
            + [
                (
                    a,
                    t,
                    str(n),
                    f"{t} (règle de l’essai de charge).",
                    "oui" if p else "non",
                    "1",
                    "",
                    "",
                    "proposé",
                )
                for n, (a, (t, p)) in enumerate(AXES.items(), 1)
            ]
        ),
        "familles": [("famille", "libelle"), *((d, domains.get(d, d)) for d in present)],
        "metiers": [
            ("metier", "famille", "coeur", "ligne_source"),
            *((f.label, f.domain, "oui", f.code) for f in used),
        ],
        "perimetre": [
            ("metier", "origine", "libelle_imprime", "statut", "note"),
            *((f.label, "ROME", f.code, "proposé", "") for f in used),
        ],
        "competences": (
            [
                (
                    "competence",
                    "axe",
                    "libelle",
                    "definition",
                    "socle",
                    "portee",
                    "levier",
                    "source",
                    "passage",
                    "statut",
                )
            ]
            + [
                _competence(i, axis[i], label_of[i], asked[i])
                for i in sorted(asked, key=lambda i: (list(AXES).index(axis[i]), i))
            ]
        ),
        "formulations": [
            ("competence", "formulation"),
            *((f"ROME{i}", label_of[i]) for i in sorted(asked)),
        ],
        "besoins": (
            [("metier", "competence", "objet", "niveau", "priorite", "justification", "statut")]
            + [
                (
                    f.label,
                    f"ROME{i}",
                    "oui",
                    str(1 + int(3 * draw("niveau", f.code, i))),
                    "",
                    NOTE,
                    "proposé",
                )
                for f in used
                for i in chosen[f.code]
            ]
        ),
        "lexique": [("objet", "terme", "force", "sauf", "note"), *lexicon(own)],
        "groupes": [
            ("groupe", "libelle", "nature", "statut", "justification"),
            ("tous", "Tous les métiers", "tous", "proposé", NOTE),
        ],
        "profils": (
            [("profil", "libelle", "ordre", "borne_basse", "emergent", "definition", "statut")]
            + [
                (p, p, str(n), low, "non", "Inventé pour l’essai de charge.", "proposé")
                for p, n, low in PROFILES
            ]
        ),
        "qualifications": [
            ("qualification", "libelle", "ordre", "reference", "note"),
            ("invente", "Exposition inventée", "1", "oui", NOTE),
        ],
        "expositions": (
            [("metier", "qualification", "score", "rang", "evolution", "profil", "ligne_source")]
            + [
                (
                    m,
                    "invente",
                    f"{scores[m]:.2f}".replace(".", ","),
                    str(rank),
                    "",
                    _profile(scores[m]),
                    "",
                )
                for rank, m in enumerate(order, 1)
            ]
        ),
    }


def _competence(item: str, axis: str, label: str, asked: int) -> tuple[str, ...]:
    reach = "transverse" if asked >= TRANSVERSE else "metier"
    socle = "oui" if asked >= SOCLE else "non"
    return (f"ROME{item}", axis, label, label, socle, reach, "", "", "", "proposé")


def _profile(score: float) -> str:
    return [name for name, _, low in PROFILES if score >= float(low.replace(",", "."))][-1]
