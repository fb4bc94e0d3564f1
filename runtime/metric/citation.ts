// Which sources a reply cites, beside those that hold the evidence.
import { choice, doc, either, int, listOf, operator, opt, type Param, text } from "../operator.ts";
import { dataError } from "../problem.ts";
import * as types from "../../dsl/types/types.ts";

/** Marks such as [2] and [1, 3]. */
const MARK = /\[(\d+(?:\s*,\s*\d+)*)\]/g;

/** The numbers in them, in order, each as often as it is cited. */
export const citedIn = (output: string): readonly string[] =>
  [...output.matchAll(MARK)].flatMap(([, numbers = ""]) => numbers.split(",").map((one) => one.trim()));

/** The text without its marks and the blanks before them. */
export const unmarked = (output: string): string => output.replaceAll(/\s*\[\d+(?:\s*,\s*\d+)*\]/g, "");

type Ids = readonly (string | number)[];
const ids: Param<Ids> = listOf(either(text, int));

/**
 * `citation(cited, gold, of)`: F1, precision or recall of the sources that a reply cites, each counted once: update_sp of
 * hotpot_evaluate_v1.py (hotpotqa/hotpot). Of a text the numbers in marks such as [2] and [1, 3] are cited. A reply that cites nothing scores 0
 * and is counted. Errors: E204 where no evidence is given.
 */
export const citation = operator({
  name: "citation",
  family: "score",
  doc: "F1, precision or recall of the sources that a reply cites, 0 to 1",
  params: {
    cited: doc("the reply with its marks, or ids", either(text, ids)),
    gold: doc("ids of the sources that hold the evidence", ids),
    of: doc("F1, precision or recall", opt(choice("f", "precision", "recall"), "f")),
  },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ cited, gold, of }, { note }) => {
    const said = new Set(typeof cited === "string" ? citedIn(cited) : cited.map(String));
    const right = new Set(gold.map(String));
    if (right.size === 0)
      throw dataError(
        "E204",
        "'citation' needs the ids of the evidence, and this row has none",
        "keep the rows that have evidence",
      );
    if (said.size === 0) {
      note("citation: replies that cite nothing, scored 0");
      return 0;
    }
    const both = [...said].filter((one) => right.has(one)).length;
    return both / { f: (said.size + right.size) / 2, precision: said.size, recall: right.size }[of];
  },
});
