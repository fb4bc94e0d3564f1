// An explanation and an estimate: aligned text for a terminal, a table for a notebook. Static, escaped, in the page's colours.
import { bundle, counted, escaped, many, type MimeBundle, printable } from "./bundle.ts";
import type { Price } from "../quote.ts";
import type { AskTold, CallTold, Explained, StepTold, Total } from "../told.ts";

/** All steps, and what they take together. */
export function showExplained(told: Explained): MimeBundle {
  return bundle(explainedText(told), { "text/html": explainedHtml(told) });
}

export function explainedText({ steps, total, skipped }: Explained): string {
  const [kinds, names] = [Math.max("total".length, width(steps, "kind")), Math.min(24, width(steps, "id"))];
  const widest = steps.flatMap(({ calls, asks }) => [...calls, ...asks].map(({ what }) => what.length));
  const column = Math.min(56, Math.max(0, ...widest));
  return [
    ...steps.flatMap((step) => stepText(step, kinds, names, column)),
    ...skipped.map((name) => `${name} is skipped: a set it needs is not at hand`),
    ...totalLines(total).map((line, at) => `${at === 0 ? "total" : ""}`.padEnd(kinds + 2) + line),
  ].join("\n");
}

const width = (steps: readonly StepTold[], what: "kind" | "id"): number =>
  Math.max(0, ...steps.map((step) => step[what].length));

function stepText(
  { kind, id, hash, about, calls, asks, problem }: StepTold,
  kinds: number,
  names: number,
  column: number,
) {
  const [first = "", ...more] = about;
  const indent = " ".repeat(kinds + 2);
  return [
    `${kind.padEnd(kinds)}  ${id.padEnd(names)}  ${hash.slice(0, 12)}  ${first}`.trimEnd(),
    ...more.map((line) => `${indent}${line}`),
    ...calls.map((call) => `${indent}${call.what.padEnd(column)}  ${perText(call.per)}: ${timesText(call)}`),
    ...asks.flatMap((ask) => [
      `${indent}${ask.what.padEnd(column)}  ${perText(ask.per)}`,
      ...askLines(ask).map((line) => `${indent}  ${line}`),
    ]),
    ...(problem === null ? [] : [`${indent}cannot be run: ${problem}`]),
  ].map(printable);
}

const perText = (per: readonly string[]): string =>
  per.length === 0 ? "once" : `once per ${per.join(" x ")}`;

const timesText = ({ times, most }: Pick<CallTold, "times" | "most">): string =>
  times === null ? "?" : `${most ? "at most " : ""}${many(times)}`;

function askLines(ask: AskTold): string[] {
  const { prices, waits, most, equal } = ask;
  if (most !== undefined) {
    const bound = most === null ? "how many is not known" : `at most ${counted(most, "call")}`;
    return [waits === null ? bound : `not priced: it waits for the answers of ${waits}; ${bound}`];
  }
  const same = equal > 0 ? [`and ${counted(equal, "call")} equal to one of these`] : [];
  return [...prices.map((price) => priceText(price, prices.length > 1)), ...same, ...refusedLines(ask)];
}

const refusedLines = ({ refused }: AskTold): string[] =>
  refused
    ? [`and ${counted(refused.calls, "call")} that cannot be made, whose rows will fail: ${refused.why}`]
    : [];

function priceText(price: Price, named: boolean): string {
  const { model, calls, cached, promptTokens, outputTokens } = price;
  const split =
    cached === null ? "cached: not known yet" : `${many(cached)} cached, ${many(calls - cached)} new`;
  const tokens = `${many(promptTokens)} prompt and at most ${many(outputTokens)} output tokens`;
  return `${named ? `${model}: ` : ""}${counted(calls, "call")}: ${split}; ${tokens}; ${onText(price)}; ${timeText(price)}`;
}

/** Where it will be computed: the device that took it last, or how the first usable one is looked for. */
const onText = ({ chain, provider }: Price): string =>
  provider === null
    ? `on the first usable of ${chain.join(", ")}`
    : chain.length > 1
      ? `on ${provider} as last time (${chain.join(", else ")})`
      : `on ${provider}`;

const timeText = ({ seconds, cached, calls, provider }: Price): string =>
  cached === calls
    ? "nothing to compute"
    : seconds !== null
      ? `at most ${duration(seconds)}`
      : provider === null
        ? "time unknown before the device is"
        : `time unknown: it never ran on ${provider}`;

/** Seconds as people say them. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** What all runs take together, one line per model. */
export function totalLines({ prices, waiting, refused }: Total): string[] {
  const none = prices.length === 0 && waiting === 0 && refused.length === 0;
  return [
    ...(none ? ["no call to a model"] : prices.map((price) => priceText(price, prices.length > 1))),
    ...(waiting === 0
      ? []
      : [
          waiting === null
            ? "and calls that wait for answers: how many is not known"
            : `and at most ${counted(waiting, "call")} that wait for answers`,
        ]),
    ...(refused.length > 0 ? [`cannot be run: ${refused.join(", ")}; see explain`] : []),
  ];
}

