// Passages in the order that a model gives many of them at once.
import { doc, int, operator, opt } from "../operator.ts";
import { typeError } from "../problem.ts";
import { ranged } from "../ranged.ts";
import type { Passage } from "../value.ts";
import { askedBy, ofMany, ranked, ranking, replaced } from "./asking.ts";
import { readOrder } from "./reply.ts";
import { spans } from "./spans.ts";

/**
 * `rank_list(passages, prompt: w => rank(.question, w), with: m, window, step, passes)`: listwise ranking. The model sees `window`
 * passages, numbered from 1 by the prompt, and answers `[2] > [1] > [3]`; windows move from the bottom up ({@link spans}), and the
 * whole is done `passes` times. A window as long as the list is full ranking in one call. Replies are repaired into permutations
 * ({@link readOrder}): `repaired` counts those that needed it, `unread` those without a number, which change nothing. Scores stay at
 * their ranks. RankGPT: Sun et al., EMNLP 2023; full ranking: Liu et al., ACL 2025.
 * Errors: E203 for a step above the window, those of the model.
 */
export const rankList = operator({
  name: "rank_list",
  family: "context",
  doc: "passages best first, as a model orders many at once, by windows from the bottom up",
  params: {
    passages: ranking.passages,
    prompt: doc("over the passages of a window: the prompt that asks for their order", ofMany),
    with: ranking.with,
    window: doc("how many the model sees at once", opt(ranged(int, { least: 2 }), 20)),
    step: doc("how far the window moves", opt(ranged(int, { least: 1 }), 10)),
    passes: doc("how often it goes through the list", opt(ranged(int, { least: 1 }), 1)),
    k: ranking.k,
  },
  returns: ranked,
  effect: "model",
  run: async ({ passages: all, prompt, with: model, window, step, passes, k }, reach) => {
    if (step > window)
      throw typeError("E203", `'rank_list' takes a step up to the window, ${window}, but got ${step}`);
    const { ask, gives } = askedBy("rank_list", all, prompt, model, reach);
    let order: readonly Passage[] = all;
    let [repaired, unread] = [0, 0];
    for (let pass = 0; pass < passes; pass++)
      for (const { start, end } of spans(all.length, window, step)) {
        const seen = order.slice(start, end);
        const [reply] = await ask([seen]);
        const read = readOrder(reply!.text, seen.length);
        if (read.state === "unread") unread++;
        else if (read.repeated + read.beyond + read.missing > 0 || read.bare) repaired++;
        order = [...order.slice(0, start), ...read.order.map((at) => seen[at]!), ...order.slice(end)];
      }
    return gives(replaced(order, all).slice(0, k ?? all.length), repaired, unread);
  },
});
