// F1 of the slots of one text.
import { choice, doc, operator, opt } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { figuresOf, onInvalid, slotsOf, tags, total } from "./slots.ts";

/**
 * `slot_f1(tags, gold, of, on_invalid)`: F1, precision or recall of the spans that the tags mark, by place and type; 1 where neither side has
 * one. Its mean over texts is not the F1 of conlleval, which adds up spans: `slot_report` does. Errors: E204 for tags that are none,
 * or other numbers of them.
 */
export const slotF1 = operator({
  name: "slot_f1",
  family: "score",
  doc: "F1, precision or recall of the slots that tags mark in one text, 0 to 1",
  params: {
    tags: doc("a tag for each token: a list, or a text with blanks between them", tags),
    gold: doc("the same of the right ones", tags),
    of: doc("F1, precision or recall", opt(choice("f", "precision", "recall"), "f")),
    on_invalid: onInvalid,
  },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ tags: said, gold, of, on_invalid }, reach) => {
    const all = total(slotsOf("slot_f1", said, gold, on_invalid, reach).values());
    if (all.said + all.gold === 0) return 1;
    return figuresOf(all)[of === "f" ? "f1" : of];
  },
});
