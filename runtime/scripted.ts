// Models that a program itself states: `scripted(p => ...)`, so that all around a model can be tried without weights.
import { doc, int, keeping, num, operator, opt, text } from "./operator.ts";
import { ranged } from "./ranged.ts";

/** Most answers under way at a time, as of a server. */
const MOST = 64;
/** Ms; ten minutes. */
const LONGEST = 600_000;

/**
 * `scripted(answer, ms, parallel)`: a model whose answers are those of a function of the last message's text. The function is
 * called when the model is asked, and by nobody who only looks. Errors: E525 where it uses a model.
 */
export const scripted = operator({
  name: "scripted",
  family: "model",
  doc: "a model whose answers a function of the program states, for trying a program without weights",
  params: {
    answer: doc("the answer, from the text of the last message", keeping(text, text)),
    ms: doc("how long an answer takes, in ms", opt(ranged(num, { least: 0, most: LONGEST }), 0)),
    parallel: doc("most answers under way at a time", opt(ranged(int, { least: 1, most: MOST }), 1)),
  },
  returns: { kind: "modelSource" },
  run: async ({ answer, ms, parallel }) => {
    const fn = await answer.closed();
    return {
      kind: "source",
      dir: "",
      ref: `scripted, function ${fn.key.slice(0, 12)}`,
      scripted: { answer: fn, ms, parallel },
    };
  },
});
