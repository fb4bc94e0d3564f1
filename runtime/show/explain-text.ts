// An explanation and an estimate as aligned text, for a terminal and for readers without pictures.
import { counted, many, printable } from "./bundle.ts";
import type { Price } from "../quote.ts";
import type { AskTold, CallTold, Explained, StepTold, Total } from "../told.ts";

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

export const timesText = ({ times, most }: Pick<CallTold, "times" | "most">): string =>
  times === null ? "?" : `${most ? "at most " : ""}${many(times)}`;

export function askLines(ask: AskTold): string[] {
  const { prices, waits, most, equal } = ask;
  if (most !== undefined) {
    const bound = most === null ? "how many is not known" : `at most ${counted(most, "call")}`;
    return [waits === null ? bound : `not priced: it waits for the answers of ${waits}; ${bound}`];
  }
  const same = equal > 0 ? [`and ${counted(equal, "call")} equal to one of these`] : [];
  return [...prices.map((price) => priceText(price, prices.length > 1)), ...same, ...refusedLines(ask)];
}

export const refusedLines = ({ refused }: AskTold): string[] =>
  refused
    ? [`and ${counted(refused.calls, "call")} that cannot be made, whose rows will fail: ${refused.why}`]
    : [];

/** `least`: there may be more of them. */
export function priceText(price: Price, named: boolean, least = false): string {
  const { model, calls, cached, promptTokens, outputTokens, encodes } = price;
  const split =
    cached === null ? "cached: not known yet" : `${many(cached)} cached, ${many(calls - cached)} new`;
  const prompts = promptTokens === null ? "its own count of prompt" : `${many(promptTokens)} prompt`;
  const tokens = encodes
    ? counted(promptTokens ?? 0, "token")
    : outputTokens === null
      ? "no tokens"
      : `${prompts} and at most ${many(outputTokens)} output tokens`;
  return `${named ? `${model}: ` : ""}${least ? "at least " : ""}${counted(calls, encodes ? "text" : "call")}: ${split}; ${tokens}; ${onText(price)}; ${timeText(price)}`;
}

/** Where it will be computed: the device that took it last, or how the first usable one is looked for. */
const onText = ({ chain, provider }: Price): string =>
  provider === null
    ? `on the first usable of ${chain.join(", ")}`
    : chain.length > 1
      ? `on ${provider} as last time (${chain.join(", else ")})`
      : `on ${provider}`;

const timeText = ({ seconds, cached, calls, provider, outputTokens }: Price): string =>
  cached === calls
    ? "nothing to compute"
    : seconds !== null
      ? `${outputTokens === null ? "about" : "at most"} ${duration(seconds)}`
      : outputTokens === null
        ? "as fast as its function"
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
