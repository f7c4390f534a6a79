"""Write `rules/model/known.txt` anew: the rare words of a dictionary that could be taken for others misspelt.

    python -m tests.evaluate.known_words frequency_dictionary_en_82_765.txt

The dictionary is that of SymSpell, as the Python package symspellpy 6.10.1 has it: a word a line, and its count.
"""

import sys
from pathlib import Path

from rules.english import RARE_WORDS
from rules.model.pieces import Vocabulary


def main(dictionary: Path) -> None:
    """Keep what is a slip away from a word that is known, or made of such, and is not known itself."""
    RARE_WORDS.write_text("", encoding="utf-8")
    spelling = Vocabulary(RARE_WORDS.with_name("vocabulary.txt")).spelling
    words = {line.split()[0] for line in dictionary.read_text(encoding="utf-8-sig").splitlines() if line.strip()}
    kept = sorted(word for word in words if spelling.could_be_others(word))
    RARE_WORDS.write_text("\n".join(kept) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(kept)} of {len(words)} words kept\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
