"""Which language a text is written in, as far as a few words can tell."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING

from bot.language.remembered import SENTENCES, remembered
from bot.language.words import STOP_WORDS, plain_text

if TYPE_CHECKING:
    from lingua import LanguageDetector as Lingua

# What says nothing of the language: code, addresses, menu paths in bold, names of products and buttons.
_FOREIGN = re.compile(
    r"```.*?```|`[^`]*`|https?://\S+|\S+@\S+|\*\*[^*\n]+\*\*|[“\"„«][^”\"“»]*[”\"“»]|<[^>\s]+>", re.DOTALL
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_FEWEST_WORDS = 4
_SURE = 0.8  # least confidence before another language than English is believed
_ENGLISH_SHARE = 0.15  # share of English function words from which a text is English, whatever else it seems
_UNSPACED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\u0e00-\u0e7f]")
_LANGUAGES = (
    "ENGLISH GERMAN FRENCH SPANISH ITALIAN PORTUGUESE DUTCH POLISH SWEDISH DANISH FINNISH CZECH TURKISH ROMANIAN "
    "HUNGARIAN RUSSIAN UKRAINIAN GREEK HEBREW ARABIC HINDI THAI VIETNAMESE JAPANESE KOREAN CHINESE"
)
# English words that another language has too.
_AMBIGUOUS = frozenset(
    (
        "a",
        "an",
        "am",
        "as",
        "at",
        "in",
        "is",
        "on",
        "or",
        "so",
        "by",
        "me",
        "he",
        "we",
        "do",
        "no",
        "will",
        "was",
        "has",
    )
)
_AMBIGUOUS |= {"be", "mine", "have", "of", "over", "under", "her", "for", "had", "some", "to", "i", "s", "t"}


class Languages:
    """Tells languages apart. The statistics (lingua's small ones, some megabytes) load on first use."""

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._lingua: Lingua | None = None
        self._known = remembered(SENTENCES)(self._read)

    def of(self, text: str) -> str:
        """The language's name in English ("French"); empty where the text is too short or could be several."""
        return self._known(text)

    def _read(self, text: str) -> str:
        prose = _FOREIGN.sub(" ", plain_text(_FOREIGN.sub(" ", text)))
        words = [word.lower().replace("’", "'") for word in _WORD.findall(prose)]
        if len(words) < _FEWEST_WORDS and len(_UNSPACED.findall(prose)) < _FEWEST_WORDS:
            return ""
        english = sum(word in STOP_WORDS and word not in _AMBIGUOUS for word in words)
        if words and english / len(words) >= _ENGLISH_SHARE:
            return "English"
        best = self._loaded().compute_language_confidence_values(" ".join(words) or prose)[0]
        return best.language.name.capitalize() if best.value >= _SURE else ""

    def _loaded(self) -> Lingua:
        with self._loading:
            if self._lingua is None:
                from lingua import Language, LanguageDetectorBuilder

                known = [getattr(Language, name) for name in _LANGUAGES.split()]
                # The large statistics take half a gigabyte; the small ones tell sentences apart as well.
                builder = LanguageDetectorBuilder.from_languages(*known).with_low_accuracy_mode()
                self._lingua = builder.build()
            return self._lingua
