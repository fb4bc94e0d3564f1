// The two forms as grammars, for models that are held to one: whatever the model, what it writes is read, if it comes to its end.
import type { Format } from "./read.ts";

/** Aspects of a structure that is told anew, and descriptions of each, at most. */
const ASPECTS = 8;
const DESCRIPTIONS = 12;

// Classes say what is left out, and of ASCII alone: XGrammar reads [à-ÿ] as bytes, and takes ASCII for some of them.
/** A letter or digit, as far as ASCII goes; and what may follow it in a word, and in one of several. */
const FIRST = String.raw`[^\x00-\x2f:-@\[-\x60{-\x7f]`;
const LETTER = String.raw`[^\x00-\x40\[-\x60{-\x7f]`;
const REST = String.raw`[^\x00-\x26\x28-\x2c\x2e\x2f:-@\[-\x60{-\x7f]`;
const MORE = String.raw`[^\x00-\x26\x2a\x2b\x2e:-@\[-\x60{-\x7f]`;

/**
 * A name that YAML reads as a text: bare it is several words, or one that is longer than `false` or not of ASCII; in quotes it is
 * anything. What is long is written in eights, since a rule of fifty letters takes long to compile.
 */
const NAME = String.raw`name ::= long | other | first (" " word){1,7} | "\"" ${FIRST} eight{0,6} letter{0,7} "\""
long ::= [A-Za-z] ${REST}{5,19}
other ::= [^\x00-\x7f] ${REST}{0,19}
first ::= ${LETTER} ${MORE}{0,15}
word ::= (${FIRST} | "(") ${MORE}{0,15}
letter ::= [^\x00-\x1f"\\\x7f]
eight ::= letter letter letter letter letter letter letter letter`;

/** The grammar (GBNF) of replies about so many sentences. */
export const grammarOf = (form: Format, sentences: number): string =>
  form === "v1" ? told() : ranged(sentences);

/**
 * Top aspects that tile the sentences: the rule `aK` is an aspect that starts at sentence K, `eK` an end at K or later, behind which the
 * next one starts. There is no rule of aspects below others, since what those may hold depends on the one above.
 */
function ranged(sentences: number): string {
  const rules = Array.from({ length: sentences }, (_, at) => {
    const k = at + 1;
    const [next, later] = k === sentences ? ['"```"', ""] : [`a${k + 1}`, ` | e${k + 1}`];
    return [
      String.raw`a${k} ::= before "${k}" between e${k}`,
      String.raw`e${k} ::= "${k}\n" ${next}${later}`,
    ].join("\n");
  });
  return [
    String.raw`root ::= "${"```"}yaml\nScope: " name "\nAspects:\n" a1`,
    String.raw`before ::= "- AspectName: " name "\n  SentenceRange:\n    start: "`,
    String.raw`between ::= "\n    end: "`,
    NAME,
    ...rules,
  ].join("\n");
}

/** Aspects and descriptions numbered as they must be: the rule `aK` is an aspect, `dK_N` its description N and what follows. */
function told(): string {
  const rules = Array.from({ length: ASPECTS }, (_, at) => {
    const a = at + 1;
    const next = a === ASPECTS ? '"```"' : `("${"```"}" | a${a + 1})`;
    return [
      String.raw`a${a} ::= "${a}. " line "\n" d${a}_1`,
      ...Array.from({ length: DESCRIPTIONS }, (__, of) => {
        const d = of + 1;
        const more = d === DESCRIPTIONS ? "" : ` | d${a}_${d + 1}`;
        return String.raw`d${a}_${d} ::= indent "${a}.${d}. " line "\n" (${next}${more})`;
      }),
    ].join("\n");
  });
  return [
    String.raw`root ::= "## Statement's scope:\n${"```"}" line "${"```"}\n\n## Statement's main aspects and corresponding descriptions:\n${"```"}\n" a1`,
    String.raw`line ::= ${FIRST} block{0,3} eight{0,7} letter{0,7}`,
    String.raw`letter ::= [^\x00-\x1f\x60]`,
    'indent ::= "    "',
    "eight ::= letter letter letter letter letter letter letter letter",
    "block ::= eight eight eight eight eight eight eight eight",
    ...rules,
  ].join("\n");
}
