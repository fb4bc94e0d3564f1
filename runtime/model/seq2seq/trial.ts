// Whether the graphs of an encoder-decoder do what their names say: a cached step gives what the whole answer gives, rows keep apart.
import { ModelError } from "../error.ts";
import type { Seq2seq } from "./form.ts";
import { encoded, first, next, picked } from "./pass.ts";

const LONG = [1, 2, 3, 1, 2, 3, 3];
const SHORT = [3, 2, 1];
const NEXT = [2, 3];

/**
 * A dozen passes of a few tokens.
 * @throws ModelError E505 where a cached token comes to something else than the whole answer
 */
export async function triedSeq2seq(of: Omit<Seq2seq, "together">): Promise<Seq2seq> {
  const made: Seq2seq = { ...of, together: false };
  const steps = async (prompts: readonly (readonly number[])[]): Promise<number[][]> => {
    let stepped = await first(
      made,
      await encoded(made, prompts),
      prompts.map(() => of.start),
    );
    for (const token of NEXT) {
      const lines = picked(stepped.lines, [...prompts.keys()]);
      stepped = await next(
        made,
        lines,
        prompts.map(() => token),
      );
    }
    return prompts.map((_, row) => [...stepped.logits(row)]);
  };
  const [long] = await steps([LONG]);
  const [short] = await steps([SHORT]);
  const whole = await first(made, await encoded(made, [LONG]), [[...of.start, ...NEXT]]);
  const half = of.form.layout.logits === "float16" || of.form.layout.dtype === "float16";
  if (!near(long!, [...whole.logits(0)], half))
    throw new ModelError(
      "E505",
      "the decoder's cache gives other logits than the whole answer",
      "export the model again, with a cache",
    );
  const both = of.form.mask ? await steps([LONG, SHORT]).catch(() => []) : [];
  return {
    ...made,
    together: both.length === 2 && near(both[0]!, long!, half) && near(both[1]!, short!, half),
  };
}

/** Equal but for rounding, which differs where sums are taken in another order. */
function near(found: readonly number[], expected: readonly number[], half: boolean): boolean {
  const range = Math.max(...expected.map(Math.abs));
  return found.every((x, n) => Math.abs(x - expected[n]!) <= range / (half ? 50 : 500));
}
