"""Writes corpus.json: what sacreBLEU 2.6.0 says of corpora of random texts with one reference each, and with two. Run: python corpus.py > corpus.json"""

import json
import random

import sacrebleu

WORDS = "the mill Mill burnt in 1802, it's a red boat and nobody knows why. (old) sea-salt é 🙂 3.5 % was".split()
draw = random.Random(11)


def text(most: int) -> str:
    return " ".join(draw.choice(WORDS) for _ in range(draw.randint(1, most)))


def near(said: str) -> str:
    words = [draw.choice(WORDS) if draw.random() < 0.3 else word for word in said.split()]
    return " ".join(words[: draw.randint(max(1, len(words) - 3), len(words))])


def corpus(size: int, refs: int, most: int) -> dict:
    outputs = [text(most) for _ in range(size)]
    streams = [[near(said) for said in outputs] for _ in range(refs)]
    return {
        "outputs": outputs,
        "answers": [list(one) for one in zip(*streams)],
        "bleu": sacrebleu.corpus_bleu(outputs, streams).score,
        "lowercase": sacrebleu.corpus_bleu(outputs, streams, lowercase=True).score,
        "brevity": sacrebleu.corpus_bleu(outputs, streams).bp,
        "chrf": sacrebleu.corpus_chrf(outputs, streams).score,
        "chrf++": sacrebleu.corpus_chrf(outputs, streams, word_order=2).score,
    }


sizes = [(1, 1, 3), (2, 1, 4), (5, 1, 12), (20, 1, 20), (3, 2, 6), (20, 2, 20)]
print(json.dumps([corpus(*one) for one in sizes], ensure_ascii=False, indent=1))
