// Rows of several domains in stated shares.
import { disagree } from "../../dsl/infer/union.ts";
import { doc, int, operator, rowsOf, text } from "../operator.ts";
import { dataError, typeError } from "../problem.ts";
import { type Random, stream } from "../random.ts";
import { ranged } from "../ranged.ts";
import * as table from "../table.ts";
import { kindOf, type Row, type Run, type Value } from "../value.ts";
import { tableOf } from "../verbs/rows.ts";
import { keyedNumbers, type KeyedNumbers } from "../keyed-numbers.ts";
import { shuffled } from "./shuffled.ts";

/**
 * `mixture(shares: {code: 0.3, books: 0.7}, n: 1000, seed: 1, as: "domain", code: ..., books: ...)`: n rows, and a column that says of which domain each is. For each row a domain is
 * drawn by the shares and gives the next of its rows, which are in a random order; a domain that is used up begins anew in another order, and rows that come again are counted.
 * KeyedNumbers are of rows, as they are of sequences of one length in ProLong (princeton-nlp/ProLong): pack first. They are met on average, a note tells what they came to.
 * Errors: E204 for shares that are not above 0, do not sum to 1 or are of other domains than the tables, E312 for tables with other columns, E203.
 */
export const mixture = operator({
  name: "mixture",
  family: "construct",
  doc: "rows of several tables, drawn in stated shares",
  params: {
    as: doc("the name of the column with the domain", text),
    shares: doc("how much of each domain; they sum to 1", keyedNumbers),
    n: doc("how many rows", ranged(int, { least: 0 })),
    seed: doc("the same seed draws the same rows", int),
  },
  rest: doc("domain: a Table", rowsOf),
  returns: { kind: "rule", rule: "union" },
  run: ({ as, shares: of, n, seed }, { note }, rest) => {
    const parts = Object.entries(rest).map(([label, value]) => {
      if (typeof value === "function" || !["run", "table"].includes(kindOf(value) ?? ""))
        throw typeError("E203", `'mixture' takes ${label}: a Table`);
      return [label, tableOf(value as Run | table.Table)] as const;
    });
    checked(of, parts);
    const columns = parts.map(([label, { names }]) => [label, names] as const);
    const wrong = disagree(as, columns);
    if (wrong) throw typeError("E312", wrong.message.replace("'union'", "'mixture'"), wrong.hint);
    const domains = parts.map(([label, from]) => domain(label, from, stream(seed, "mixture", label)));
    const random = stream(seed, "mixture");
    const rows = Array.from({ length: n }, (): Row => {
      let left = random.next();
      // the last one, where rounding leaves a rest
      const { label, next } = domains.find((one) => (left -= of[one.label]!) < 0) ?? domains.at(-1)!;
      return { ...next(), [as]: label };
    });
    const came = (label: string): number => rows.filter((row) => row[as] === label).length;
    note(`mixture: ${domains.map(({ label }) => `${label} ${came(label)}`).join(", ")} of ${n}`);
    const again = domains.reduce((sum, { label, size }) => sum + Math.max(0, came(label) - size), 0);
    if (again > 0) note("mixture: rows that come again, since their domain was used up", again);
    return table.fromRows(rows, [as, ...(columns[0]?.[1] ?? [])]);
  },
});

function checked(of: KeyedNumbers, parts: readonly (readonly [string, table.Table])[]): void {
  const total = Object.values(of).reduce((sum, one) => sum + one, 0);
  const odd = Object.keys(of).find((one) => !parts.some(([label]) => label === one));
  const none = parts.find(([label, { size }]) => of[label] === undefined || size === 0);
  const why =
    odd !== undefined
      ? `has a share of '${odd}', which is none of the tables`
      : none !== undefined
        ? `has ${none[1].size === 0 ? "no rows" : "no share"} of '${none[0]}'`
        : Object.values(of).some((one) => one <= 0) || Math.abs(total - 1) > 1e-9
          ? `needs shares above 0 that sum to 1, and these sum to ${total}`
          : null;
  if (why !== null)
    throw dataError("E204", `'mixture' ${why}`, "shares: {a: 0.3, b: 0.7}, a: first, b: second");
}

interface Domain {
  readonly label: string;
  readonly size: number;
  readonly next: () => { readonly [column: string]: Value };
}

function domain(label: string, from: table.Table, random: Random): Domain {
  const rows = table.rows(from);
  let left: Row[] = [];
  return {
    label,
    size: rows.length,
    next() {
      if (left.length === 0) left = shuffled(rows, random);
      return left.pop()!;
    },
  };
}
