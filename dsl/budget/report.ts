// What is said about budgets: over the window, a hole without a limit, and why something could not be checked.
import type { Asked, Refused, Unchecked } from "./asks.ts";
import type { Held, Sum } from "./sum.ts";
import { unwritten } from "./behind.ts";
import type { Amount } from "./terms.ts";
import type { Expr } from "../syntax/ast.ts";
import type { Fix, Report } from "../tell/diagnostic.ts";
import type { Params } from "../tell/messages.ts";
import type { Source, Span } from "../source.ts";

/** An ask with the tokens of its parts. */
export interface Weighed extends Asked {
  readonly sum: Sum;
}

export interface Reporter {
  readonly unchecked: Unchecked;
  readonly refused: Refused;
  readonly all: (weighed: readonly Weighed[]) => void;
}

/** Tells each thing once, however many arms and models lead to it. */
export function reporter(source: Source, report: Report): Reporter {
  const said = new Set<string>();
  const once = (key: string, tell: () => void): void => {
    if (!said.has(key)) tell();
    said.add(key);
  };
  return {
    unchecked: (at, what, why, by = null) =>
      once(`I201 ${at.cell} ${at.start} ${what}`, () => report("I201", at, { what, why, by })),
    refused: (at, { code, ...said }) => once(`${code} ${at.cell} ${at.start}`, () => report(code, at, said)),
    all(weighed) {
      for (const { ask, output, outputAt } of weighed)
        if (!output)
          once(`I203 ${ask.span.cell} ${ask.span.start}`, () =>
            report("I203", (outputAt ?? ask.with).span, { set: outputAt !== null }),
          );
      const judged = weighed.map(judge);
      for (const over of worst(judged.flatMap(({ over }) => over)))
        report("E301", over.at, over.params, over.fixes);
      for (const hole of holes(
        judged.flatMap(({ unbounded }) => unbounded),
        source,
      ))
        report("W201", hole.at, hole.params, hole.fixes);
      for (const { close } of judged)
        if (close) once(`I202 ${close.prompt} ${close.model}`, () => report("I202", close.at, close));
    },
  };
}

export const most = (amounts: readonly Amount[] | null): number | null =>
  amounts && Math.max(...amounts.map(({ value }) => value));

interface Over {
  readonly at: Span;
  readonly params: Params["E301"];
  readonly fixes: readonly Fix[];
  readonly by: number;
}
interface Unbounded {
  readonly weighed: Weighed;
  readonly held: Held;
  /** Tokens that the window leaves for it; null where nothing is left. */
  readonly room: number | null;
}
interface Judged {
  readonly over: readonly Over[];
  readonly unbounded: readonly Unbounded[];
  readonly close: (Params["I202"] & { readonly at: Span }) | null;
}

const total = (held: readonly Held[]): number => held.reduce((sum, { tokens }) => sum + (tokens ?? 0), 0);
const isRows = ({ limit }: Held): boolean => limit.kind === "rows";
const isMost = ({ limit }: Held): boolean => limit.kind === "most";

/** Whether one case fits, and what to blame where it does not. */
function judge(weighed: Weighed): Judged {
  const { window, output, sum, prompt, model, ask } = weighed;
  const held = sum.held.filter(({ tokens }) => tokens !== null);
  const rows = held.filter(isRows);
  const packed = held.filter(isMost);
  const least = sum.written + (most(output) ?? 0) + total(held.filter((one) => !isRows(one) && !isMost(one)));
  // rows that no cutting of the rest makes fit
  const large = least > window ? [] : rows.filter((one) => least + total([one]) > window);
  const needs = least + total(packed) + total(rows.filter((one) => !large.includes(one)));
  const longest = rows.toSorted((a, b) => total([b]) - total([a]))[0];
  const spread = needs > window && packed.length === 0 && least <= window && longest ? [longest] : [];
  const loose = [...sum.open, ...(least > window ? [] : [...large, ...spread])];
  const left = window - needs + total(spread) - sum.joins;
  const room = left >= loose.length ? Math.floor(left / Math.max(1, loose.length)) : null;
  const over = needs > window && spread.length === 0 ? overs(weighed, needs, packed, large) : [];
  const close = over.length === 0 && loose.length === 0 && needs + sum.joins > window;
  return {
    over,
    unbounded: loose.map((one) => ({ weighed, held: one, room })),
    close: close
      ? {
          at: ask.prompt.span,
          prompt: prompt.name.text,
          model: model.name.text,
          left: window - needs,
          joins: sum.joins,
        }
      : null,
  };
}

