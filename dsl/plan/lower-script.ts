// A TypeScript cell as a step, and what other steps want of it.
import type { Checked } from "../check/check.ts";
import { scriptStep } from "../check/script.ts";
import type { Script } from "../syntax/ast.ts";
import type { Lowering } from "./lower-expr.ts";
import { hosts } from "./lower-files.ts";
import type { Ex, PlanModule, ScriptStep, Step } from "./plan.ts";

type Draft = Omit<ScriptStep, "needs" | "hash" | "id" | "span">;

export function lowerScript(script: Script, low: Lowering): Draft | null {
  const seen = low.scripts.get(script);
  if (!seen) return null;
  // what stands above, and how long the head is, means nothing
  const end = script.text.indexOf("\n", script.head.end);
  const start = end < 0 ? script.text.length : end + 1;
  const read = (name: string): Ex => ({ op: "step", name: low.elsewhere.get(name) ?? name });
  return {
    kind: "script",
    text: script.text.slice(start),
    at: { ...script.span, start, above: script.text.slice(0, start).split("\n").length - 1 },
    checks: script.checks,
    called: seen.label,
    digest: seen.digest,
    reads: Object.fromEntries([...seen.reads.keys()].map((name) => [name, read(name)])),
    types: seen.types,
    uses: seen.uses.map((one) => ({ op: "step", name: scriptStep(one) })),
  };
}

/** The cells of TypeScript whose exports the steps want. */
export function scriptsOf(steps: readonly Step[], { scripts, seen }: Checked): readonly PlanModule[] {
  if (scripts.size === 0) return [];
  const called = hosts(steps);
  const all = [...(seen.get("")?.functions.values() ?? [])];
  return [...scripts].flatMap(([script, { digest }]): PlanModule[] => {
    const file = scriptStep(script);
    const functions = all.filter(({ name, host }) => host?.file === file && called.has(`${file}:${name}`));
    return functions.length > 0 ? [{ file, digest, functions, at: script.head, script: true }] : [];
  });
}
