"""An invented staffing table of any size, with realistic dirt; its cost when asked to.

python benchmarks/staffing.py example    writes the embedded example of 600 posts (invented, said so
in its folder) python benchmarks/staffing.py 100000     prints CPU seconds and peak memory of the
whole command
"""

from __future__ import annotations

import csv
import io
import random
import resource
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "referentials" / "collectivites-2024" / "exemples" / "effectifs-invente.csv"
HEADER = (
    "Direction",
    "Service",
    "Intitulé du poste",
    "Filière",
    "Cat.",
    "Cadre d'emplois",
    "F/H",
    "Observations",
)
SEED = 2024

# Direction → service → (label as someone typed it, filière, category, cadre d’emplois, weight).
ADMIN, TECH, CULT, SOC, POL, ANIM, SPORT = (
    "Administrative",
    "Technique",
    "Culturelle",
    "Médico-sociale",
    "Police municipale",
    "Animation",
    "Sportive",
)
TOWN: dict[str, dict[str, tuple[tuple[str, str, str, str, int], ...]]] = {
    "Direction générale": {
        "Cabinet": (
            ("Collaborateur de cabinet", ADMIN, "A", "Attachés", 2),
            ("Assistante de direction", ADMIN, "C", "Adjoints administratifs", 3),
        ),
        "Direction générale": (
            ("DGS", ADMIN, "A", "Administrateurs", 1),
            ("DGA", ADMIN, "A", "Administrateurs", 3),
            ("Chargée d'études", ADMIN, "A", "Attachés", 2),
        ),
        "Communication": (
            ("Directrice de la communication", ADMIN, "A", "Attachés", 1),
            ("Chargé(e) de communication", ADMIN, "B", "Rédacteurs", 5),
            ("Photographe-vidéaste", TECH, "B", "Techniciens", 1),
        ),
    },
    "Direction des ressources humaines": {
        "Gestion du personnel": (
            (
                "Assistant-e de gestion des ressources humaines",
                ADMIN,
                "C",
                "Adjoints administratifs",
                13,
            ),
            ("Resp. de la gestion administrative du personnel", ADMIN, "B", "Rédacteurs", 2),
            ("DRH", ADMIN, "A", "Attachés", 1),
        ),
        "Emploi et compétences": (
            ("Chargée du recrutement", ADMIN, "B", "Rédacteurs", 4),
            ("Conseillère mobilité et parcours professionnels", ADMIN, "A", "Attachés", 2),
            ("Responsable de la formation", ADMIN, "A", "Attachés", 1),
            ("Psychologue du travail", SOC, "A", "Psychologues", 1),
        ),
    },
    "Direction des finances et des marchés": {
        "Comptabilité": (
            (
                "Assistante de gestion financière, budgétaire ou comptable",
                ADMIN,
                "C",
                "Adjoints administratifs",
                16,
            ),
            ("Directeur financier", ADMIN, "A", "Attachés", 1),
            ("Contrôleuse de gestion", ADMIN, "A", "Attachés", 2),
            ("Régisseur de recettes", ADMIN, "C", "Adjoints administratifs", 3),
        ),
        "Marchés publics": (
            ("Acheteuse publique", ADMIN, "A", "Attachés", 4),
            ("Instructrice gestionnaire des marchés publics", ADMIN, "B", "Rédacteurs", 5),
            ("Responsable des affaires juridiques", ADMIN, "A", "Attachés", 1),
        ),
    },
    "Direction de la population": {
        "Etat civil": (
            ("Officier d'état civil", ADMIN, "C", "Adjoints administratifs", 14),
            ("Responsable du service population", ADMIN, "B", "Rédacteurs", 1),
            ("Agent funéraire", TECH, "C", "Adjoints techniques", 4),
        ),
        "Accueil": (
            ("Agent d'accueil", ADMIN, "C", "Adjoints administratifs", 18),
            ("Chargé-e d'accueil", ADMIN, "C", "Adjoints administratifs", 6),
        ),
    },
    "Direction du numérique": {
        "Exploitation": (
            ("Technicien SI", TECH, "B", "Techniciens", 7),
            ("Administratrice de bases de données", TECH, "A", "Ingénieurs", 2),
            ("Technicienne poste de travail", TECH, "B", "Techniciens", 4),
        ),
        "Projets": (
            ("Chef de projet MOA", TECH, "A", "Ingénieurs", 5),
            ("Directeur des SI", TECH, "A", "Ingénieurs", 1),
            ("DPO", ADMIN, "A", "Attachés", 1),
        ),
    },
    "Direction de la culture": {
        "Bibliothèques": (
            ("Bibliothécaire", CULT, "B", "Assistants de conservation", 18),
            ("Chargée d'accueil en bibliothèque", CULT, "C", "Adjoints du patrimoine", 14),
            ("Directrice de bibliothèque", CULT, "A", "Bibliothécaires", 2),
            ("Documentaliste", CULT, "B", "Assistants de conservation", 2),
        ),
        "Musées": (
            ("Archiviste", CULT, "A", "Attachés de conservation", 4),
            (
                "Chargé d'accueil et de surveillance du patrimoine",
                CULT,
                "C",
                "Adjoints du patrimoine",
                12,
            ),
            ("Régisseuse d'œuvres", CULT, "B", "Assistants de conservation", 2),
        ),
        "Conservatoire": (
            ("Enseignant artistique", CULT, "B", "Assistants d'enseignement artistique", 26),
            ("Régisseur son", TECH, "B", "Techniciens", 1),
        ),
    },
    "Direction de l'éducation": {
        "Écoles": (
            ("ATSEM", SOC, "C", "ATSEM", 44),
            (
                "Animateur éducatif accompagnement périscolaire",
                ANIM,
                "C",
                "Adjoints d'animation",
                40,
            ),
            ("Chargée de propreté des locaux", TECH, "C", "Adjoints techniques", 38),
        ),
        "Restauration": (
            ("Cuisinier", TECH, "C", "Adjoints techniques", 14),
            ("Agent de restauration", TECH, "C", "Adjoints techniques", 30),
            ("Responsable de production culinaire", TECH, "B", "Techniciens", 2),
        ),
    },
    "Direction de la petite enfance": {
        "Crèches": (
            ("Educatrice de jeunes enfants", SOC, "A", "Éducateurs de jeunes enfants", 15),
            ("Assistante éducatif petite enfance", SOC, "C", "Auxiliaires de puériculture", 30),
            ("Auxiliaire de puériculture", SOC, "B", "Auxiliaires de puériculture", 8),
            ("Infirmière", SOC, "A", "Infirmiers", 3),
            (
                "Responsable d'établissement d'accueil du jeune enfant",
                SOC,
                "A",
                "Puéricultrices",
                4,
            ),
        )
    },
    "Direction de l'action sociale": {
        "Action sociale": (
            ("Travailleuse de l'action sociale", SOC, "A", "Assistants socio-éducatifs", 10),
            ("Chargée d'accueil social", ADMIN, "C", "Adjoints administratifs", 6),
            ("Conseiller d'action sociale", SOC, "A", "Conseillers socio-éducatifs", 2),
        ),
        "Maintien à domicile": (
            ("Aide à domicile", SOC, "C", "Agents sociaux", 16),
            ("Aide soignante", SOC, "C", "Aides-soignants", 5),
        ),
    },
    "Direction du cadre de vie": {
        "Espaces verts": (
            ("Jardinier", TECH, "C", "Adjoints techniques", 30),
            ("Chargé de travaux espaces verts", TECH, "B", "Techniciens", 3),
            ("Grimpeur élagueur", TECH, "C", "Adjoints techniques", 4),
        ),
        "Propreté": (
            ("Agent de propreté urbaine", TECH, "C", "Adjoints techniques", 32),
            ("Conducteur de véhicule lourd", TECH, "C", "Adjoints techniques", 8),
        ),
        "Bâtiments": (
            ("Ouvrier de maintenance des bâtiments", TECH, "C", "Adjoints techniques", 18),
            ("Responsable des bâtiments", TECH, "A", "Ingénieurs", 1),
            ("Chargée d'opération de construction", TECH, "A", "Ingénieurs", 3),
            ("Dessinatrice CAO-BIM", TECH, "B", "Techniciens", 2),
        ),
    },
    "Direction de la tranquillité publique": {
        "Police municipale": (
            ("Policier municipal", POL, "C", "Agents de police municipale", 24),
            (
                "Responsable du service de police municipale",
                POL,
                "B",
                "Chefs de service de police",
                1,
            ),
            ("Opérateur de vidéoprotection", TECH, "C", "Adjoints techniques", 5),
        ),
        "Stationnement": (
            ("ASVP", TECH, "C", "Adjoints techniques", 9),
            ("Chargée de mission", ADMIN, "A", "Attachés", 1),
        ),
    },
    "Direction des sports": {
        "Équipements": (
            (
                "Agent d'exploitation des équipements sportifs et ludiques",
                TECH,
                "C",
                "Adjoints techniques",
                14,
            ),
            ("Educateur sportif", SPORT, "B", "Éducateurs des activités physiques", 9),
            ("Maître-nageur sauveteur", SPORT, "B", "Éducateurs des activités physiques", 5),
        )
    },
}


