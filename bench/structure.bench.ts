// How well structurizers find the topics of meetings: Pk, WindowDiff and boundaries on QMSum, beside uniform and random cuts. Each gets the
// right number of parts, so that only their places are measured. Reads $STRUX_DATA, else ../shared/data.
import { join, resolve } from "node:path";
import { drawn, even, lengths } from "../runtime/context/baselines.ts";
import { segment } from "../runtime/text/segment.ts";
import { candidates, cuts } from "../runtime/context/outline.ts";
import { likeVectors, valleys } from "../runtime/context/valleys.ts";
import { boundaryF1 } from "../runtime/metric/structure/boundary-f1.ts";
import { pk, windowDiff } from "../runtime/metric/structure/windows.ts";
import type { Operator, Reach } from "../runtime/operator.ts";
import { stream } from "../runtime/random.ts";
import { bootstrap } from "../runtime/stats/bootstrap.ts";
import { mean } from "../runtime/stats/moments.ts";
import { embedding } from "./cards/embedder.ts";
import { type Meeting, meetings } from "./structure/qmsum.ts";

const root = resolve(process.cwd());
const how = { resamples: 10_000, level: 0.95, seed: 0 };
/** Random cuts are drawn so often for each meeting. */
const DRAWS = 20;
/** A boundary counts where the right one is at most so many turns away. */
const NEAR = 2;

const parts = (text: string, spans: ReturnType<typeof segment>): string[] =>
  spans.map(({ start, end }) => text.slice(start, end));

type Cutter = (meeting: Meeting, at: number) => Promise<readonly (readonly number[])[]>;
type Metric = (said: readonly number[], gold: readonly number[]) => number;

const metric =
  (operator: Operator, more = {}): Metric =>
  (segments, gold) =>
    // these look at nothing but their arguments
    operator.run({ segments: [...segments], gold: [...gold], ...more }, {} as Reach) as number;

const METRICS: Readonly<Record<string, Metric>> = {
  Pk: metric(pk),
  WindowDiff: metric(windowDiff),
  [`boundary F1, ${NEAR} turns`]: metric(boundaryF1, { tolerance: NEAR }),
};

export default {
  name: "structure",
  async run() {
    const all = meetings(process.env["STRUX_DATA"] ?? join(root, "../shared/data"));
    if (!all)
      return [{ what: "QMSum", value: "skipped: Yale-LILY__QMSum is not below $STRUX_DATA", unit: "" }];
    const { embed, close } = await embedding("models/strux-embed", join(root, "dist/runner.mjs"));
    const cutters: Readonly<Record<string, Cutter>> = {
      uniform: ({ turns, gold }) => Promise.resolve([even(turns.length, gold.length)]),
      random: ({ turns, gold }, at) => Promise.resolve(draws(stream(at, "cuts"), turns.length, gold.length)),
      lexical: (meeting) =>
        structured(meeting, (text, spans, count) => Promise.resolve(cuts(text, spans, count))),
      "embedding, strux-embed": (meeting) =>
        structured(meeting, async (text, spans, count) => {
          const all = parts(text, spans);
          const words = all.map((part) => part.trim().split(/\s+/).length);
          return valleys({ of: await embed(all, 128), words, like: likeVectors }, candidates(spans), count);
        }),
    };
    const values = new Map<string, Readonly<Record<string, readonly number[]>>>();
    try {
      for (const [name, cutter] of Object.entries(cutters)) values.set(name, await measured(all, cutter));
    } finally {
      await close();
    }
    const uniform = values.get("uniform")!;
    return [...values].flatMap(([name, found]) =>
      Object.entries(found).map(([what, own]) => ({
        what: `${name}: ${what}, ${all.length} meetings${name === "uniform" ? "" : "; less uniform"}`,
        value: `${mean(own).toFixed(3)}${name === "uniform" ? "" : difference(own, uniform[what] ?? [])}`,
        unit: "",
        ...(what === "Pk" && !["uniform", "random"].includes(name) && { target: "below uniform" }),
      })),
    );
  },
};

/** A metric's value for each meeting, over the drawn cuts their mean. */
async function measured(
  all: readonly Meeting[],
  cutter: Cutter,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const found: Record<string, number[]> = {};
  for (const [at, meeting] of all.entries()) {
    const said = await cutter(meeting, at);
    for (const [name, value] of Object.entries(METRICS))
      (found[name] ??= []).push(mean(said.map((one) => value(one, meeting.gold))));
  }
  return found;
}

const draws = (random: ReturnType<typeof stream>, turns: number, parts: number): number[][] =>
  Array.from({ length: DRAWS }, () => drawn(random, turns, parts));

/** The turns of a meeting as paragraphs of a text; an aspect starts with the turn that its first sentence is of. */
async function structured(
  { turns, gold }: Meeting,
  cut: (text: string, spans: ReturnType<typeof segment>, count: number) => Promise<readonly number[]>,
): Promise<number[][]> {
  const text = turns.join("\n\n");
  const spans = segment(text);
  const ends = turns.map(
    (
      (end) => (turn: string) =>
        (end += turn.length + 2)
    )(0),
  );
  const starts = await cut(text, spans, gold.length);
  const of = (sentence: number): number => ends.findIndex((end) => (spans[sentence]?.start ?? 0) < end);
  const inner = [...new Set(starts.map(of))].filter((turn) => turn > 0).toSorted((a, b) => a - b);
  return [lengths(inner, turns.length)];
}

function difference(own: readonly number[], base: readonly number[]): string {
  const values = own.map((value, at) => value - (base[at] ?? NaN));
  const { lo, hi } = bootstrap(values, how);
  return ` (${mean(values).toFixed(3)} [${lo.toFixed(3)}, ${hi.toFixed(3)}])`;
}
