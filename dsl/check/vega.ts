// What a chart's `vega` may not set, wherever it stands: the checker looks at what is written out, the chart at every value.
import type { Prop } from "../syntax/ast.ts";
import type { Env } from "../infer/env.ts";
import { constant } from "../names/scope.ts";

/** Keys that name something to load. */
export const LOADS: ReadonlySet<string> = new Set(["url", "href"]);
/** Keys that would run expressions, or that say what the file is. */
export const FIXED: ReadonlySet<string> = new Set([
  "expr",
  "labelExpr",
  "signal",
  "signals",
  "params",
  "usermeta",
  "$schema",
]);

/** E702 for keys of a literal `vega` record that are refused wherever they stand. */
export function checkVega(prop: Prop, env: Env): void {
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      if (LOADS.has(key) || FIXED.has(key))
        env.report("E702", prop.value.span, { key, loads: LOADS.has(key) });
      else visit(item);
    }
  };
  visit(constant(prop.value));
}