def dirty(label: str, luck: random.Random) -> str:
    """The label as exports have it: capitals, lost accents, typing errors, spaces."""
    draw = luck.random()
    if draw < 0.10:
        return "".join(
            c for c in unicodedata.normalize("NFD", label.upper()) if not unicodedata.combining(c)
        )
    if draw < 0.17:
        return "".join(
            c for c in unicodedata.normalize("NFD", label) if not unicodedata.combining(c)
        )
    if draw < 0.20 and len(label) > 12:
        at = luck.randrange(3, len(label) - 3)
        return label[:at] + label[at + 1 :]
    if draw < 0.24:
        return f" {label}  "
    return label


def rows(posts: int, seed: int = SEED) -> list[tuple[str, ...]]:
    """Rows of the table: ``posts`` posts, direction by direction, with subtotals, subheadings and
    blank rows.
    """
    luck = random.Random(seed)
    jobs = [
        (d, s, *job) for d, services in TOWN.items() for s, own in services.items() for job in own
    ]
    weights = [job[-1] for job in jobs]
    # Every job once, then by weight: the table has the size asked for, whatever the weights.
    counts = [1 if len(jobs) <= posts else 0 for _ in jobs]
    for i in luck.choices(range(len(jobs)), weights, k=posts - sum(counts)):
        counts[i] += 1
    women = {ADMIN: 0.78, TECH: 0.22, CULT: 0.62, SOC: 0.93, POL: 0.25, ANIM: 0.66, SPORT: 0.35}
    out: list[tuple[str, ...]] = []
    for direction in TOWN:
        number = 0
        for job, count in zip(jobs, counts, strict=True):
            if job[0] != direction:
                continue
            for _ in range(count):
                sex = "F" if luck.random() < women[job[3]] else "H"
                sex = (
                    luck.choice([sex, sex, "Mme" if sex == "F" else "M."])
                    if luck.random() < 0.97
                    else ""
                )
                note = "temps partiel" if luck.random() < 0.05 else ""
                out.append(
                    (direction, job[1], dirty(job[2], luck), job[3], job[4], job[5], sex, note)
                )
                number += 1
        out.append((f"Sous-total {direction}", "", str(number), "", "", "", "", ""))
        out.append(("",) * len(HEADER))
    out.append(("TOTAL GENERAL", "", str(posts), "", "", "", "", ""))
    return out


def table(posts: int, seed: int = SEED) -> bytes:
    """The table as Excel exports it in France: semicolons, Windows code page."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(("Effectifs INVENTÉS d'une commune imaginaire", *[""] * (len(HEADER) - 1)))
    writer.writerow([""] * len(HEADER))
    writer.writerow(HEADER)
    writer.writerows(rows(posts, seed))
    return out.getvalue().encode("cp1252")


def main() -> None:
    """Write the example, or measure the whole command on a table of that many posts."""
    if sys.argv[1:] == ["example"]:
        EXAMPLE.parent.mkdir(exist_ok=True)
        EXAMPLE.write_bytes(table(600))
        return
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "effectifs.csv"
        source.write_bytes(table(posts))
        command = [
            sys.executable,
            "-m",
            "coverage_engine",
            "staffing",
            str(source),
            "--out",
            str(Path(folder) / "out"),
        ]
        subprocess.run([*command, *sys.argv[2:]], check=True, stdout=subprocess.DEVNULL)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{posts} posts: {used.ru_utime + used.ru_stime:.2f} s of CPU,"
        f" {used.ru_maxrss / 1024:.0f} MB"
    )


if __name__ == "__main__":
    main()
