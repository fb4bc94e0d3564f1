# Reference values for Chinese texts: pip install jieba rouge==1.0.1; python chinese.py > chinese.json
# jieba 0.42.1. The functions are those of LongBench's metrics.py, written anew from their description.
import json
import string
from collections import Counter

import jieba
from rouge import Rouge

MARKS = set(string.punctuation + "！？｡。＂＃＄％＆＇（）＊＋，－／：；＜＝＞＠［＼］＾＿｀｛｜｝～｟｠｢｣､、〃》「」『』【】〔〕〖〗〘〙〚〛〜〝〞〟〰〾〿–—‘’‛“”„‟…‧﹏.")
PAIRS = [
    ("北京大学的学生在图书馆读书。", "学生们在北京大学图书馆看书"),
    ("我们在黄河边上看到了很多鸟。", "黄河边有很多鸟"),
    ("公司第三季度的收入是多少？", "公司收入增长了"),
    ("这座城市有三百万人口。", "三百万"),
    ("他说：“明天会下雨。”", "明天会下雨"),
    ("会议讨论了明年的预算和人员安排，决定推迟发布。", "会议决定推迟发布，并讨论了预算。"),
    ("南京市长江大桥很长。", "长江大桥"),
    ("没有共同的词", "苹果香蕉"),
]


def words(text: str) -> list[str]:
    bare = ["".join(sign for sign in word.lower() if sign not in MARKS) for word in jieba.cut(text, cut_all=False)]
    return [word for word in ("".join(one.split()) for one in bare) if word]


def f1(said: list[str], right: list[str]) -> float:
    same = sum((Counter(said) & Counter(right)).values())
    return 0.0 if same == 0 else 2 * (same / len(said)) * (same / len(right)) / (same / len(said) + same / len(right))


def rouge(said: str, right: str) -> float:
    try:
        return Rouge().get_scores([" ".join(jieba.cut(said))], [" ".join(jieba.cut(right))], avg=True)["rouge-l"]["f"]
    except Exception:
        return 0.0


print(json.dumps([{"output": a, "answer": b, "words": list(jieba.cut(a)), "f1": f1(words(a), words(b)), "rouge": rouge(a, b)} for a, b in PAIRS],
                 ensure_ascii=False, indent=1))  # fmt: skip
