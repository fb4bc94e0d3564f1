// Whether the number that an output gives is the right one.
import { choice, doc, either, listOf, num, operator, opt, type Reach, text } from "../operator.ts";
import { dataError } from "../problem.ts";
import { ranged } from "../ranged.ts";
import * as types from "../../dsl/types/types.ts";
import { strip } from "./normalize.ts";

/** Sign, digits with or without commas by thousands, decimals, exponent. No word, digit or full stop stands before it. */
const NUMBER =
  /(?<![\p{L}\p{N}_.])[-+−]?(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?/gu;

const numbersIn = (of: string): string[] => of.match(NUMBER) ?? [];

/** The text of the number; undefined where there is none. */
const rules = {
  last: (of: string) => numbersIn(of).at(-1),
  first: (of: string) => numbersIn(of)[0],
  whole: (of: string) => (numbersIn(of)[0] === strip(of) ? strip(of) : undefined),
} satisfies { readonly [variant: string]: (of: string) => string | undefined };

function read(of: string, variant: keyof typeof rules): number | null {
  const found = rules[variant](of);
  return found === undefined ? null : Number(found.replaceAll(",", "").replace("−", "-"));
}

/** As Python's `math.isclose`. */
const near = (a: number, b: number, relative: number, tolerance: number): boolean =>
  a === b || Math.abs(a - b) <= Math.max(relative * Math.max(Math.abs(a), Math.abs(b)), tolerance);

function rightOnes(given: readonly (string | number)[], variant: keyof typeof rules): readonly number[] {
  const all = given.map((one) => (typeof one === "number" ? one : read(one, variant)));
  const odd = all.indexOf(null);
  if (all.length > 0 && odd < 0) return all as number[];
  throw dataError(
    "E204",
    odd < 0
      ? "'numeric' needs at least one answer, and this row has none"
      : `'numeric' has an answer without a number: ${JSON.stringify(given[odd])}`,
    "keep the rows whose answers are numbers",
  );
}

/**
 * `numeric(output, answers, variant, tolerance, relative)`: 1 where the number that the output gives is one of the answers, else 0.
 * `last` and `first`: of the numbers in the text; `whole`: the text is a number and nothing else. An answer that is a text is read by the
 * same rule. Numbers are compared as 64-bit floats, and as `math.isclose` of Python where a tolerance is given. An output without a
 * number scores 0 and is counted. Errors: E204 for no answers, or one without a number.
 */
export const numeric = operator({
  name: "numeric",
  family: "score",
  doc: "1 where the number that the output gives equals one of the answers, else 0",
  params: {
    output: doc("what the model said", text),
    answers: doc(
      "the right numbers, or texts that give them",
      either(either(num, text), listOf(either(num, text))),
    ),
    variant: doc("which number of the output counts", opt(choice("last", "first", "whole"), "last")),
    tolerance: doc("how far off it may be", ranged(opt(num, 0), { least: 0 })),
    relative: doc("the same, as a share of the larger number", ranged(opt(num, 0), { least: 0 })),
  },
  returns: types.num,
  metric: { range: "binary" },
  run: ({ output, answers, variant, tolerance, relative }, { note }: Reach) => {
    const right = rightOnes(typeof answers === "object" ? answers : [answers], variant);
    const said = read(output, variant);
    if (said === null) note("numeric: outputs without a number, scored 0");
    return Number(said !== null && right.some((one) => near(said, one, relative, tolerance)));
  },
});
