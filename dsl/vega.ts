// What a chart's `vega` may not set, wherever it stands: the checker looks at what is written out, the chart at every value.

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
