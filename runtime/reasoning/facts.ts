// What a model copied out of a text, held to the text.
import * as types from "../../dsl/types/types.ts";
import { asPassages, type Paragraphs } from "../demos/paragraphs.ts";
import { levenshteinRatio } from "../metric/edit/distance.ts";
import { pieces, squadText } from "../metric/normalize.ts";
import {
  choice,
  doc,
  either,
  int,
  listOf,
  maybe,
  operator,
  opt,
  type Param,
  passages,
  text,
} from "../operator.ts";
import { ranged } from "../ranged.ts";
import { sentencesOf } from "../text/sentences.ts";
import { bare } from "../value.ts";

type Source = string | Paragraphs;
const source = doc(
  "the text that was copied from, or its paragraphs",
  either(text, either(passages, listOf(text))) as Param<Source>,
);

/** What two texts must be equal in. */
const forms = {
  space: (given: string): string => pieces(given).join(" "),
  verbatim: (given: string): string => given,
  norm: squadText,
};
/** From here on an invented fact is told as near to a sentence. */
const NEAR = 0.9;

/**
 * `facts(output, of: .context)`: {facts, invented, near} of an output with one fact a line: ALR² (arXiv 2410.03227) has a model copy the
 * sentences that support an answer, and then answer from these alone. A line is a fact where it is a sentence of the text (`part`: a part of it), equal by
 * `form`: `space` makes runs of white space one blank, `verbatim` changes nothing, `norm` is SQuAD's. A list mark or quotes around a line go only where it
 * is none with them. Facts come as the text has them, each once. All other lines are `invented`; never are they matched to what is like them, but those of which a
 * sentence is 0.9 near by Levenshtein's ratio are told in `near` too. Repeats, lines over `most` and invented ones are counted.
 */
export const facts = operator({
  name: "facts",
  family: "reasoning",
  doc: "the lines of an output that a text has, and those that it does not have",
  params: {
    output: doc("what the model copied, a fact a line", text),
    of: source,
    unit: doc(
      "a fact is a whole sentence, or any part of the text",
      opt(choice("sentence", "part"), "sentence"),
    ),
    form: doc("what it must be equal in", opt(choice("space", "verbatim", "norm"), "space")),
    most: doc("so many lines are read", maybe(ranged(int, { least: 0 }))),
  },
  returns: {
    kind: "record",
    fields: { facts: types.list(types.text), invented: types.list(types.text), near: types.list(types.text) },
  },
  run: ({ output, of, unit, form, most }, { note }) => {
    const all = output.split(/\r?\n/).flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
    const lines = all.slice(0, most ?? all.length);
    if (lines.length < all.length) note("facts: lines over the most, left out", all.length - lines.length);
    const look = unit === "sentence" ? among(of, forms[form]) : within(of, forms[form]);
    const found = new Set<string>();
    const invented: string[] = [];
    for (const line of lines) {
      const fact = look(line) ?? look(bareLine(line));
      if (fact === null) invented.push(bareLine(line));
      else if (found.has(fact)) note("facts: lines that come twice, left out");
      else found.add(fact);
    }
    if (invented.length > 0) note("facts: lines that the text does not have, in invented", invented.length);
    const sentences = invented.length > 0 ? sentencesIn(of).map(forms.space) : [];
    const near = invented.filter((line) => sentences.some((one) => isNear(forms.space(line), one)));
    if (near.length > 0) note("facts: invented lines that are near to a sentence, in near", near.length);
    return bare([
      ["facts", [...found]],
      ["invented", invented],
      ["near", near],
    ]);
  },
});

/** The line as the text has it, or null. */
type Look = (line: string) => string | null;

function among(of: Source, form: (given: string) => string): Look {
  const known = new Map<string, string>();
  for (const one of sentencesIn(of)) if (!known.has(form(one))) known.set(form(one), one);
  return (line) => (form(line) === "" ? null : (known.get(form(line)) ?? null));
}

function within(of: Source, form: (given: string) => string): Look {
  // blanks at both ends hold normalised parts to whole words
  const around = (given: string): string => (form === forms.norm ? ` ${given} ` : given);
  const parts = partsOf(of).map((one) => around(form(one)));
  return (line) => {
    const one = form(line);
    return one !== "" && parts.some((part) => part.includes(around(one))) ? one : null;
  };
}

const partsOf = (of: Source): readonly string[] =>
  typeof of === "string" ? [of] : asPassages(of).map((one) => one.text);
const sentencesIn = (of: Source): string[] =>
  partsOf(of).flatMap((part) => sentencesOf(part).map((one) => one.text));

/** Without a list mark and quotes around it. */
const bareLine = (line: string): string =>
  line
    .replace(/^(?:[-*•]|\(?\d{1,3}[.)]|\[\d{1,3}\])\s+/u, "")
    .replace(/^(["'])(.*)\1$/su, "$2")
    .replace(/^“([^]*)”$/u, "$1")
    .trim();

/** Lengths that differ by a tenth cannot be so near. */
function isNear(line: string, sentence: string): boolean {
  const [short, long] = [line.length, sentence.length].toSorted((a, b) => a - b) as [number, number];
  return short >= NEAR * long && levenshteinRatio(line, sentence) >= NEAR;
}