/** One problem for each number that makes a prompt too long: those of the hole that takes most. */
function overs(
  weighed: Weighed,
  needs: number,
  packed: readonly Held[],
  large: readonly Held[],
): readonly Over[] {
  const cause = packed.toSorted((a, b) => total([b]) - total([a]))[0];
  const { window, outputAt, prompt } = weighed;
  if (!cause || cause.limit.kind !== "most") {
    const at = outputAt?.span ?? prompt.name.span;
    const less = needs - window + weighed.sum.joins;
    const fixes = outputAt ? lowered(outputAt, less, []) : [];
    const lower = fixes[0] ? `lower max_tokens to ${fixes[0].text}` : "lower max_tokens";
    const hint =
      weighed.output === unwritten
        ? "shorten the prompt, or the text that is weighed"
        : `${lower}, or shorten the prompt`;
    return [{ at, params: params(weighed, large, null, needs, null, hint), fixes, by: needs - window }];
  }
  const { at: argument } = cause.limit;
  return cause.amounts.flatMap(([amount, tokens]): Over[] => {
    const can = needs - total([cause]) + tokens;
    if (can <= window) return [];
    const { axis } = amount;
    const same = packed.filter(({ amounts }) => amounts.some(([one]) => axis && one.axis?.at === axis.at));
    const excess = can - window + weighed.sum.joins;
    // where rows are shorter than the number, it has to go below them first
    const less = amount.value - tokens + Math.ceil(excess / Math.max(1, same.length));
    const others = cause.amounts.map(([one]) => one.axis?.number);
    const fixes = lowered(axis?.at ?? argument, axis && !isPlus(argument) ? null : less, others);
    const hint = advice(argument, amount, less, fixes);
    return [
      {
        at: (axis?.at ?? argument).span,
        params: params(weighed, large, [cause, tokens], can, amount, hint),
        fixes,
        by: can - window,
      },
    ];
  });
}

/** `len`, `len - 64`: one less of the axis is one token less. */
const isPlus = (expr: Expr): boolean =>
  expr.kind === "Ref" ||
  (expr.kind === "Binary" && (expr.op === "+" || (expr.op === "-" && expr.left.kind !== "Num")));

function lowered(at: Expr, less: number | null, others: readonly (number | undefined)[]): readonly Fix[] {
  if (at.kind !== "Num" || less === null) return [];
  const value = at.value - less;
  if (value < 1 || others.includes(value)) return [];
  return [{ title: `write ${value}`, span: at.span, text: String(value) }];
}

/** Rounded up to tens, as a person would write it. */
const tens = (tokens: number): number => Math.ceil(tokens / 10) * 10;

function advice(argument: Expr, { axis }: Amount, less: number, fixes: readonly Fix[]): string {
  const [fix] = fixes;
  if (!axis) return fix ? `lower it to ${fix.text}` : `lower it by ${tens(less)}`;
  return argument.kind === "Ref" && argument.name.text === axis.name
    ? `lower ${axis.name}, or pack(${axis.name} - ${tens(less)})`
    : `lower ${axis.name}`;
}

