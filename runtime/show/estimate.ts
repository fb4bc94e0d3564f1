// A number with its interval: what `delta` gives.
import { percent } from "../score-interval.ts";
import type { Estimate } from "../value.ts";
import { bundle, cut, decimals, escaped, type MimeBundle, probability } from "./bundle.ts";
import { linesHtml, page } from "./style.ts";
import { intervalBar } from "./svg.ts";

export function showEstimate(estimate: Estimate, name: string): MimeBundle {
  const { mean, lo, hi, n, p, level, method } = estimate;
  const between = `${percent(level)} [${decimals(lo)}, ${decimals(hi)}]`;
  const chance = `p ${probability(p).replace(/^(?=\d)/, "= ")}`;
  const line = `${decimals(mean)}  ${between}  n = ${n}  ${chance}`;
  // 0, no difference, is always on the scale
  const reach = Math.max(Math.abs(lo), Math.abs(hi), Math.abs(mean), 1e-9) * 1.15;
  const label = `${decimals(mean)}, ${percent(level)} from ${decimals(lo)} to ${decimals(hi)}; 0 is ${lo <= 0 && hi >= 0 ? "inside" : "outside"}`;
  const html =
    `<div><b>${escaped(cut(name, 200))}</b> ${escaped(decimals(mean))} ${intervalBar(estimate, { from: -reach, to: reach }, label)} ` +
    `${escaped(between)} <span class="quiet">n = ${n}, ${escaped(chance)}</span></div>${linesHtml([escaped(method)])}`;
  return bundle(`${name}: ${line}\n${method}`, { "text/html": page(html) });
}
