// Attributes of a target: the words that a masked model puts into a sentence about it.
import * as types from "../../dsl/types/types.ts";
import { STOP } from "../context/terms.ts";
import { asked } from "../encoder/asked.ts";
import { encoder } from "../encoder/vectors.ts";
import type { Filling } from "../model/index.ts";
import { doc, int, operator, opt, text } from "../operator.ts";
import { dataError } from "../problem.ts";
import { ranged } from "../ranged.ts";
import { bare } from "../value.ts";

const WORD = /^\p{L}[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*$/u;
/** Candidates looked at for each attribute that is wanted. */
const WIDE = 10;

/**
 * `cloze(.review, template: """In {{ .domain }}, the {{ .target }} is [MASK].""", target: .target, k: 5, with: m)`: the k likeliest words in the mask of the template, read behind the text: {word, score} by score, which is the
 * model's probability among all tokens. Left out, and counted: pieces of words (`##ing`), what is no word of two letters or more, function words of English, the target itself, and words that come twice by case. Ten times k tokens are looked at, and
 * fewer words than k are counted. The template names domain and target, so that several targets of one sentence have attributes of their own. Of an encoder whose vocabulary does not mark pieces of words
 * (byte-level BPE) these cannot be told from words. Step one of contextual target attributes (arXiv 2312.13766); its templates are not public. Errors: E204 for a template that does not name the target, or several masks, E511 for one without a mask, E527.
 */
export const cloze = operator({
  name: "cloze",
  family: "memory",
  doc: "words that a model puts into a sentence about a target",
  params: {
    text: doc("what is read before it", text),
    template: doc("a sentence about the target with the mask of the model", text),
    target: doc("what it is about", text),
    with: doc("a model that fills masks", encoder("fill")),
    k: doc("how many words", opt(ranged(int, { least: 1 }), 5)),
  },
  returns: types.list({ kind: "record", fields: { word: types.text, score: types.num } }),
  effect: "model",
  run: async ({ text: given, template, target, with: model, k }, reach) => {
    if (target.trim() === "" || !template.toLowerCase().includes(target.toLowerCase()))
      throw dataError(
        "E204",
        `'cloze' needs a template that names the target '${target}'`,
        '"""The {{ .target }} is [MASK]."""',
      );
    const input = { text: given === "" ? template : `${given} ${template}` };
    const [said] = await asked(reach, "cloze", model, { kind: "fill", top: k * WIDE }, [input]);
    const fillings = said!.value as readonly Filling[];
    if (fillings.some(({ mask }) => mask > 0))
      throw dataError("E204", "'cloze' needs one mask, but the text and the template have several");
    const own = new Set(target.toLowerCase().split(/\s+/u));
    const seen = new Set<string>();
    const words = fillings.filter(({ token }) => {
      const word = token.toLowerCase();
      const why = !WORD.test(token)
        ? "that are no words"
        : STOP.has(word)
          ? "that are function words"
          : own.has(word)
            ? "that are the target"
            : seen.has(word)
              ? "that come twice"
              : null;
      seen.add(word);
      if (why !== null) reach.note(`cloze: tokens ${why}, left out`);
      return why === null;
    });
    if (words.length < k) reach.note("cloze: fewer words than wanted");
    return words.slice(0, k).map(({ token, score }) => bare(Object.entries({ word: token, score })));
  },
});
