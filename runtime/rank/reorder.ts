// Passages in the order that a reply gives, whoever was asked for it.
import { operator, passages, text } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { replaced } from "./asking.ts";
import { readOrder } from "./reply.ts";

/**
 * `reorder(passages, reply)`: for a run that asks for the order of all passages itself. `[2] > [1]` puts the second first; what the
 * reply repeats or makes up is dropped, what it leaves out follows in its old order ({@link readOrder}), and notes count how replies
 * were written: wrong_format, repetition, missing, unread, and those whose numbers stand in no brackets. Scores stay at their ranks.
 */
export const reorder = operator({
  name: "reorder",
  family: "context",
  doc: "passages in the order that a reply gives: [2] > [1] > [3]",
  params: { passages, reply: text },
  returns: types.passages,
  run: ({ passages: all, reply }, { note }) => {
    const { order, state, bare } = readOrder(reply, all.length);
    if (state !== "ok") note(`reorder: replies of the kind ${state}`);
    if (bare) note("reorder: replies whose numbers stand in no brackets");
    return replaced(
      order.map((at) => all[at]!),
      all,
    );
  },
});
