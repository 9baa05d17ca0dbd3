"""The syntax of the lexicon, on invented terms: what each sign matches, and which terms cannot be
read.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from coverage_engine.domain.model.anomaly import Severity
from coverage_engine.domain.model.branch import Term
from coverage_engine.matching.lexicon import Lexicon, lexicon_faults, term_fault


def term(subject: str, pattern: str, unless: str = "", strength: str = "principal") -> Term:
    """One line of ``lexique.csv``; ``unless`` as printed there, exceptions separated by ``|``."""
    return Term(
        subject=subject,
        pattern=pattern,
        strength=strength,
        unless=tuple(u.strip() for u in unless.split("|") if u.strip()),
        row=2,
    )


def lexicon(*patterns: str) -> Lexicon:
    return Lexicon([term("axe:four", p) for p in patterns])


def found(terms: Lexicon, text: str) -> list[str]:
    return [h.found for h in terms.hits(text)]


# --- Words


@pytest.mark.parametrize(
    "text", ["Le FOUR à sole", "four à sole", "Un four  à SOLE !", "L’art du four à sole"]
)
def test_words_are_compared_without_case_accents_or_punctuation(text: str) -> None:
    assert found(lexicon("four a sole"), text) == ["four a sole"]


@pytest.mark.parametrize(
    "text", ["fours à sole", "four à gaz", "fourneau à sole", "sole à four", "four. Sole", ""]
)
def test_words_stand_in_a_row_and_whole(text: str) -> None:
    assert found(lexicon("four a sole"), text) == []


def test_a_term_is_found_once_whatever_its_repeats() -> None:
    assert found(lexicon("four"), "four, four et four") == ["four"]


def test_hits_come_in_the_order_of_the_lexicon() -> None:
    assert found(lexicon("pousse", "four"), "four et pousse") == ["pousse", "four"]


# --- «*»


@pytest.mark.parametrize(
    ("text", "expected"), [("l’énergie", ["energie"]), ("énergétiques", ["energetiques"])]
)
def test_a_star_ends_a_prefix(text: str, expected: list[str]) -> None:
    assert found(lexicon("energ*"), text) == expected


@pytest.mark.parametrize("text", ["synergie", "ener", "bioénergie"])
def test_a_prefix_is_at_the_beginning_of_a_word(text: str) -> None:
    assert found(lexicon("energ*"), text) == []


def test_a_star_may_end_any_word_of_the_row() -> None:
    assert found(lexicon("chambre* froide*"), "Entretien des chambres froides") == [
        "chambres froides"
    ]
    assert found(lexicon("chambre* froide*"), "chambre bien froide") == []


# --- « + »


@pytest.mark.parametrize(
    "text", ["bilan carbone", "le carbone : faire son bilan", "Bilan d’une année de carbone"]
)
def test_a_plus_asks_for_both_in_any_order(text: str) -> None:
    assert len(found(lexicon("bilan + carbone"), text)) == 1


@pytest.mark.parametrize("text", ["bilan", "carbone", "bilans décarbonés"])
def test_one_side_of_a_plus_is_not_enough(text: str) -> None:
    assert found(lexicon("bilan + carbone"), text) == []


def test_each_side_of_a_plus_is_a_row_of_words() -> None:
    terms = lexicon("four a sole + heures creuses")
    assert found(terms, "Les heures creuses du four à sole") == ["four a sole … heures creuses"]
    assert found(terms, "heures de four à sole creuses") == []


# --- « ? »


def noun_after_service() -> Lexicon:
    return Lexicon(
        [
            term("axe:poste", "au service ?"),
            term("general", "quotidien"),
            term("general", "entreprise*"),
        ]
    )


@pytest.mark.parametrize(
    "text", ["au service de la boutique", "au service des tournées", "au service du fournil"]
)
def test_a_question_mark_is_a_full_word_and_its_articles(text: str) -> None:
    assert len(found(noun_after_service(), text)) == 1


@pytest.mark.parametrize(
    "text", ["au service du quotidien", "au service des entreprises", "au service de", "au service"]
)
def test_a_general_word_or_nothing_is_not_a_full_word(text: str) -> None:
    assert found(noun_after_service(), text) == []


def test_a_bare_word_must_be_plural_so_that_no_verb_passes() -> None:
    assert found(lexicon("metiers ?"), "métiers boulangers") == ["metiers boulangers"]
    assert found(lexicon("metiers ?"), "métiers change") == []


# --- «@objet»


def by_reference(*more: Term) -> Lexicon:
    return Lexicon([term("theme", "@materiel"), term("materiel", "pompe a chaleur"), *more])


def test_a_reference_is_shown_by_any_term_of_its_subject() -> None:
    subjects = {h.subject: h.found for h in by_reference().hits("Choisir une pompe à chaleur")}
    assert subjects == {"theme": "pompe a chaleur", "materiel": "pompe a chaleur"}
    assert by_reference().hits("Choisir une pompe") == ()


def test_a_reference_holds_for_the_parts_of_a_subject() -> None:
    terms = Lexicon([term("theme", "@fonction"), term("fonction:cuisson", "fournees")])
    assert [h.subject for h in terms.hits("les fournées")] == ["theme", "fonction:cuisson"]


def test_a_reference_to_a_longer_name_is_another_subject() -> None:
    terms = Lexicon([term("theme", "@outil"), term("outillage", "pelle")])
    assert [h.subject for h in terms.hits("une pelle")] == ["outillage"]


# --- «sauf»


@pytest.mark.parametrize(
    "text", ["barres énergétiques", "boisson énergétique", "énergétique, une barre"]
)
def test_an_exception_cancels_its_term(text: str) -> None:
    assert Lexicon([term("theme", "energ*", "barre* | boisson*")]).hits(text) == ()


def test_an_exception_cancels_no_other_term() -> None:
    terms = Lexicon([term("theme", "energ*", "barre*"), term("theme", "carbone")])
    assert found(terms, "barres énergétiques et carbone") == ["carbone"]


def test_an_exception_may_be_a_row_a_prefix_or_two_rows() -> None:
    terms = Lexicon([term("theme", "energ*", "energie vitale | reiki* + soin")])
    assert terms.hits("l’énergie vitale") == ()
    assert terms.hits("soin et reiki : l’énergie") == ()
    assert found(terms, "reiki et énergie") == ["energie"]
    assert found(terms, "énergie et vitale") == ["energie"]


def test_an_exception_may_be_a_subject() -> None:
    terms = by_reference(term("axe:sobriete", "comprendre", "@materiel"))
    assert "axe:sobriete" in {h.subject for h in terms.hits("Comprendre ses dépenses")}
    assert "axe:sobriete" not in {h.subject for h in terms.hits("Comprendre sa pompe à chaleur")}


def test_a_cancelled_term_shows_nothing_to_a_reference() -> None:
    terms = Lexicon([term("theme", "@materiel"), term("materiel", "pompe", "pompe funebre")])
    assert terms.hits("pompe funèbre") == ()


# --- Elisions


@pytest.mark.parametrize(
    "pattern",
    ["economies d energie", "economies d'energie", "economies d’énergie", "economies energie"],
)
@pytest.mark.parametrize(
    "text", ["Économies d'énergie", "économies d’énergie", "ÉCONOMIES D´ÉNERGIE"]
)
def test_elisions_are_read_alike_in_terms_and_titles(pattern: str, text: str) -> None:
    assert len(found(lexicon(pattern), text)) == 1


@pytest.mark.parametrize("text", ["L’énergie", "qu’énergie", "jusqu’énergie", "s'énergie"])
def test_an_elided_word_is_removed_from_titles(text: str) -> None:
    assert found(lexicon("energie"), text) == ["energie"]


def test_a_word_that_only_begins_like_an_elision_stays_whole() -> None:
    assert found(lexicon("energie"), "lenergie") == []


# --- Terms folded as titles are, and terms that cannot be read


@pytest.mark.parametrize(
    "pattern", ["intelligence artificielle", "ressources humaines", "microsoft 365", "office 365"]
)
def test_a_phrase_is_folded_in_terms_as_in_titles(pattern: str) -> None:
    assert len(found(lexicon(pattern), pattern)) == 1


def test_a_star_on_a_dashed_word_ends_its_last_part() -> None:
    assert found(lexicon("e-learning*"), "en learning") == []
    assert found(lexicon("e-learning*"), "les e-learnings") == ["e learnings"]


UNREADABLE = ["c", "l", "-", "*", "…", "four + *", "?", "? augmentes", "four + ? augmentes"]


@pytest.mark.parametrize("pattern", UNREADABLE)
def test_an_unreadable_term_matches_nothing(pattern: str) -> None:
    assert lexicon(pattern).hits("langage C, four, les boulangers augmentés") == ()


@pytest.mark.parametrize("pattern", UNREADABLE)
def test_an_unreadable_term_is_an_error_with_its_row(pattern: str) -> None:
    terms = [term("theme", "energ*"), replace(term("theme", pattern), row=7)]
    (fault,) = lexicon_faults(terms)
    assert (fault.code, fault.severity) == ("LEXIQUE-ILLISIBLE", Severity.ERREUR)
    assert (fault.source, fault.row, fault.column, fault.value) == (
        "lexique.csv",
        7,
        "terme",
        pattern,
    )


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("c", "au moins un mot de deux lettres, ou un mot entier"),
        ("? augmentes", "un mot avant « ? »"),
        ("au four ?", ""),
    ],
)
def test_the_fault_says_what_is_wanted(pattern: str, fault: str) -> None:
    assert term_fault(term("theme", pattern)) == fault


def test_an_exception_without_a_word_cancels_nothing_and_is_an_error() -> None:
    terms = [term("theme", "langage", "c")]
    assert found(Lexicon(terms), "langage python") == ["langage"]
    assert [(f.code, f.severity) for f in lexicon_faults(terms)] == [
        ("LEXIQUE-ILLISIBLE", Severity.ERREUR)
    ]


def test_a_readable_lexicon_has_no_fault() -> None:
    readable = [
        term("theme", "energ*"),
        term("axe:four", "au four ?"),
        term("theme", "@materiel"),
        term("materiel", "pompe", "pompe funebre | @theme | ia"),
    ]
    assert lexicon_faults(readable) == []


def test_an_exception_sees_what_a_reference_shows() -> None:
    terms = by_reference(term("axe:sobriete", "comprendre", "@theme"))
    assert "axe:sobriete" not in {h.subject for h in terms.hits("Comprendre sa pompe à chaleur")}


# --- Known faults of the reading of terms, reported; each test passes once its fault is repaired


def test_a_reference_to_nothing_matches_nothing() -> None:
    assert lexicon("@").hits("langage C") == ()


@pytest.mark.parametrize(("pattern", "unless"), [("@materiell", ""), ("comprendre", "@materiell")])
def test_a_reference_to_an_unknown_subject_is_an_error(pattern: str, unless: str) -> None:
    assert lexicon_faults([term("materiel", "pompe"), term("theme", pattern, unless)])


def test_a_star_inside_a_word_is_an_error() -> None:
    assert lexicon_faults([term("theme", "fo*r")])


def test_a_chain_of_references_in_either_order() -> None:
    chain = [term("outil", "@materiel"), term("theme", "@outil"), term("materiel", "pompe")]
    other = term("axe:sobriete", "comprendre", "@theme")

    def subjects(terms: list[Term]) -> set[str]:
        return {h.subject for h in Lexicon([*terms, other]).hits("Comprendre sa pompe")}

    assert subjects(chain) == subjects(chain[::-1])


def test_a_cancelled_reference_shows_nothing_to_an_exception() -> None:
    terms = Lexicon(
        [
            term("theme", "@materiel", "vente"),
            term("materiel", "pompe"),
            term("axe:sobriete", "comprendre", "@theme"),
        ]
    )
    assert {h.subject for h in terms.hits("Comprendre la vente de pompes, la pompe")} == {
        "materiel",
        "axe:sobriete",
    }


# --- «@objet» beside « + »


def baking() -> Lexicon:
    return Lexicon(
        [
            term("regler", "regler"),
            term("regler", "controle*"),
            term("cuisson", "four"),
            term("cuisson", "sole"),
            term("axe:conduite", "@regler + @cuisson", "pizza*"),
            term("axe:nuit", "@cuisson + nuit"),
        ]
    )


@pytest.mark.parametrize(
    ("text", "words_found"),
    [
        ("Régler son four", "regler … four"),
        ("La sole : contrôles", "controles … sole"),
        ("Four : régler", "regler … four"),
    ],
)
def test_two_subjects_are_asked_for_in_any_order(text: str, words_found: str) -> None:
    assert [h.found for h in baking().hits(text) if h.subject == "axe:conduite"] == [words_found]


@pytest.mark.parametrize("text", ["Régler sa montre", "Le four", "Régler son four à pizzas", ""])
def test_one_subject_alone_or_an_exception_is_not_enough(text: str) -> None:
    assert not [h for h in baking().hits(text) if h.subject == "axe:conduite"]


def test_a_subject_and_words() -> None:
    assert [h.found for h in baking().hits("Le four la nuit") if h.subject == "axe:nuit"] == [
        "nuit … four"
    ]
    assert not [h for h in baking().hits("La nuit") if h.subject == "axe:nuit"]


def test_a_subject_shown_by_two_others_shows_a_third() -> None:
    terms = Lexicon(
        [term("theme", "@conduite"), *baking_terms(), term("conduite", "@regler + @cuisson")]
    )
    assert "theme" in {h.subject for h in terms.hits("régler le four")}
    assert "theme" not in {h.subject for h in terms.hits("régler la porte")}


def baking_terms() -> list[Term]:
    return [term("regler", "regler"), term("cuisson", "four")]


@pytest.mark.parametrize("pattern", ["@ + four", "@regler + @", "@regler + @inconnu"])
def test_a_subject_that_nothing_names_is_told(pattern: str) -> None:
    terms = [*baking_terms(), replace(term("axe:conduite", pattern), row=9)]
    (fault,) = lexicon_faults(terms)
    assert (fault.row, fault.value) == (9, pattern)
    assert "un objet du lexique" in fault.expected
    assert not [h for h in Lexicon(terms).hits("régler le four") if h.subject == "axe:conduite"]


@pytest.mark.parametrize(
    "text", ["J'ai un four", "j’ai un four", "Je n'ai plus de four", "J´AI un four"]
)
def test_the_verb_to_have_is_no_word(text: str) -> None:
    terms = Lexicon([term("theme", "ai"), term("axe:four", "four")])
    assert [h.subject for h in terms.hits(text)] == ["axe:four"]
