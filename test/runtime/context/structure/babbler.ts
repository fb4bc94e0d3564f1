// A model that knows nothing, held to a grammar: whatever it writes has the form.
import { fileURLToPath } from "node:url";
import { guides } from "../../../../runtime/model/constrain.ts";
import { greedy } from "../../../../runtime/model/sample.ts";
import { continuation } from "../../../../runtime/model/stop.ts";
import { readTokenizer } from "../../../../runtime/model/tokenizer.ts";
import { vocabularyOf } from "../../../../runtime/model/vocabulary.ts";

export const reader = fileURLToPath(new URL("../../../../models/strux-reader", import.meta.url));
const EOS = 2;
/** Numbers without a pattern. */
const noise = (seed: number, n: number, id: number): number =>
  (Math.imul(Math.imul(id + 1, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca6b) ^ seed, 0xc2b2ae35) >>> 0) % 1009;

/** What writes noise that is held to a grammar, with the tokens of a model; and what the grammar allows. */
export function babbler(dir: string) {
  const tokenizer = readTokenizer(dir, "");
  const from = guides(() => vocabularyOf(tokenizer), [EOS], tokenizer.vocab);
  /** What a model writes that knows nothing: null where it does not come to an end. */
  const said = async (ebnf: string, seed: number, most: number): Promise<string | null> => {
    const guide = await from.open({ kind: "grammar", ebnf });
    const ids: number[] = [];
    for (let n = 0; n < most; n++) {
      const logits = Float32Array.from({ length: tokenizer.vocab }, (_, id) => noise(seed, n, id));
      await guide.look();
      const held = guide.held(logits);
      if (held === null) throw new Error("nothing is allowed");
      const token = greedy(held);
      if (token === EOS) break;
      guide.take(token);
      ids.push(token);
    }
    const whole = guide.ends();
    guide.close();
    return whole ? continuation(tokenizer.decode, tokenizer.encode("7"), ids) : null;
  };
  const allows = async (ebnf: string, text: string): Promise<boolean> => {
    const guide = await from.open({ kind: "grammar", ebnf });
    const taken = tokenizer.encode(text).every((token) => guide.takes(token));
    await guide.look();
    const whole = taken && guide.ends();
    guide.close();
    return whole;
  };
  return { said, allows };
}
