# Rewrites test/models/fixtures/tokens.json: the ids that the Python package `tokenizers` gives for the texts in it.
import json

from tokenizers import Tokenizer

from feed import ROOT

PATH = ROOT / "test" / "models" / "fixtures" / "tokens.json"


def main() -> None:
    tokenizer = Tokenizer.from_file(str(ROOT / "models" / "strux-nano" / "tokenizer.json"))
    rows = []
    for row in json.loads(PATH.read_text()):
        ids = tokenizer.encode(row["text"]).ids
        rows.append({"text": row["text"], "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=True)})
    lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
    PATH.write_text(f"[\n{lines}\n]\n")
    print(f"{len(rows)} texts")


if __name__ == "__main__":
    main()
