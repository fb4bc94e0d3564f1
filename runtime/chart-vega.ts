// The user's own Vega-Lite, merged last: what would reach outside the chart is refused.
import { dataError } from "./problem.ts";
import type { VegaLiteSpec } from "./render.ts";
import type { Json } from "./value.ts";

const OUTSIDE = new Set(["url", "href", "usermeta", "$schema", "__proto__"]);

/** The spec with the user's settings over it: records merge key by key, anything else replaces. Error E702. */
export function merged(spec: VegaLiteSpec, settings: Json): VegaLiteSpec {
  if (!isRecord(settings))
    throw dataError("E204", "vega must be a record", "write vega: { config: { ... } }");
  refuseOutside(settings);
  return merge(spec, settings) as VegaLiteSpec;
}

function merge(base: Json | undefined, over: Json): Json {
  if (!isRecord(base) || !isRecord(over)) return over;
  return {
    ...base,
    ...Object.fromEntries(Object.entries(over).map(([key, value]) => [key, merge(base[key], value)])),
  };
}

function refuseOutside(value: Json): void {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) refuseOutside(item);
  if (!isRecord(value)) return;
  for (const [key, item] of Object.entries(value)) {
    const image = (key === "mark" || key === "type") && item === "image";
    if (OUTSIDE.has(key) || image) throw refused(image ? "image" : key);
    refuseOutside(item);
  }
}

const refused = (key: string): Error =>
  key === "$schema" || key === "__proto__"
    ? dataError("E702", `'${key}' cannot be set in vega`, "charts are Vega-Lite version 5")
    : dataError(
        "E702",
        `'${key}' in vega would make the chart load something from outside`,
        "charts hold their data; remove it",
      );

const isRecord = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
