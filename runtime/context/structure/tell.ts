// The ways in which alibaba/struxgpt writes a structure into a prompt: seven heads, three bodies (struxgpt_base.py).
import { squeezed } from "../../text/squeezed.ts";
import type { Aspect, Tree } from "../../value.ts";

const HEADS: readonly ((scope: string, aspects: string) => string)[] = [
  (scope) => `${capital(scope)}.`,
  (scope) => `About ${scope}:`,
  (scope, aspects) => `${capital(scope)} involves ${aspects}:`,
  (scope) => `${capital(scope)} involves several aspects:`,
  (scope) => `${capital(scope)} involves several main aspects with corresponding descriptive statements:`,
  (scope) => `This passage talks about ${scope}, involving several aspects:`,
  () => "",
];

const BODIES: readonly ((aspect: Aspect, at: number) => readonly string[])[] = [
  (aspect, at) => [
    `${at + 1}. ${squeezed(aspect.name)}`,
    ...inOrder(aspect).map((line, d) => `    ${at + 1}.${d + 1}. ${squeezed(line)}`),
  ],
  (aspect, at) => [`${at + 1}. ${titled(aspect)}: ${merged(aspect)}`],
  (aspect) => [`**${titled(aspect)}**: ${merged(aspect)}`],
];

export const heads = HEADS.length;
export const bodies = BODIES.length;

/**
 * A tree with head `head` and body `body`. Of the scope and of names one mark at the end is dropped, and [ ] - _ ` wherever they stand;
 * descriptions get a capital, and a full stop where no mark ends them. Aspects below others are told as part of those.
 */
export function toldAs({ scope, aspects }: Tree, head: number, body: number): string {
  const of = bareName(squeezed(scope), false);
  const names = aspects.map(({ name }) => bareName(squeezed(name), true)).join(", ");
  return [
    HEADS[head]?.(of, names) ?? "",
    ...aspects.flatMap((aspect, at) => BODIES[body]?.(aspect, at) ?? []),
  ].join("\n");
}

const titled = ({ name }: Aspect): string => capital(bareName(squeezed(name), true));
const merged = (aspect: Aspect): string =>
  capital(
    inOrder(aspect)
      .map((line) => capital(ended(squeezed(line))))
      .join(" "),
  );

// Python's string.punctuation and the marks of Chinese that the repository adds
const MARKS = new Set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~。，？：；！、【】｜");
/** Marks at the end that belong to what stands before them. */
const CLOSING = new Set(">】’”)}]\\'\"");

function bareName(text: string, lower: boolean): string {
  const last = text.slice(-1); // all marks are one unit long
  const cut = MARKS.has(last) && !CLOSING.has(last) ? text.slice(0, -last.length) : text;
  return (lower ? small(cut) : cut).replaceAll(/[[\]\-_`]/g, "").trim();
}

/** The first letter small, where the rest of the first word is: names in capitals stay as they are. */
function small(text: string): string {
  const [first = ""] = text.split(" ");
  const rest = first.slice(1);
  return rest === rest.toLowerCase() ? text.slice(0, 1).toLowerCase() + text.slice(1) : text;
}

const ended = (line: string): string => (line === "" || MARKS.has(line.slice(-1)) ? line : `${line}.`);
const capital = (text: string): string => text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());

/** The descriptions of an aspect and of those below it: in the order of the text where ranges tell it, else those below last. */
function inOrder(aspect: Aspect): readonly string[] {
  const all = numbered(aspect, new Set());
  return (
    all.every(([number]) => number !== null) ? all.toSorted(([a], [b]) => (a ?? 0) - (b ?? 0)) : all
  ).map(([, line]) => line);
}

/** Each description with the number of its sentence, as `readV2` gave them out; null where the ranges do not tell. */
function numbered(aspect: Aspect, told: Set<number>): (readonly [number | null, string])[] {
  const below = (aspect.aspects ?? []).flatMap((one) => numbered(one, told));
  const { range, descriptions } = aspect;
  const free = range
    ? Array.from({ length: range[1] - range[0] + 1 }, (_, at) => range[0] + at).filter((n) => !told.has(n))
    : [];
  const known = free.length === descriptions.length;
  if (known) for (const number of free) told.add(number);
  return [...descriptions.map((line, at) => [known ? (free[at] ?? null) : null, line] as const), ...below];
}
