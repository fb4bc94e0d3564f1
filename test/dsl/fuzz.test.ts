// Random edits of a sound program: never an exception, spans inside the cell, the other statements still there.
import { expect, test } from "vitest";
import type { Node, Statement } from "../../dsl/ast.ts";
import { segment } from "../../dsl/segment.ts";
import { lexer } from "../../dsl/tokens.ts";
import { walk } from "../../dsl/walk.ts";
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
  return;
  node.kind + ("name" in node && node.name ? ` ${node.name.text}` : "");
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
    if (!(span.start >= 0 && span.start <= span.end && span.end <= text.length)) bad = true;
  });
  return bad;
}

test(`${EDITS} edits, seed ${SEED}`, () => {
  const random = generator(SEED);
  let lost = 0;
  let most = 0;
  for (let i = 0; i < EDITS; i++) {
    const window = windows[random(windows.length)]!;
    const text = edit(window, random);
    const { statements, diagnostics } = parsed(text);
    for (const { span } of diagnostics) {
      expect(span.start >= 0 && span.start <= span.end && span.end <= text.length, text).toBe(true);
    }
    for (const { start, end } of segment(text)) {
      const inside = diagnostics.filter(({ span }) => span.start >= start && span.start < end);
      most = Math.max(most, inside.length);
    }
    expect(
      statements.filter((node) => outside(text, node)),
      text,
    ).toEqual([]);
    const left = new Set(statements.map(label));
    if (window.labels.filter((each) => !left.has(each)).length > 1) lost++;
  }
  console.log(
    `seed ${SEED}: more than one statement lost in ${lost} of ${EDITS}; at most ${most} problems in one`,
  );
  expect(most).toBeLessThanOrEqual(5);
  expect(lost / EDITS).toBeLessThanOrEqual(0.01);
}, 120_000);
