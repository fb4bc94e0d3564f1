# Reference values of the packages that published figures come from: pip install rouge_score rouge==1.0.1 nltk sacrebleu rapidfuzz; python references.py > references.json
# Versions: rouge_score 0.1.2, rouge 1.0.1, nltk 3.10.4, sacrebleu 2.6.0, rapidfuzz 3.14.6
import json
import random
from difflib import SequenceMatcher

import sacrebleu
from nltk.stem import PorterStemmer
from rapidfuzz.distance import Indel, Levenshtein
from rouge import Rouge
from rouge_score.rouge_scorer import RougeScorer

WORDS = """the of a an is are was relational conditional rational valency hesitancy digitizer conformably radically differently vilely analogously vietnamization
predication operator feudalism decisiveness hopefulness callousness formality sensitivity sensibility triplicate formative formalize electricity electrical hopeful goodness
revival allowance inference airliner gyroscopic adjustable defensible irritant replacement adjustment dependent adoption communism activate angularity homologous effective
bowdlerize probate rate cease controlling rolling caresses ponies ties cats feed agreed plastered bled motoring sing conflated troubled sized hopping tanned falling hissing
fizzed failing filing happy sky skies dying lying tying news innings outings cannings howe proceed exceed succeed flies died geology theology archaeology boy enjoy say
generalizations oscillators universally quickly usefully dogs churches boxes argued arguing owned being king bring things singing
naïve café 2010 3.5 U.S. it's don't state-of-the-art x-ray""".split()
random.seed(7)


def sentence() -> str:
    return " ".join(random.choice(WORDS) for _ in range(random.randint(1, 12)))


def text() -> str:
    return random.choice([". ", ".\n", "\n", " "]).join(sentence() for _ in range(random.randint(1, 5))) + random.choice(["", ".", "\n"])


def mixed(of: str) -> str:
    words = of.split(" ")
    kept = [word for word in words if random.random() < 0.7]
    return " ".join(random.sample(kept, len(kept)) if random.random() < 0.3 else kept) + " " + sentence()


pairs = [(mixed(right), right) for right in (text() for _ in range(40))]
pairs += [("a", "b"), ("same text. again", "same text. again"), ("x" * 250 + "abc", "y" * 30 + "abc" + "x" * 230), ("😀a", "a😀"), ("...", "word"), ("A.B.C", "a b c")]
kinds = ["rouge1", "rouge2", "rougeL", "rougeLsum"]
google = {stem: RougeScorer(kinds, use_stemmer=stem) for stem in (False, True)}


def pltrdy(said: str, right: str):
    try:
        return {kind: [one["p"], one["r"], one["f"]] for kind, one in Rouge().get_scores(said, right)[0].items()}
    except ValueError:
        return None


def chrf(said: str, right: str, words: int) -> float:
    return sacrebleu.sentence_chrf(said, [right], word_order=words).score


print(
    json.dumps(
        {
            "stems": {word: PorterStemmer().stem(word) for word in sorted({w.lower() for w in WORDS if w.isascii() and w.isalpha()})},
            "pairs": [
                {
                    "output": said,
                    "answer": right,
                    "google": {
                        f"{kind}{' stem' if stem else ''}": [one.precision, one.recall, one.fmeasure]
                        for stem, scorer in google.items()
                        for kind, one in scorer.score(right, said).items()
                    },
                    "pltrdy": pltrdy(said, right),
                    "difflib": SequenceMatcher(None, said, right).ratio(),
                    "indel": Indel.normalized_similarity(said, right),
                    "levenshtein": Levenshtein.normalized_similarity(said, right),
                    "bleu": sacrebleu.sentence_bleu(said, [right]).score,
                    "chrf": chrf(said, right, 0),
                    "chrf++": chrf(said, right, 2),
                }
                for said, right in pairs
            ],
            "corpus": {
                "bleu": sacrebleu.corpus_bleu([said for said, _ in pairs], [[right for _, right in pairs]]).score,
                "chrf": sacrebleu.corpus_chrf([said for said, _ in pairs], [[right for _, right in pairs]]).score,
            },
        },
        ensure_ascii=False,
    )
)
