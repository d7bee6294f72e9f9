"""What a scanner types as the keys of Telex ("Traanf Thij") as the words that were meant, where that is certain. Pure.

Certain is a text of which every word is a syllable of Vietnamese, or bears no key of Telex: keys stand where no syllable
has such letters, so that each word is read in one way alone.
"""

import re
import unicodedata

_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x|"
_SPELT = (
    "a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iu iêu oa oai oay oe oeo oi ôi ơi ua uây ue uê ui uôi uơ uy uya uyu "
    "ưa ưi ưu ươi ươu yêu ya yu ac ach am an ang anh ap at ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât ec em en eng ep et êch êm "
    "ên ênh êp êt ich im in inh ip it iêc iêm iên iêng iêp iêt oac oach oam oan oang oanh oap oat oăc oăm oăn oăng oăt oen oet oc "
    "om on ong op ot ooc oong ôc ôm ôn ông ôp ôt ơm ơn ơp ơt uân uâng uât uêch uênh uc um un ung up ut uôc uôm uôn uông uôt "
    "uych uynh uyt uyn uyên uyêt ưc ưm ưn ưng ưt ươc ươm ươn ương ươp ươt yêm yên yêng yêt ynh yn ych yt"
)
_RHYMES = frozenset(_SPELT.split())
_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_STOPS = ("c", "ch", "p", "t")
_DOUBLED = {"aa": "â", "ee": "ê", "oo": "ô", "dd": "đ", "uow": "ươ", "uwow": "ươ", "aw": "ă", "ow": "ơ", "uw": "ư"}
_KEYS = re.compile("uwow|uow|aa|ee|oo|dd|aw|ow|uw")
_VOWELS = "aăâeêioôơuưy"
_WORD = re.compile(r"[^\W\d_]+")


def decoded(text: str) -> str:
    """Return a text with its keys read; "" of one that has none, or that is not certain."""
    found = {word: _read(word) for word in _WORD.findall(text)}
    if not any(said is not None and said != word for word, said in found.items()) or None in found.values():
        return ""
    return _WORD.sub(lambda word: found[word[0]] or "", text)


def _read(word: str) -> str | None:
    """Return a word as it was meant: itself where it bears no key; None where nobody knows."""
    plain = word.lower()
    if not plain.isascii():
        return None
    if _is_syllable(plain, ""):
        return word
    letters, tone = _without_tone(plain)
    letters = _KEYS.sub(lambda keys: _DOUBLED[keys[0]], letters)
    if letters == plain and not tone:
        # An abbreviation, such as TP or KCN: capitals without a vowel.
        return word if word.isupper() and not re.search("[aeiouy]", plain) else None
    if not _is_syllable(letters, tone):
        return None
    said = _toned(letters, tone)
    return (
        said.upper() if word.isupper() and len(word) > 1 else said[0].upper() + said[1:] if word[0].isupper() else said
    )


def _without_tone(plain: str) -> tuple[str, str]:
    """Return the letters of a word without the key of its tone, which stands behind its vowel, and the tone."""
    vowel = re.search("[aeiouy]", plain)
    keys = [place for place in range(vowel.end() if vowel else len(plain), len(plain)) if plain[place] in _TONES]
    if len(keys) != 1:
        return plain, ""
    return plain[: keys[0]] + plain[keys[0] + 1 :], _TONES[plain[keys[0]]]


def _is_syllable(letters: str, tone: str) -> bool:
    """Say whether letters are a syllable: an onset with a rhyme, and behind a stop two of the tones alone."""
    fitting = [onset for onset in _ONSET.split("|") if letters.startswith(onset) and letters[len(onset) :] in _RHYMES]
    return bool(fitting or letters == "gi") and not (letters.endswith(_STOPS) and tone and tone not in "\u0301\u0323")


def _toned(letters: str, tone: str) -> str:
    """Return letters with a tone, on the vowel on which the cards print it ("Hòa", "Thủy", "Quý")."""
    onset = re.match("qu|gi(?=[aăâeêoôơuư])", letters)
    start = onset.end() if onset else 0
    vowels = [place for place in range(start, len(letters)) if letters[place] in _VOWELS]
    marked = [place for place in vowels if letters[place] in "ăâêôơư"]
    if marked:
        place = marked[-1]
    elif len(vowels) == 1 or vowels[-1] == len(letters) - 1:
        place = vowels[1] if len(vowels) > 2 else vowels[0]  # noqa: PLR2004 - "oai", "uya": the middle one
    else:
        place = vowels[-1]
    return unicodedata.normalize("NFC", letters[: place + 1] + tone + letters[place + 1 :])
