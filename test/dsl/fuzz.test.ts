// Random edits of a sound program: never an exception, spans inside the cell, the other statements still there.
import { expect, test } from "vitest";
import type { Node, Statement } from "../../dsl/syntax/ast.ts";
import type { Span } from "../../dsl/source.ts";
import { segment } from "../../dsl/syntax/segment.ts";
import { lexer } from "../../dsl/syntax/tokens.ts";
import { walk } from "../../dsl/syntax/walk.ts";
import { parsed } from "../help.ts";
import { program } from "./program.ts";

const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_123);
const EDITS = 3000;

/** mulberry32: small, and the same on every machine. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) % 1_000_003) % below;
  };
}

function label(node: Statement): string {
  return node.kind + ("name" in node && node.name ? ` ${node.name.text}` : "");
}

/** Four neighbouring statements make a cell: large enough to see one edit spread, small enough to be quick. */
const pieces = segment(program);
const windows = pieces.slice(0, -3).map((first, i) => {
  const text = program.slice(first.start, pieces[i + 3]!.end);
  return { text, tokens: lexer.tokenize(text).tokens, labels: parsed(text).statements.map(label) };
});
type Window = (typeof windows)[number];
const noise = [..."(){}[]\"'`.,:;=|<>+-*/%&#@\\\n \t0aZé😀"];

function edit({ text, tokens }: Window, random: (below: number) => number): string {
  const splice = (from: number, drop: number, put: string): string =>
    text.slice(0, from) + put + text.slice(from + drop);
  const token = tokens[random(tokens.length)]!;
  const other = tokens[random(tokens.length)]!;
  const at = random(text.length);
  const kinds = [
    () => splice(token.startOffset, token.image.length, ""),
    () => splice(token.startOffset, 0, `${other.image} `),
    () => splice(token.startOffset, token.image.length, other.image),
    () => splice(token.startOffset, 0, `${token.image} `),
    () => splice(at, 1, ""),
    () => splice(at, 0, noise[random(noise.length)]!),
    () => splice(at, 1, noise[random(noise.length)]!),
  ];
  return kinds[random(kinds.length)]!();
}

function outside(text: string, node: Node): boolean {
  let bad = false;
  walk(node, ({ span }) => {
    if (!within(span, text)) bad = true;
  });
  return bad;
}

test("the windows are whole statements", () => {
  expect(windows.map(({ labels }) => labels.length)).toEqual(windows.map(() => 4));
  expect(windows[2]!.labels).toContain("DataDecl qa");
});

const within = ({ start, end }: Span, text: string): boolean =>
  0 <= start && start <= end && end <= text.length;

/** What must never happen, in words; and whether more than the edited statement was lost. */
function judge(window: Window, text: string): { readonly wrong: readonly string[]; readonly lost: boolean } {
  const { statements, diagnostics } = parsed(text);
  const crowded = segment(text).some(
    ({ start, end }) => diagnostics.filter(({ span }) => span.start >= start && span.start < end).length > 5,
  );
  const left = new Set(statements.map(label));
  const wrong = [
    diagnostics.every(({ span }) => within(span, text)) ? "" : "a problem outside of the cell",
    statements.some((node) => outside(text, node)) ? "a node outside of the cell" : "",
    crowded ? "more than five problems in a statement" : "",
  ];
  return {
    wrong: wrong.filter((each) => each !== "").map((each) => `${each}: ${text}`),
    lost: window.labels.filter((each) => !left.has(each)).length > 1,
  };
}

test(`${EDITS} edits, seed ${SEED}`, () => {
  const random = generator(SEED);
  const verdicts = Array.from({ length: EDITS }, () => {
    const window = windows[random(windows.length)]!;
    return judge(window, edit(window, random));
  });
  const lost = verdicts.filter((each) => each.lost).length;
  console.log(`seed ${SEED}: more than one statement lost in ${lost} of ${EDITS} edits`);
  expect(verdicts.flatMap(({ wrong }) => wrong)).toEqual([]);
  expect(lost / EDITS).toBeLessThanOrEqual(0.01);
}, 120_000);
