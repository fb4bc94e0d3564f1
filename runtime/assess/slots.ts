// Slots of all texts together, as conlleval counts them.
import * as types from "../../dsl/types/types.ts";
import { figuresOf, onInvalid, type Slots, slotsOf, type Tags, total } from "../metric/slots.ts";
import type { Reach } from "../operator.ts";
import { typeError } from "../problem.ts";
import { fromRows } from "../table.ts";
import type { Value } from "../value.ts";
import { complete, doc, each, json, operator, rowsOf } from "./shared.ts";

function tagsOf(value: Value): Tags {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((one) => typeof one === "string"))
    return value as readonly string[];
  throw typeError("E204", `'slot_report' takes tags: Text, or a list of Text, got ${JSON.stringify(value)}`);
}

/** Added up by type over all rows. */
async function counted(
  pairs: readonly (readonly Value[])[],
  how: "fail" | "outside",
  reach: Reach,
): Promise<ReadonlyMap<string, Slots>> {
  const all = new Map<string, Slots>();
  for (const [said = null, gold = null] of pairs)
    for (const [type, slots] of slotsOf("slot_report", tagsOf(said), tagsOf(gold), how, reach))
      all.set(type, total([slots, ...(all.has(type) ? [all.get(type)!] : [])]));
  return all;
}

/**
 * `slot_report(rows, .tags, .gold, on_invalid)`: a row per type, then `micro` (all spans together: the F1 of conlleval), and the means
 * `macro` and `weighted` as seqeval has them. Errors: E204 (tags), E113.
 */
export const slot_report = operator({
  name: "slot_report",
  family: "statistics",
  doc: "precision, recall and F1 of the slots that tags mark, by type and together, as conlleval has them",
  params: {
    rows: rowsOf,
    tags: doc("a tag for each token of a text: a list, or a text with blanks between them", each(json)),
    gold: doc("the same of the right ones", each(json)),
    on_invalid: onInvalid,
  },
  returns: types.table({
    type: types.text,
    precision: types.num,
    recall: types.num,
    f1: types.num,
    support: types.int,
  }),
  run: async ({ rows, tags, gold, on_invalid }, reach) => {
    const pairs = await complete("slot_report", rows, [tags, gold], reach);
    const all = [...(await counted(pairs, on_invalid, reach))].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const types = all.map(([type, slots]) => ({ type, ...figuresOf(slots), support: slots.gold }));
    const whole = total(all.map(([, slots]) => slots));
    const mean = (type: string, weight: (one: (typeof types)[number]) => number): (typeof types)[number] => {
      const weights = types.reduce((sum, one) => sum + weight(one), 0);
      const of = (key: "precision" | "recall" | "f1"): number =>
        weights === 0 ? 0 : types.reduce((sum, one) => sum + weight(one) * one[key], 0) / weights;
      return { type, precision: of("precision"), recall: of("recall"), f1: of("f1"), support: whole.gold };
    };
    return fromRows([
      ...types,
      { type: "micro", ...figuresOf(whole), support: whole.gold },
      mean("macro", () => 1),
      mean("weighted", ({ support }) => support),
    ]);
  },
});
