"""Reference values of runtime/context/weighting.ts, by bm25s 0.3.16 and rank_bm25 0.2.2.

    python -m venv .cache/references && .cache/references/bin/pip install bm25s==0.3.16 rank_bm25==0.2.2
    .cache/references/bin/python test/runtime/context/bm25.py > test/runtime/context/bm25.json
"""

import json

import bm25s
import rank_bm25

corpus = [
    "the old mill stands by the river",
    "the river runs past the mill and the mill turns",
    "a red boat on the lake",
    "boats and mills mills mills",
    "the red red red house by the lake and the old river with the boat and the mill of the town",
    "nothing of the kind",
]
queries = ["mill river", "the red boat", "old old mill", "the", "mills town nothing"]
k1, b = 1.2, 0.75
tokens = [text.split() for text in corpus]


def by_bm25s(method):
    index = bm25s.BM25(method=method, k1=k1, b=b, dtype="float64")
    index.index(tokens, show_progress=False)
    return [[float(one) for one in index.get_scores(query.split())] for query in queries]


def by_rank_bm25():
    """Its Okapi has ATIRE's saturation; with an idf of its own, that of ATIRE is put in its place."""
    import math

    index = rank_bm25.BM25Okapi(tokens, k1=k1, b=b)
    for word in index.idf:
        having = sum(word in text for text in tokens)
        index.idf[word] = math.log(len(tokens) / having)
    return [[float(one) for one in index.get_scores(query.split())] for query in queries]


print(
    json.dumps(
        {
            "corpus": corpus,
            "queries": queries,
            "k1": k1,
            "b": b,
            "bm25s": {method: by_bm25s(method) for method in ["lucene", "atire", "robertson"]},
            "rank_bm25": {"atire": by_rank_bm25()},
        },
        indent=2,
    )
)
