// An explanation and an estimate for a notebook: the steps as a picture, then each with what it takes.
import type { Price } from "../quote.ts";
import type { AskTold, CallTold, Explained, StepTold } from "../told.ts";
import { fitting, halves } from "./bound.ts";
import { bundle, counted, cut, escaped, many, type MimeBundle } from "./bundle.ts";
import { askLines, duration, explainedText, refusedLines, timesText, totalLines } from "./explain-text.ts";
import { graphHtml, type Node } from "./graph.ts";
import { HTML } from "./sheet.ts";
import { linesHtml, page, scroll } from "./style.ts";

const STEPS = 200;
const LONG = 500;

/** All steps, and what they take together. */
export function showExplained(told: Explained): MimeBundle {
  const html = fitting(halves(Math.min(STEPS, told.steps.length)), HTML, (most) =>
    page(explainedHtml(told, most)),
  );
  return bundle(explainedText(told), { "text/html": html });
}

/** Totals alone, below the picture of what they are of. */
export function showEstimated({ steps, total }: Explained): MimeBundle {
  const lines = totalLines(total);
  const rows = total.prices
    .map((price) => `<tr><th scope="row" align="left">${escaped(price.model)}</th>${priceCells(price)}</tr>`)
    .join("");
  const rest = lines.slice(total.prices.length).map((line) => `<div>${escaped(cut(line, LONG))}</div>`);
  const table =
    total.prices.length === 0
      ? ""
      : tableHtml("what it would take", ["model", ...HEAD], `<tbody>${rows}</tbody>`, 1);
  return bundle(lines.join("\n"), { "text/html": page(`${graphOf(steps)}${table}${rest.join("")}`) });
}

const HEAD = ["calls", "cached", "new", "prompt tokens", "output, at most", "time, at most", "on"];
const COLUMNS = HEAD.length + 3;
const NO_BREAK = "\u00a0";

/** What is computed: statements that only look at it are in the table. */
const graphOf = (steps: readonly StepTold[]): string =>
  graphHtml(steps.filter(({ kind }) => kind !== "show").map(nodeOf));

function nodeOf({ step, id, kind, needs, asks, problem }: StepTold): Node {
  const calls = asks.flatMap(({ prices }) => prices).reduce((sum, price) => sum + price.calls, 0);
  const waits = asks.some(({ prices, most }) => prices.length === 0 && most !== undefined);
  const told =
    calls > 0 ? `${counted(calls, "call")}${waits ? " and more" : ""}` : waits ? "calls not known yet" : "";
  return { key: step, id, kind, needs, told, refused: problem !== null };
}

const td = (text: string): string => `<td>${escaped(cut(text, LONG))}</td>`;
const figure = (text: string): string => `<td align="right">${escaped(text)}</td>`;

/** `left` columns are texts, all others but the last numbers. */
function tableHtml(caption: string, head: readonly string[], body: string, left: number): string {
  const th = head.map(
    (name, at) =>
      `<th scope="col" align="${at < left || at === head.length - 1 ? "left" : "right"}">${escaped(name)}</th>`,
  );
  const table = `<table><caption>${escaped(caption)}</caption><thead><tr>${th.join("")}</tr></thead>${body}</table>`;
  return scroll(caption, true, table);
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
  const numbers = [calls, cached, fresh].map((n) => (n === null ? "?" : many(n)));
  const tokens = [promptTokens, outputTokens].map((n) =>
    n !== null ? many(n) : outputTokens === null ? "none" : "?",
  );
  return [...[...numbers, ...tokens, time].map(figure), td(on)].join("");
}

function explainedHtml({ steps, total, skipped }: Explained, most: number): string {
  const body = steps
    .slice(0, most)
    .map((step) => `<tbody>${stepHtml(step)}</tbody>`)
    .join("");
  const left = steps.length > most ? [`… ${counted(steps.length - most, "more step")}`] : [];
  const skips = skipped
    .slice(0, 20)
    .map((name) => `${escaped(cut(name, 60))} is skipped: a set it needs is not at hand`);
  const more = skipped.length > 20 ? [`… ${counted(skipped.length - 20, "more name")} skipped`] : [];
  const last = totalLines(total).map((line) => `<li>${escaped(cut(line, LONG))}</li>`);
  return (
    `${graphOf(steps)}${tableHtml("the plan", ["what", `once${NO_BREAK}per`, "times", ...HEAD], body, 2)}` +
    `${linesHtml([...left, ...skips, ...more])}<div><b>total</b><ul>${last.join("")}</ul></div>`
  );
}

function stepHtml({ kind, id, hash, about, calls, asks, problem }: StepTold): string {
  const name = id.includes("#") ? "" : ` <b>${escaped(cut(id, 60))}</b>`;
  const facts = about.map((line) => `; ${escaped(cut(line, LONG))}`).join("");
  return [
    `<tr><th scope="rowgroup" align="left" colspan="${COLUMNS}"><span class="quiet">${kind}</span>${name} <code>${hash.slice(0, 12)}</code>${facts}</th></tr>`,
    ...calls.map(callHtml),
    ...asks.flatMap(askHtml),
    ...(problem === null ? [] : [`<tr>${noteHtml(`✗ cannot be run: ${problem}`)}</tr>`]),
  ].join("");
}

const noteHtml = (text: string): string =>
  `<td colspan="${COLUMNS}" class="in">${escaped(cut(text, LONG))}</td>`;

const whatHtml = (what: string): string => `<td class="in"><code>${escaped(cut(what, LONG))}</code></td>`;

const perText = (per: readonly string[]): string => per.join(" × ").replaceAll(" ", NO_BREAK) || "program";

const callHtml = (call: CallTold): string =>
  `<tr>${whatHtml(call.what)}${td(perText(call.per))}${figure(timesText(call))}<td colspan="${HEAD.length}"></td></tr>`;

function askHtml(ask: AskTold): string[] {
  const head = `${whatHtml(ask.what)}${td(perText(ask.per))}`;
  if (ask.prices.length === 0)
    return [
      `<tr>${head}<td></td><td colspan="${HEAD.length}">${escaped(askLines(ask).join("; "))}</td></tr>`,
    ];
  const several = ask.prices.length > 1;
  const rows = ask.prices.map((price, at) => {
    const lead = at === 0 ? head : "<td></td><td></td>";
    return `<tr>${lead}${several ? td(price.model) : "<td></td>"}${priceCells(price)}</tr>`;
  });
  const equal = ask.equal > 0 ? [`and ${counted(ask.equal, "call")} equal to one of these`] : [];
  return [...rows, ...[...equal, ...refusedLines(ask)].map((note) => `<tr>${noteHtml(note)}</tr>`)];
}
