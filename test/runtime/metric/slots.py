# Reference values for slots: pip install seqeval; python slots.py > slots.json
# Versions: seqeval 1.2.2, whose mode without `strict` is conlleval's. Tags are drawn without regard to any scheme.
import json
import random
import warnings

from seqeval.metrics import classification_report
from seqeval.metrics.sequence_labeling import get_entities

warnings.filterwarnings("ignore")
random.seed(3)
TAGS = ["O", "O", "B-PER", "I-PER", "E-PER", "S-PER", "B-LOC", "I-LOC", "I-a-b", "B", "I"]


def text(length: int) -> list[str]:
    return [random.choice(TAGS) for _ in range(length)]


def near(gold: list[str]) -> list[str]:
    return [one if random.random() < 0.8 else random.choice(TAGS) for one in gold]


golds = [text(random.randint(1, 14)) for _ in range(40)]
texts = [(near(gold), gold) for gold in golds]
report = classification_report([gold for _, gold in texts], [said for said, _ in texts], output_dict=True, zero_division=0)
print(
    json.dumps(
        {
            "texts": [
                {"tags": said, "gold": gold, "spans": [[kind, start, end + 1] for kind, start, end in get_entities(said)]}
                for said, gold in texts
            ],
            "report": {
                name.removesuffix(" avg"): [float(one["precision"]), float(one["recall"]), float(one["f1-score"]), int(one["support"])]
                for name, one in report.items()
            },
        }
    )
)