/** Totals alone. */
export function showEstimated({ total }: Explained): MimeBundle {
  const lines = totalLines(total);
  const head = ["model", ...HEAD];
  const rows = total.prices.map((price) => `<tr>${td(price.model)}${priceCells(price)}</tr>`).join("");
  const rest = lines
    .slice(total.prices.length)
    .map((line) => `<div>${escaped(line)}</div>`)
    .join("");
  const table = total.prices.length === 0 ? "" : tableHtml(head, `<tbody>${rows}</tbody>`, 1);
  return bundle(lines.join("\n"), { "text/html": `${table}${rest}` });
}

const HEAD = ["calls", "cached", "new", "prompt tokens", "output, at most", "time, at most", "on"];
const CELL = "padding:3px 12px 3px 0;vertical-align:top";
const MUTED = "opacity:0.7";

const td = (text: string, style = ""): string =>
  `<td style="${CELL};text-align:left;${style}">${escaped(text)}</td>`;
const figure = (text: string): string =>
  `<td style="${CELL};text-align:right;white-space:nowrap">${escaped(text)}</td>`;

/** `left` columns are texts, all others but the last numbers. */
function tableHtml(head: readonly string[], body: string, left: number): string {
  const th = head
    .map((name, at) => {
      const align = at < left || at === head.length - 1 ? "left" : "right";
      return `<th scope="col" style="${CELL};text-align:${align};font-weight:600;border-bottom:1px solid currentColor">${escaped(name)}</th>`;
    })
    .join("");
  return (
    `<div style="overflow-x:auto"><table style="border-collapse:collapse;font-variant-numeric:tabular-nums">` +
    `<thead><tr>${th}</tr></thead>${body}</table></div>`
  );
}

function priceCells(price: Price): string {
  const { calls, cached, promptTokens, outputTokens, seconds, chain, provider } = price;
  const time = cached === calls ? "0 s" : seconds === null ? "unknown" : duration(seconds);
  const on =
    provider === null
      ? `first usable of ${chain.join(", ")}`
      : chain.length > 1
        ? `${provider}, as last time (${chain.join(", else ")})`
        : provider;
  const fresh = cached === null ? null : calls - cached;
  const numbers = [calls, cached, fresh, promptTokens, outputTokens].map((n) => (n === null ? "?" : many(n)));
  return [...[...numbers, time].map(figure), td(on)].join("");
}

function explainedHtml({ steps, total, skipped }: Explained): string {
  const body = steps.map((step) => `<tbody>${stepHtml(step)}</tbody>`).join("");
  const last = totalLines(total)
    .map((line) => `<div>${escaped(line)}</div>`)
    .join("");
  const left = skipped
    .map((name) => `<div>${escaped(name)} is skipped: a set it needs is not at hand</div>`)
    .join("");
  const head = ["what", "once per", "times", ...HEAD];
  return (
    `${tableHtml(head, body, 2)}${left}` +
    `<div style="margin-top:6px;display:flex;gap:12px"><strong>total</strong><div>${last}</div></div>`
  );
}

function stepHtml({ kind, id, hash, about, calls, asks, problem }: StepTold): string {
  const name = id.includes("#") ? "" : ` <strong>${escaped(id)}</strong>`;
  const facts = about.map((line) => `<span style="margin-left:12px">${escaped(line)}</span>`).join("");
  const top =
    "padding:8px 0 2px 0;text-align:left;font-weight:normal;border-top:1px solid rgba(128,128,128,0.35)";
  return [
    `<tr><th scope="rowgroup" colspan="10" style="${top}"><span style="${MUTED}">${kind}</span>${name} ` +
      `<code style="${MUTED};background:none;font-size:85%">${hash.slice(0, 12)}</code>${facts}</th></tr>`,
    ...calls.map(callHtml),
    ...asks.flatMap(askHtml),
    ...(problem === null ? [] : [`<tr>${noteHtml(`cannot be run: ${problem}`)}</tr>`]),
  ].join("");
}

const noteHtml = (text: string): string =>
  `<td colspan="10" style="${CELL};padding-left:16px;text-align:left">${escaped(text)}</td>`;

const whatHtml = (what: string, strong: boolean): string =>
  `<td style="${CELL};padding-left:16px;text-align:left;max-width:34em;overflow-wrap:anywhere">` +
  `<code style="background:none;${strong ? "font-weight:600" : ""}">${escaped(what)}</code></td>`;

const callHtml = (call: CallTold): string =>
  `<tr>${whatHtml(call.what, false)}${td(call.per.join(" × ") || "program")}${figure(timesText(call))}<td colspan="7"></td></tr>`;

function askHtml(ask: AskTold): string[] {
  const head = `${whatHtml(ask.what, true)}${td(ask.per.join(" × ") || "program")}`;
  if (ask.prices.length === 0)
    return [
      `<tr>${head}<td></td><td colspan="7" style="${CELL};text-align:left">${escaped(askLines(ask).join("; "))}</td></tr>`,
    ];
  const several = ask.prices.length > 1;
  const rows = ask.prices.map((price, at) => {
    const lead = at === 0 ? head : "<td></td><td></td>";
    return `<tr>${lead}${several ? td(price.model) : "<td></td>"}${priceCells(price)}</tr>`;
  });
  const equal = ask.equal > 0 ? [`and ${counted(ask.equal, "call")} equal to one of these`] : [];
  return [...rows, ...[...equal, ...refusedLines(ask)].map((note) => `<tr>${noteHtml(note)}</tr>`)];
}
