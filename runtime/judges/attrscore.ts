// AttrScore: how well a judge tells the three classes of attribution apart.
import * as types from "../../dsl/types/types.ts";
import { drawing, drawnInterval, label, maybeNum } from "../assess/shared.ts";
import { choice, doc, each, json, operator, opt, rowsOf } from "../operator.ts";
import { dataError } from "../problem.ts";
import { confusion, perClass } from "../stats/confusion.ts";
import { mean } from "../stats/moments.ts";
import * as table from "../table.ts";
import { perRow, tableOf } from "../verbs/rows.ts";
import { ATTRIBUTIONS } from "./attribution.ts";
import { genuine } from "./canary.ts";

type Pair = readonly [gold: string, said: string];
const UNPARSED = "unparsed";

/**
 * `attrscore(rows, .gold, .said.attribution, unparsed)`: precision, recall and F1 of each class, then `macro` (their unweighted mean) and
 * `micro` (the share that is right). `unparsed: "miss"`: such a reply is none of the classes, so that the class of the item is not found.
 * `"drop"`: it is left out, as the published figures have it (scikit-learn's confusion_matrix drops what `labels` lacks). A class without a
 * hit has F1 0; the source divides by 0 there. Source: X. Yue et al. 2023, arXiv 2305.06311; OSU-NLP-Group/AttrScore inference_alpaca.py.
 * Errors: E302 for a label that is no class, E113.
 */
export const attrscore = operator({
  name: "attrscore",
  family: "judge",
  doc: "AttrScore: precision, recall and F1 of attributable, extrapolatory and contradictory, with their macro mean; unparsed replies counted",
  params: {
    rows: rowsOf,
    gold: doc("the class an item is of", each(json)),
    said: doc("the class a judge gives it, or unparsed; null is unparsed", each(json)),
    unparsed: doc(
      "what becomes of unparsed replies: a class that was not found, or left out as in the published figures",
      opt(choice("miss", "drop"), "miss"),
    ),
    ...drawing,
  },
  returns: types.table({
    class: types.text,
    precision: maybeNum,
    recall: maybeNum,
    f1: types.num,
    lo: maybeNum,
    hi: maybeNum,
    support: types.int,
    unparsed: types.int,
  }),
  run: async ({ rows, gold, said, unparsed, ...how }, reach) => {
    const from = genuine("attrscore", tableOf(rows), reach.note);
    const [golds, saids] = [await perRow(from, gold, reach), await perRow(from, said, reach)];
    const all = golds.flatMap((one, at): Pair[] =>
      one === null
        ? []
        : [
            [
              classOf(label("attrscore", one), false),
              classOf(label("attrscore", saids[at] ?? UNPARSED), true),
            ],
          ],
    );
    if (all.length < golds.length)
      reach.note("attrscore: rows without gold left out", golds.length - all.length);
    const counted = unparsed === "drop" ? all.filter(([, one]) => one !== UNPARSED) : all;
    if (counted.length === 0) throw dataError("E113", "'attrscore' has no row to count", "show the rows");
    const lost = (of: string): number =>
      all.filter(([one, other]) => one === of && other === UNPARSED).length;
    if (counted.length < all.length)
      reach.note("attrscore: unparsed replies left out, as asked for", all.length - counted.length);
    const bare = { lo: null, hi: null };
    const right = counted.filter(([one, other]) => one === other).length / counted.length;
    const classes = classesOf(counted);
    const whole = { support: counted.length, unparsed: all.filter(([, one]) => one === UNPARSED).length };
    return table.fromRows([
      ...classes.map((one) => ({ ...one, ...bare, unparsed: lost(one.class) })),
      {
        class: "macro",
        precision: mean(classes.map((one) => one.precision)),
        recall: mean(classes.map((one) => one.recall)),
        f1: macroF1(counted),
        ...drawnInterval("attrscore", counted, macroF1, how, reach.note),
        ...whole,
      },
      { class: "micro", precision: right, recall: right, f1: right, ...bare, ...whole },
    ]);
  },
});

function classOf(name: string, judge: boolean): string {
  if (ATTRIBUTIONS.some((one) => one === name) || (judge && name === UNPARSED)) return name;
  throw dataError(
    "E302",
    `'attrscore' got the label ${JSON.stringify(name)}, which is none of ${ATTRIBUTIONS.join(", ")}`,
    "map both sides to these three",
  );
}

interface ClassLine {
  readonly class: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

/** The three classes, whether they occur or not; what is unparsed is a column of the matrix and no class of the result. */
function classesOf(pairs: readonly Pair[]): readonly ClassLine[] {
  const found = perClass(
    confusion(
      pairs.map(([gold]) => gold),
      pairs.map(([, said]) => said),
    ),
    0,
  );
  return ATTRIBUTIONS.map((name) => {
    const { precision, recall, f1, support } = found.find(({ label: one }) => one === name) ?? {
      precision: 0,
      recall: 0,
      f1: 0,
      support: 0,
    };
    return { class: name, precision: precision ?? 0, recall: recall ?? 0, f1: f1 ?? 0, support };
  });
}

const macroF1 = (pairs: readonly Pair[]): number => mean(classesOf(pairs).map(({ f1 }) => f1));
