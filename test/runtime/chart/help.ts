// Charts of small scores and tables, and the two checks every spec must pass.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";
import { expect } from "vitest";
import { type Drawing, bar, line } from "../../../runtime/chart.ts";
import { spec } from "../../../runtime/chart-spec.ts";
import { readyToDraw, render, type VegaLiteSpec } from "../../../runtime/render.ts";
import type { Json, Row, Score, Value } from "../../../runtime/value.ts";
import { grid, reach, scored } from "../score/help.ts";

await readyToDraw();

const require = createRequire(import.meta.url);
const schema = JSON.parse(
  readFileSync(require.resolve("vega-lite-v5/build/vega-lite-schema.json"), "utf8"),
) as object;
const validator: ValidateFunction = new Ajv({ strict: false, logger: false }).compile(schema);

/** Two arms, three budgets, forty items. */
export const quality = (by: readonly string[] = ["arm", "budget"]): Score =>
  scored(grid({ items: 40, arms: ["plain", "outlined"], budgets: [128, 256, 512] }), gain, { by });

function gain(row: Row): number {
  const noise = (((row["item"] as number) * 7919) % 100) / 250;
  return (
    0.15 + noise + Math.log2((row["budget"] as number) / 128) * 0.08 + (row["arm"] === "outlined" ? 0.11 : 0)
  );
}

export function chart(
  mark: "bar" | "line",
  of: Value,
  args: { readonly [name: string]: Value },
  options: Drawing["options"] = {},
) {
  const { reach: given, notes } = reach();
  const drawing = (mark === "bar" ? bar : line).run({ of, ...args }, given) as unknown as Drawing;
  return { drawing: { ...drawing, options }, notes };
}

/** The spec, valid by the Vega-Lite v5 schema, and its SVG. */
export function drawn(drawing: Drawing): { readonly spec: VegaLiteSpec; readonly svg: string } {
  const made = spec(drawing);
  expect(validator(made) ? [] : validator.errors).toEqual([]);
  return { spec: made, svg: render(made) };
}

export const at = (spec: VegaLiteSpec, ...path: (string | number)[]): Json =>
  path.reduce<Json>((value, key) => ((value as { readonly [key: string]: Json })[key] ?? null) as Json, spec);
