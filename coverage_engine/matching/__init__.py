"""From printed words to links: lexicon, text similarity, targets, duplicates."""
