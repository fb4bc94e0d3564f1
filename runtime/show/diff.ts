// The difference of two plans as aligned text.
import type { Change, Difference } from "../../dsl/plan/diff.ts";
import type { Count, Usable } from "../usable.ts";
import { counted, many, printable } from "./bundle.ts";

/** Every change in a line, what differs below it, then what becomes of the answers. */
export function diffText(changes: readonly Change[], answers: readonly Usable[]): string {
  const [kinds, names] = [width(changes, "kind"), width(changes, "id")];
  const lines = changes.flatMap((change) => [
    `${change.kind.padEnd(kinds)}  ${change.id.padEnd(names)}  ${told(change)}`.trimEnd(),
    ...change.differences.map((one) => `${" ".repeat(kinds + 2)}${different(one)}`),
  ]);
  return [...(lines.length === 0 ? ["the plans are equal"] : lines), ...answers.map(usableText)]
    .map(printable)
    .join("\n");
}

const width = (changes: readonly Change[], what: "kind" | "id"): number =>
  Math.max(0, ...changes.map((change) => change[what].length));

function told({ change, was, because, differences }: Change): string {
  const name = was === null ? "" : change === "renamed" ? `, was '${was}'` : `, and renamed: was '${was}'`;
  const cause = change === "changed" && differences.length === 0 ? ` because of ${because.join(", ")}` : "";
  return `${change}${name}${cause}`;
}

/** Characters of a text on each side of a difference. */
const BEFORE = 16;
const LONG = 48;

function different({ what, before, after }: Difference): string {
  if (before === null) return `${what}: new, ${part(after ?? "", 0)}`;
  if (after === null) return `${what}: gone, was ${part(before, 0)}`;
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  const from = Math.max(0, same - BEFORE);
  return `${what}: ${part(before, from)} → ${part(after, from)}`;
}

/** A stretch of a text, with a mark where it was cut. */
function part(text: string, from: number): string {
  const whole = text.length - from <= LONG && from < BEFORE;
  const start = whole ? 0 : from;
  const cut = text.slice(start, start + LONG + (whole ? BEFORE : 0));
  const end = start + cut.length < text.length ? "…" : "";
  return `${start > 0 ? "…" : ""}${cut.replaceAll("\n", "⏎")}${end}` || '""';
}

function usableText({ run, before, after, same, waits }: Usable): string {
  const said = (count: Count | null): string =>
    count === null ? "none known" : `${counted(count.calls, "call")}, ${many(count.cached)} cached`;
  const usable =
    after === null ? "" : `; ${many(same.calls)} the same, ${many(same.cached)} of them answered`;
  const more = waits === null ? "" : `; more calls wait for the answers of ${waits}`;
  return `answers of ${run}: before ${said(before)}; after ${said(after)}${usable}${more}`;
}
