// A number with its interval: what `delta` and `compare` give.
import { many } from "../../dsl/tell/count.ts";
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
  const said = decision(estimate);
  const html =
    `<div><b>${escaped(cut(name, 200))}</b> ${escaped(decimals(mean))} ${intervalBar(estimate, { from: -reach, to: reach }, label)} ` +
    `${escaped(between)} <span class="quiet">n = ${n}, ${escaped(chance)}</span></div>${linesHtml([escaped(said), escaped(method)])}`;
  return bundle(`${name}: ${line}\n${said}\n${method}`, { "text/html": page(html) });
}

/** In a sentence: whether the difference is decisive, and what so many items can tell. */
export function decision({ mean, lo, hi, n, p, r, mde, level, decisive }: Estimate): string {
  const inside = lo <= 0 && hi >= 0;
  const facts = `0 is ${inside ? "inside" : "outside"} the ${percent(level)} interval, p ${probability(p).replace(/^(?=\d)/, "= ")}`;
  const pairing = r === null ? "" : `, r = ${r.toFixed(2)}`;
  const verdict = `${decisive ? "decisive" : "not decisive"}: ${facts}, n = ${many(n)}${pairing}`;
  if (mde === 0) return `${verdict}; all items differ alike, so that their spread says nothing`;
  const found = `so many items find ${decimals(mde)} or more with power 80 %`;
  if (decisive || mean === 0) return `${verdict}; ${found}`;
  const more = Math.ceil(n * (mde / mean) ** 2);
  return `${verdict}; ${found}${more > n ? `, and ${decimals(Math.abs(mean))} would take n = ${many(more)}` : ""}`;
}