/** The sum in words: holes, fixed text, output. */
function params(
  { sum, output, prompt, model, window }: Weighed,
  without: readonly Held[],
  cause: readonly [Held, number] | null,
  needs: number,
  amount: Amount | null,
  hint: string,
): Params["E301"] {
  const counted = sum.held.filter((one) => one.tokens !== null && !without.includes(one));
  const parts = [
    ...counted.map((one) => [one === cause?.[0] ? cause[1] : (one.tokens ?? 0), one.hole.name] as const),
    [sum.written, "fixed text"] as const,
    [most(output) ?? 0, "output"] as const,
  ];
  return {
    prompt: prompt.name.text,
    parts: parts.filter(([tokens]) => tokens > 0),
    total: needs,
    model: model.name.text,
    window,
    counted: null,
    axis: amount?.axis ? `${amount.axis.name} = ${amount.axis.number}` : null,
    hint,
  };
}

/** Of all that is said at one place, what is furthest over. */
function worst(all: readonly Over[]): readonly Over[] {
  const found = new Map<string, Over>();
  for (const one of all) {
    const key = `${one.at.cell} ${one.at.start}`;
    const before = found.get(key);
    if (!before || one.by > before.by) found.set(key, one);
  }
  return [...found.values()];
}

interface Told {
  readonly at: Span;
  readonly params: Params["W201"];
  readonly fixes: readonly Fix[];
}

/** Each hole once for each reason: with the longest row of all its arguments, the least room of all its cases, a fix for each argument. */
function holes(all: readonly Unbounded[], source: Source): readonly Told[] {
  const groups = new Map<string, Unbounded[]>();
  for (const one of all) {
    const { hole, limit } = one.held;
    const why = limit.kind === "open" ? limit.why : null;
    const key = `${one.weighed.prompt.name.text} ${quoted(hole.span, hole.name, source)} ${why ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group): Told[] => {
    const [first] = group;
    if (!first) return [];
    const { hole, limit } = first.held;
    const rooms = group.map(({ room }) => room);
    const room = rooms.includes(null) ? null : rounded(Math.min(...rooms.map((one) => one ?? 0)));
    const rows = group.flatMap(({ held }) => (held.tokens === null ? [] : [held.tokens]));
    return [
      {
        at: (hole.argument ?? hole).span,
        params: {
          hole: quoted(hole.span, hole.name, source),
          longest: rows.length > 0 ? Math.max(...rows) : null,
          cut: group.some(({ held }) => held.limit.kind === "rows" && held.limit.longest.cut === true),
          why: limit.kind === "open" ? limit.why : null,
          room,
          model: first.weighed.model.name.text,
          packs: hole.argument !== null,
        },
        fixes: room === null ? [] : mends(group, room, source),
      },
    ];
  });
}

const rounded = (tokens: number): number => (tokens > 100 ? Math.floor(tokens / 10) * 10 : tokens);

/** `|> pack(n)` after each argument; outside the run it has to say whose tokens are counted. */
function mends(group: readonly Unbounded[], room: number, source: Source): readonly Fix[] {
  const found = new Map<string, Fix>();
  for (const { held, weighed } of group) {
    const { argument } = held.hole;
    if (!argument) continue;
    const { span } = argument;
    const { run, named } = weighed;
    const inside = span.cell === run.span.cell && span.start >= run.span.start && span.end <= run.span.end;
    // what the model is called in the file of the run, another file need not know
    if (!inside && source.cells[span.cell]?.file !== source.cells[named.cell]?.file) continue;
    const model = source.cells[named.cell]?.text.slice(named.start, named.end) ?? "";
    const pack = inside ? `|> pack(${room})` : `|> pack(${room}, tokenizer: ${model})`;
    found.set(`${span.cell} ${span.end}`, {
      title: `add ${pack} to ${shortened(source.cells[span.cell]?.text.slice(span.start, span.end) ?? "")}`,
      span: { ...span, start: span.end },
      text: ` ${pack}`,
    });
  }
  return [...found.values()];
}

const shortened = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 18)} … ${line.slice(-18)}` : line;
};

/** A hole as it is written, or its name where that is long. */
function quoted(span: Span, name: string, source: Source): string {
  const text = source.cells[span.cell]?.text.slice(span.start, span.end) ?? "";
  return text.startsWith("{{") && text.length <= 48 && !text.includes("\n") ? text : `'${name}'`;
}
