"""What each step of the French normalisation and each constant of the core brings to the links.
Prints tables.

Run: ``python benchmarks/ablation.py --data ../shared/data [--benchmark rncp-rome|competent-esco]``.
Rankers and columns are in ``benchmarks/ranking.py``. Steps are switched off here by
replacing functions and constants of the modules while a trial runs: an option of the product would
serve nobody else.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from ranking import ablation_lines

from coverage_engine.domain import normalise
from coverage_engine.jobs.evaluate import BENCHMARKS, DEV, TEST, make_benchmark, read_data
from coverage_engine.matching import known, table, terms
from coverage_engine.matching.evaluation import Row
from coverage_engine.matching.ranking_benchmark import Ranked, RankingBenchmark, ask, measure
from coverage_engine.sources.public_data import RncpRome

_NEVER = re.compile(r"(?!)")
# Feminine endings as they are written after a mark, the longest first.
_ENDINGS = ("trice", "euse", "rice", "ère", "ne", "se", "e")
_Changes = list[tuple[Any, str, Any]]


def _unstemmed(word: str) -> str:
    return word


def _accented(text: str) -> str:
    return normalise._plain_signs(text).casefold()


def _mixed(word: str) -> list[str]:
    padded = f" {word} "
    return [
        padded[i : i + size] for size in (3, 4, 5) for i in range(max(1, len(padded) - size + 1))
    ]


# Trial → what replaces what. Only ``words_of_all`` and the tables read these names.
TRIALS: Mapping[str, _Changes] = {
    "référence": [],
    "sans racines": [(terms, "stem", _unstemmed), (table, "stem", _unstemmed)],
    "sans mots vides": [(terms, "STOP_WORDS", frozenset())],
    "sans formes inclusives": [(normalise, "_INCLUSIVE", _NEVER)],
    "sans élisions": [(normalise, "_ELISION", _NEVER)],
    "sans sigles unifiés": [(normalise, "_PHRASE_RULES", ()), (normalise, "_INITIALS", _NEVER)],
    "accents gardés": [
        (normalise, "_fold_all", _accented),
        (normalise, "_NOT_WORD_MARKED", re.compile(r"[^\w+#\0]+")),
    ],
    "3 lettres": [(terms, "GRAM", 3)],
    "4 lettres": [(terms, "GRAM", 4)],
    "6 lettres": [(terms, "GRAM", 6)],
    "3 à 5 lettres": [(terms, "_TERMS_OF", {**terms._TERMS_OF, "caracteres": _mixed})],
    "votes : puissance 2": [(known, "VOTE_POWER", 2)],
    "votes : puissance 8": [(known, "VOTE_POWER", 8)],
    "mots appris : poids 2": [(known, "COUNTERPART_WEIGHT", 2.0)],
}


@contextmanager
def replaced(changes: _Changes) -> Iterator[None]:
    """Replace names of modules, and put them back; what was remembered under other rules is
    forgotten.
    """
    with ExitStack() as stack:
        for module, name, value in changes:
            stack.enter_context(patch.object(module, name, value))
        normalise.words.cache_clear()
        yield
    normalise.words.cache_clear()


def try_all(bench: RankingBenchmark) -> list[Row]:
    """Rows of every trial, without then with known links."""
    rows: list[Row] = []
    reference: dict[bool, Ranked] = {}
    for name, changes in TRIALS.items():
        for with_known in (True,) if changes and changes[0][0] is known else (False, True):
            with replaced(changes):
                ranked = ask(bench, known=with_known)
            rows += measure(
                bench, name, ranked, known=with_known, reference=reference.get(with_known)
            )
            reference.setdefault(with_known, ranked)
    return rows


def written_otherwise(bench: RankingBenchmark, data: RncpRome) -> dict[str, RankingBenchmark]:
    """Titles that name a trade or hold an acronym, as printed and as others would write them.

    Few titles of these benchmarks use inclusive forms or acronyms: what reading them brings shows
    on these rewritings. A trade's feminine is that of ROME's own appellations («Technicien /
    Technicienne» gives «Technicien·ne»).
    """
    inclusive: dict[str, str] = {}
    for _, wording in data.wordings:
        pair = re.match(r"(\w{4,}) / (\w+)", wording)
        ending = next(
            (e for e in _ENDINGS if pair and pair[2].endswith(e) and pair[2] != pair[1]), ""
        )
        if pair and ending:
            inclusive.setdefault(pair[1].lower(), ending)

    def person(title: str) -> str:
        return re.sub(
            r"\w+", lambda m: f"{m[0]}·{e}" if (e := inclusive.get(m[0].lower())) else m[0], title
        )

    def acronym(title: str) -> str:
        return re.sub("ressources humaines", "RH", title, flags=re.IGNORECASE)

    out = {}
    for name, rewrite in (("formes inclusives", person), ("sigles", acronym)):
        kept = [i for i, title in enumerate(bench.titles) if rewrite(title) != title]
        for told, change in (("tels quels", str), ("réécrits", rewrite)):
            out[f"{name} : intitulés {told}"] = replace(
                bench,
                texts=tuple((change(bench.titles[i]),) for i in kept),
                right={name: tuple(a[i] for i in kept) for name, a in bench.right.items()},
                fold=tuple(bench.fold[i] for i in kept),
            )
    return out


def try_writings(bench: RankingBenchmark, data: RncpRome) -> list[Row]:
    """Rows of rewritten titles, with every step and without the one that reads them."""
    rows = []
    for name, own in written_otherwise(bench, data).items():
        step = "sans formes inclusives" if name.startswith("formes") else "sans sigles unifiés"
        reference = ask(own, known=False)
        rows += measure(own, name, reference, known=False)[:1]
        with replaced(TRIALS[step]):
            rows += measure(
                own, f"  {step}", ask(own, known=False), known=False, reference=reference
            )[:1]
    return rows


def main() -> None:
    """Try on both parts of each benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--benchmark", choices=BENCHMARKS, action="append")
    asked = parser.parse_args()
    for benchmark in asked.benchmark or BENCHMARKS:
        data = read_data(benchmark, asked.data)
        for part in (DEV, TEST):
            bench = make_benchmark(data, part)
            rows = try_all(bench)
            for answers in dict.fromkeys(r.answers for r in rows):
                own = [r for r in rows if r.answers == answers]
                print(f"\n{benchmark}, {own[0].part}, {answers}, {own[0].sources}")
                print("\n".join(ablation_lines(own)), flush=True)
            if isinstance(data, RncpRome):
                print(f"\n{benchmark}, {part}, titles written otherwise")
                for row in (found := try_writings(bench, data)):
                    print(f"{row.method}: {row.sources}")
                print("\n".join(ablation_lines(found)), flush=True)


if __name__ == "__main__":
    main()
