# Reference values for boundaries between segments: pip install nltk segeval scikit-learn; python segmentation.py > segmentation.json
# Versions: nltk 3.10.4, segeval 2.0.11, scikit-learn 1.9.1. A text of n units has n - 1 gaps, which are the signs of nltk's strings.
import json
import random

import segeval
from nltk.metrics.segmentation import pk, windowdiff
from sklearn.metrics import f1_score, precision_score, recall_score

random.seed(11)


def lengths(units: int) -> list[int]:
    cuts = sorted(random.sample(range(1, units), random.randint(0, min(6, units - 1))))
    return [b - a for a, b in zip([0, *cuts], [*cuts, units])]


def gaps(of: list[int]) -> str:
    return "1".join("0" * (one - 1) for one in of)


def case(units: int) -> dict:
    said, gold = lengths(units), lengths(units)
    k = random.randint(1, units - 1)
    bits = [[int(sign) for sign in gaps(one)] for one in (gold, said)]
    return {
        "segments": said,
        "gold": gold,
        "k": k,
        "nltk": {"pk": pk(gaps(gold), gaps(said), k), "window_diff": windowdiff(gaps(gold), gaps(said), k)},
        "segeval": {"pk": float(segeval.pk(said, gold)), "window_diff": float(segeval.window_diff(said, gold))},
        "f": f1_score(*bits, zero_division=0),
        "precision": precision_score(*bits, zero_division=0),
        "recall": recall_score(*bits, zero_division=0),
    }


print(json.dumps([case(random.randint(4, 40)) for _ in range(40)]))
