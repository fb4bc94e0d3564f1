// A program while it is being typed: every service answers at every place, in time, and points into the text.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { analyse, type Analysis } from "../../../dsl/compile.ts";
import { parted } from "../../../dsl/tell/expect.ts";
import { memo } from "../../../dsl/syntax/memo.ts";
import { actions } from "../../../dsl/service/actions.ts";
import { complete } from "../../../dsl/service/complete.ts";
import { highlight } from "../../../dsl/service/highlight.ts";
import { hover } from "../../../dsl/service/hover.ts";
import { occurrenceAt } from "../../../dsl/service/names.ts";
import { folds, outline } from "../../../dsl/service/outline.ts";
import { rename } from "../../../dsl/service/rename.ts";
import { signatureHelp } from "../../../dsl/service/signature.ts";
import type { Span } from "../../../dsl/source.ts";
import { library } from "../../../runtime/library.ts";
import { facts, sourceOf } from "../small.ts";

const home = join(import.meta.dirname, "..", "..");
const programs = ["corpus", "errors"].flatMap((folder) =>
  readdirSync(join(home, folder))
    .filter((name) => name.endsWith(".strux"))
    .map((name) => [name, parted(readFileSync(join(home, folder, name), "utf8")).program] as const),
);

/** Prefixes of a program looked at here; `STRUX_PREFIXES=all` looks at each. */
const MOST = process.env["STRUX_PREFIXES"] === "all" ? Infinity : 8;
/** Milliseconds of computing an answer may take; twice what is aimed at, for a machine that is busy with other tests. */
const LIMIT = 2 * 50;

/** What was computed, and how long that took: waiting for a turn is not counted, and what is slow once is done again. */
function timed<T>(work: () => T): { readonly value: T; readonly took: number } {
  let took = Infinity;
  for (let pass = 0; ; pass++) {
    const before = process.cpuUsage();
    const value = work();
    const { user, system } = process.cpuUsage(before);
    took = Math.min(took, (user + system) / 1000);
    if (took < LIMIT || pass === 2) return { value, took };
  }
}

const services: { readonly [name: string]: (analysis: Analysis, at: number) => unknown } = {
  complete: (analysis, at) => complete(analysis, 0, at),
  hover: (analysis, at) => hover(analysis, 0, at),
  signatureHelp: (analysis, at) => signatureHelp(analysis, 0, at),
  definition: (analysis, at) => occurrenceAt(analysis, 0, at),
  rename: (analysis, at) => rename(analysis, 0, at, "other_name"),
  highlight: (analysis) => highlight(analysis, 0),
  outline: (analysis) => [outline(analysis, 0), folds(analysis, 0)],
  actions: (analysis, at) => actions(analysis, { cell: 0, start: 0, end: at }),
};

/** Every span inside of an answer. */
function spans(value: unknown, found: Span[] = [], depth = 0): readonly Span[] {
  if (typeof value !== "object" || value === null || depth > 12) return found;
  if ("cell" in value && "start" in value && "end" in value) found.push(value as Span);
  else for (const item of Object.values(value)) spans(item, found, depth + 1);
  return found;
}

test.each(programs)(
  "%s",
  (_, program) => {
    const kept = memo();
    const step = Math.max(1, Math.floor(program.length / MOST));
    const wrong: string[] = [];
    for (let at = program.length; at > 0; at -= step) {
      const text = program.slice(0, at);
      const analysis = analyse(sourceOf(text), library, facts, kept);
      for (const [name, service] of Object.entries(services)) {
        const { value: answer, took } = timed(() => service(analysis, at));
        if (took > LIMIT) wrong.push(`${name} at ${at} took ${Math.round(took)} ms`);
        const outside = spans(answer).filter(
          ({ start: from, end }) => from < 0 || end < from || end > text.length,
        );
        if (outside.length > 0) wrong.push(`${name} at ${at} points to ${JSON.stringify(outside[0])}`);
      }
    }
    expect(wrong).toEqual([]);
  },
  120_000,
);
