// What never moves the hash of a step, and what always does, over the sound programs of the corpus.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Node } from "../../../dsl/syntax/ast.ts";
import { compile, type Compiled } from "../../../dsl/compile.ts";
import type { Facts } from "../../../dsl/types/known.ts";
import { parse } from "../../../dsl/syntax/parse.ts";
import { edited } from "../../../dsl/service/rename.ts";
import type { Source, Span } from "../../../dsl/source.ts";
import { walk } from "../../../dsl/syntax/walk.ts";
import { answering } from "../../../runtime/facts.ts";
import { nodeFiles } from "../../../runtime/files-node.ts";
import { library } from "../../../runtime/library.ts";
import { prepare } from "../../../runtime/prepare.ts";
import { corpus } from "../corpus.ts";
import { blanks, formatted, renamed, shuffled, spaced } from "../otherwise.ts";

const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_126);
/** Of what can be changed in a program, so much at most, spread over it; all where a number of runs is asked for. */
const MOST = process.env["FUZZ_RUNS"] === undefined ? 4 : Infinity;
const spread = <T>(all: readonly T[]): readonly T[] =>
  all.filter((_, at) => at % Math.max(1, Math.ceil(all.length / MOST)) === 0);
const settings = { seed: SEED, numRuns: Number(process.env["FUZZ_RUNS"] ?? 10), endOnFailure: true };

interface Sound {
  readonly name: string;
  readonly source: Source;
  readonly facts: Facts;
}
const made = await Promise.all(
  // a cell of TypeScript is known by its text, white space and comments included
  corpus
    .filter(({ source }) => !source.cells.some(({ text }) => text.startsWith("%%")))
    .map(async ({ name, source, folder }): Promise<Sound | null> => {
      const answers = answering(nodeFiles({ folder, env: {} }), null);
      const { diagnostics, plan } = await prepare(source, answers);
      // of a set that is not at hand statements are left out, and have no hash
      const whole = diagnostics.every(({ severity, code }) => severity !== "error" && code !== "W110");
      const sound = plan.steps.length > 0 && whole;
      return sound ? { name, source, facts: await answers.known() } : null;
    }),
);
const sound = made.filter((one) => one !== null);
const anySound = fc.constantFrom(...sound);

/** Hashes of all steps, and all codes, apart from their order and from names that follow the order. */
const hashes = ({ plan, diagnostics }: Compiled): readonly string[] =>
  [
    ...plan.steps.map(({ kind, hash }) => `${kind} ${hash}`),
    ...diagnostics.map(({ code }) => code),
  ].toSorted();
const hashesOf = (source: Source, facts: Facts): readonly string[] => hashes(compile(source, library, facts));

test("there is something to try this on", () => {
  expect(sound.length).toBeGreaterThanOrEqual(8);
});

test("formatting moves no hash", () => {
  const moved = sound.filter(
    ({ source, facts }) => String(hashesOf(formatted(source), facts)) !== String(hashesOf(source, facts)),
  );
  expect(moved.map(({ name }) => name)).toEqual([]);
});

test(`white space and comments move no hash (seed ${SEED})`, () => {
  const gaps = fc.infiniteStream(fc.constantFrom(...blanks));
  const property = fc.property(anySound, gaps, ({ source, facts }, stream) => {
    const other = spaced(source, () => stream.next().value as string);
    expect(hashesOf(other, facts)).toEqual(hashesOf(source, facts));
  });
  fc.assert(property, settings);
}, 120_000);

test(`the order of statements and cells moves no hash (seed ${SEED})`, () => {
  const property = fc.property(anySound, fc.infiniteStream(fc.nat(1000)), ({ source, facts }, stream) => {
    const other = shuffled(source, () => stream.next().value as number);
    expect(hashesOf(other, facts)).toEqual(hashesOf(source, facts));
  });
  fc.assert(property, settings);
}, 120_000);

test("another name for a local moves no hash", () => {
  let tried = 0;
  for (const { source, facts } of sound) {
    const before = hashesOf(source, facts);
    for (const other of spread(renamed(source, facts, ["parameter", "local"]))) {
      tried++;
      expect(hashesOf(other, facts)).toEqual(before);
    }
  }
  expect(tried).toBeGreaterThan(5);
});

interface Change {
  readonly span: Span;
  readonly text: string;
}

/** One way to write each node that counts otherwise; what has none is not changed. */
function changes(source: Source): readonly Change[] {
  const list: Change[] = [];
  const { statements } = parse(source);
  // a default that another cell replaces is not used
  const injected = new Set(statements.flatMap((each) => (each.kind === "Assign" ? [each.name.text] : [])));
  for (const statement of statements) {
    if (statement.kind === "Pragma" || statement.kind === "Setting") continue;
    if (statement.kind === "ParamDecl" && injected.has(statement.name.text)) continue;
    walk(statement, (node) => {
      const text = other(node, source);
      if (text !== undefined) list.push({ span: node.span, text });
    });
  }
  return list;
}

const textAt = ({ cell, start, end }: Span, source: Source): string =>
  source.cells[cell]?.text.slice(start, end) ?? "";
const swapped: { readonly [op: string]: string } = {
  "+": "-",
  "*": "/",
  "<": "<=",
  ">": ">=",
  "==": "!=",
  and: "or",
};

function other(node: Node, source: Source): string | undefined {
  const text = textAt(node.span, source);
  if (node.kind === "Num") return /^\d+$/.test(text) ? String(Number(text) + 1) : undefined;
  if (node.kind === "Str") return `${text.slice(0, -1)}x"`;
  if (node.kind === "Bool") return node.value ? "false" : "true";
  if (node.kind === "TextPart")
    return node.text.trim() === "" ? undefined : text.replace(/(\S)(?=\s*$)/, "$1!");
  if (node.kind === "Binary" && node.op in swapped) {
    const [left, right] = [node.left.span.end, node.right.span.start];
    const between = textAt({ ...node.span, start: left, end: right }, source);
    const put = between.replace(node.op, swapped[node.op]!);
    return textAt({ ...node.span, end: left }, source) + put + textAt({ ...node.span, start: right }, source);
  }
  return undefined;
}

/** Another file or model is taken to be like the one it stands for. */
function asked(source: Source, facts: Facts): Compiled {
  const first = compile(source, library, facts);
  const like = <T>(list: { readonly [key: string]: T } = {}, kind: string): { readonly [key: string]: T } => {
    const [some] = Object.values(list);
    const fresh = first.needs.filter((need) => need.kind === kind);
    return some === undefined
      ? list
      : { ...list, ...Object.fromEntries(fresh.map(({ key }) => [key, some])) };
  };
  const more = { ...facts, columns: like(facts.columns, "columns"), models: like(facts.models, "model") };
  return first.needs.length === 0 ? first : compile(source, library, more);
}

test("a literal, an operator, a text of a prompt, an option: each moves the hash of its statement", () => {
  const told: string[] = [];
  let tried = 0;
  for (const { name, source, facts } of sound) {
    const before = compile(source, library, facts);
    for (const change of spread(changes(source))) {
      const after = asked(edited(source, [change]), facts);
      if (after.diagnostics.some(({ severity }) => severity === "error")) continue;
      tried++;
      if (String(hashes(after)) === String(hashes(before)))
        told.push(`${name}: '${textAt(change.span, source)}' -> '${change.text}'`);
    }
  }
  expect(told).toEqual([]);
  expect(tried).toBeGreaterThan(100);
}, 120_000);
