// How long a context is, beside what it was made from.
import { choice, doc, either, maybe, model, operator, opt, text } from "../operator.ts";
import { dataError, typeError } from "../problem.ts";
import * as types from "../../dsl/types/types.ts";

/**
 * `compression(text, of: source, variant, tokenizer)`: the length of the text by that of its source; 0.25 is a quarter. In characters (code
 * points), or in tokens of a model, or of words. Errors: E203 for tokens without a tokenizer, or characters with one; E204 for an empty source.
 */
export const compression = operator({
  name: "compression",
  family: "score",
  doc: "how long a context is as a share of what it was made from: less is shorter",
  params: {
    text: doc("the context, as text", text),
    of: doc("the text it was made from", text),
    variant: doc("what is counted", opt(choice("characters", "tokens"), "characters")),
    tokenizer: doc('tokens: whose, a model\'s or "words"', maybe(either(model, choice("words")))),
  },
  returns: types.num,
  metric: { range: "graded" },
  run: async ({ text: given, of, variant, tokenizer }, { counter, note }) => {
    if ((variant === "tokens") !== (tokenizer !== null))
      throw typeError(
        "E203",
        variant === "tokens"
          ? "'compression' in tokens takes a tokenizer"
          : "'compression' in characters takes no tokenizer",
        variant === "tokens" ? 'tokenizer: "words", or a model' : 'variant: "tokens"',
      );
    const sizes =
      tokenizer === null
        ? [given, of].map((one) => Array.from(one).length)
        : await counter(tokenizer).count([given, of]);
    // a model is no plain option, so that the printed name of the metric lacks it
    if (tokenizer !== null && tokenizer !== "words")
      note(`compression: in tokens of ${counter(tokenizer).name}`);
    const [short = 0, long = 0] = sizes;
    if (long === 0)
      throw dataError(
        "E204",
        "'compression' has nothing to compare with: the source is empty",
        "keep the rows that have a source",
      );
    return short / long;
  },
});
