// What the language may name, as the checker wants it: the registry's signatures and the closed property sets.
import type { Known } from "../dsl/types/known.ts";
import { bool, int, json, list, literal, num, text, type Type, union } from "../dsl/types/types.ts";
import { digest } from "./digest.ts";
import { instead as habitual } from "./habits.ts";
import { operators } from "./registry.ts";
import { RULES } from "./scoring.ts";

/** Settings of a generation: defaults of a model, a prompt or a run; last word of an ask. */
const generation = {
  max_tokens: int,
  temperature: num,
  top_k: int,
  top_p: num,
  min_p: num,
  repetition_penalty: num,
  presence_penalty: num,
  beams: int,
  length_penalty: num,
  early_stopping: union(bool, literal("never")),
  stop: list(text),
  choices: list(text),
  grammar: text,
  json: bool,
  prefix: text,
  delimiter: text,
};
/** Settings that make columns of the answer: they stand at the ask. */
const scoring = { choose: union(...RULES.map(literal)), given: text, overlap: int, logprobs: int };
const interval: Type = { kind: "interval" };

/** Members of the standard library that this version does not have yet (language reference, section 4). */
const planned = [
  ..."json parquet arrow lines markdown beir".split(" "),
  ..."recycled ntk yarn pi abf grouped selfextend".split(" "),
  ..."streaming h2o tova snapkv longheads landmark icv".split(" "),
  ..."point area heatmap box hist forest calibration frontier diff_text tree attention vega".split(" "),
  ..."covers unchanged paired correct".split(" "),
];
const plannedProps = "rope kv steer explore vote cluster".split(" ");

const instead = habitual;

const propDocs = {
  window: "tokens of prompt and answer together; lowers the window of the model",
  max_tokens: "most tokens of an answer",
  temperature: "0 takes the likeliest token; above it, tokens are drawn",
  top_k: "draws among the k likeliest tokens",
  top_p: "draws among the likeliest tokens that make up this share",
  min_p: "draws among tokens that are at least this share as likely as the likeliest",
  repetition_penalty: "makes tokens of the prompt and the answer less likely; 1 changes nothing",
  presence_penalty: "makes tokens of the answer less likely; 0 changes nothing",
  beams: "answers that are searched side by side; the best of them is the answer, and nothing is drawn",
  length_penalty:
    "of a search: above 0 longer answers are worth more, below 0 shorter ones; 1 where none is written",
  early_stopping:
    'of a search: over once as many answers as beams have ended; or "never" before no other can be better',
  stop: "texts that end an answer",
  choices: "the answer is one of these texts",
  grammar: "the answer follows these rules of EBNF, from the one named root",
  json: "the answer is JSON of the type that its prompt returns",
  prefix: "the answer begins with this text, which is no part of it",
  delimiter: "stands between the prompt and a given text or a choice; a space, unless white space is there",
  choose: "takes the likeliest of the choices: raw, per token, per character or per byte; nothing is written",
  given: "the answer is this text; the model says how likely it is",
  logprobs: "tells the tokens of an answer, with so many alternatives of each",
  overlap: "tokens that windows share at least, where a given text is alone and longer than one",
  seeds: "each call once per seed",
  limit: "most rows that the run may have",
  ci: "how intervals are made: bootstrap(...) or wilson(...)",
  title: "text above the chart",
  subtitle: "second line; n, metric and interval follow it",
  width: "of a panel, in pixels",
  height: "of a panel, in pixels",
  vega: "merged last into the Vega-Lite specification",
};

export const library: Known = {
  operators: Object.fromEntries(operators.map(({ signature }) => [signature.name, signature])),
  planned: planned.filter((name) => !operators.some(({ signature }) => signature.name === name)),
  instead,
  props: {
    model: { window: int, ...generation },
    prompt: generation,
    run: { seeds: list(int), limit: int, ...generation },
    ask: { ...generation, ...scoring },
    score: { ci: interval },
    chart: { title: text, subtitle: text, width: num, height: num, vega: json },
  },
  plannedProps,
  propDocs,
  devices: ["cpu", "cuda", "webgpu", "dml", "coreml", "tensorrt"],
  digest,
};
