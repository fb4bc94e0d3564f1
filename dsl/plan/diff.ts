// Two plans compared: which steps are new, gone, renamed or changed, and what in them. Pure; hashes decide, words explain.
import { own } from "../own.ts";
import type { Ex, Plan, PlanItem, Step } from "./plan.ts";
import { type Manner, say } from "./say.ts";

/** Something in a step that reads otherwise; null: it is not there. */
export interface Difference {
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}
export interface Change {
  readonly change: "new" | "gone" | "renamed" | "changed";
  readonly kind: Step["kind"];
  readonly id: string;
  /** The name it had, where that was another. */
  readonly was: string | null;
  readonly differences: readonly Difference[];
  /** What it rests on that changed, where nothing in it did: its results are other ones all the same. */
  readonly because: readonly string[];
}

interface Pair {
  readonly before: Step;
  readonly after: Step;
}

/**
 * Changes in the order of the later plan, steps that are gone at the end. A step is the same one if it has the same name,
 * or else the same hash: what computes the same under another name is renamed. Steps without a name go by their order.
 */
export function planChanges(before: Plan, after: Plan, manner: Manner): Change[] {
  const pairs = paired(before.steps, after.steps);
  const names = new Map(pairs.map(({ before: a, after: b }) => [a.id, b.id]));
  const old = { ...manner, called: (id: string) => names.get(id) ?? id };
  const found = new Map(pairs.map((pair) => [pair.after, pair]));
  const changes: Change[] = [];
  const moved = new Set<string>();
  for (const step of after.steps) {
    const pair = found.get(step);
    const change = pair ? changed(pair, old, manner, moved) : plain("new", step);
    if (change && change.change !== "renamed") moved.add(step.id);
    if (change) changes.push(change);
  }
  const left = new Set(pairs.map((pair) => pair.before));
  return [...changes, ...before.steps.filter((step) => !left.has(step)).map((step) => plain("gone", step))];
}

const plain = (change: "new" | "gone", { kind, id }: Step): Change => ({
  change,
  kind,
  id,
  was: null,
  differences: [],
  because: [],
});

const nameless = ({ id }: Step): boolean => id.includes("#");

/** Who is whom: by kind and name, then by kind and hash, then steps without a name by kind in their order. */
function paired(before: readonly Step[], after: readonly Step[]): Pair[] {
  const pairs: Pair[] = [];
  const rules: readonly ((a: Step, b: Step) => boolean)[] = [
    (a, b) => !nameless(a) && a.id === b.id,
    (a, b) => a.hash === b.hash,
    (a, b) => nameless(a) && nameless(b),
  ];
  const [left, right] = [new Set(before), new Set(after)];
  for (const same of rules)
    for (const b of right) {
      const a = [...left].find((one) => one.kind === b.kind && same(one, b));
      if (!a) continue;
      pairs.push({ before: a, after: b });
      left.delete(a);
      right.delete(b);
    }
  return pairs;
}

function changed(
  { before, after }: Pair,
  old: Manner,
  manner: Manner,
  moved: ReadonlySet<string>,
): Change | null {
  const { kind, id } = after;
  const was = before.id === id || nameless(after) ? null : before.id;
  if (before.hash === after.hash)
    return was === null ? null : { change: "renamed", kind, id, was, differences: [], because: [] };
  const differences = differing(facets(before, old), facets(after, manner));
  const needs = after.needs.filter((need) => moved.has(need));
  // shapes and operators count by what they are, which no word of the step tells
  const because =
    differences.length > 0 ? [] : needs.length > 0 ? needs : ["a shape, or another version of an operator"];
  return { change: "changed", kind, id, was, differences, because };
}

/** What a step says, by what it is called. */
type Facets = ReadonlyMap<string, string>;

function differing(before: Facets, after: Facets): Difference[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((what) => {
    const [a, b] = [before.get(what) ?? null, after.get(what) ?? null];
    return a === b ? [] : [{ what, before: a, after: b }];
  });
}

type Line = readonly [what: string, said: string];
type Rule<K extends Step["kind"]> = (step: Extract<Step, { kind: K }>, manner: Manner) => readonly Line[];

const options = (of: { readonly [name: string]: Ex }, manner: Manner, at = ""): Line[] =>
  Object.entries(of).map(([name, value]) => [`${at}${name}`, say(value, manner)]);
const one = (what: string, ex: Ex | null, manner: Manner): Line[] => (ex ? [[what, say(ex, manner)]] : []);
const value = (step: { readonly value: Ex | null }, manner: Manner): Line[] =>
  one("value", step.value, manner);

const parameters = (
  params: readonly { readonly name: string; readonly default: Ex | null }[],
  manner: Manner,
): string => params.map(({ name, default: of }) => name + (of ? ` = ${say(of, manner)}` : "")).join(", ");

const rules: { readonly [K in Step["kind"]]: Rule<K> } = {
  param: value,
  data: value,
  let: value,
  show: value,
  explain: value,
  estimate: value,
  session: (step) => [["word", step.word]],
  script: (step) => [
    ["TypeScript", step.text.trim()],
    ["imported files", step.digest],
    ["types", step.checks ? "checked" : "not checked"],
    ["reads", Object.keys(step.reads).join(", ")],
  ],
  preview: (step, manner) => [...one("value", step.value, manner), ...one("for", step.for, manner)],
  model: (step, manner) => [
    ...one("location", step.value, manner),
    [
      "devices",
      step.devices.map(({ kind, index }) => (index === null ? kind : `${kind}(${index})`)).join(" else "),
    ],
    ...options(step.options, manner),
  ],
  prompt: (step, manner) => [
    ["parameters", parameters(step.params, manner)],
    ...numbered(step.items.flatMap((item) => items(item, manner))),
    ...options(step.options, manner),
  ],
  fn: (step, manner) => [["parameters", parameters(step.params, manner)], ...one("body", step.body, manner)],
  run: (step, manner) => [
    ...one("over", step.over, manner),
    ...step.axes.map((axis): Line => [
      `axis ${axis.name}`,
      axis.of
        ? say(axis.of, manner)
        : axis.values
            .map((each, at) => (axis.labels ? `${axis.labels[at] ?? ""}: ` : "") + say(each, manner))
            .join(", "),
    ]),
    ...step.columns.flatMap(({ name, ask, value: of, when }): Line[] => [
      ...one(name, of, manner),
      ...(ask ? one(`what ${name} asks`, ask.prompt, manner) : []),
      ...(ask ? one(`who answers ${name}`, ask.model, manner) : []),
      ...(ask ? options(ask.options, manner, `${name}: `) : []),
      ...one(`when of ${name}`, when, manner),
    ]),
    ...one("seeds", step.seeds, manner),
    ...one("limit", step.limit, manner),
  ],
  score: (step, manner) => [
    ...one("of", step.of, manner),
    ["by", step.by.join(", ")],
    ...step.metrics.map(({ name, value: of }): Line => [`metric ${name}`, say(of, manner)]),
    ...one("ci", step.ci, manner),
    ...options(step.options, manner),
  ],
  chart: (step, manner) => [...one("value", step.value, manner), ...options(step.options, manner)],
  check: (step, manner) => [...one("value", step.value, manner), ["label", step.label]],
};

const facets = (step: Step, manner: Manner): Facets =>
  // the table is total over kinds; TypeScript cannot correlate the key with the step
  new Map((rules[step.kind] as Rule<Step["kind"]>)(step as never, manner));

const text = (ex: Ex, manner: Manner): string => say(ex, manner).replace(/^"""|"""$/g, "");

function items(item: PlanItem, manner: Manner): Line[] {
  switch (item.item) {
    case "message":
      return [[`${item.role} message`, text(item.template, manner)]];
    case "splice":
      return one("messages", item.value, manner);
    case "shots":
      return [
        ["shots", `${say(item.count, manner)} from ${say(item.from, manner)}`],
        ...item.messages.map(({ role, template }): Line => [
          `${role} message of shots`,
          text(template, manner),
        ]),
      ];
  }
}

/** Several of one kind are told apart by their number. */
function numbered(lines: readonly Line[]): Line[] {
  const counts: { [what: string]: number } = {};
  return lines.map(([what, said]) => {
    const nth = (own(counts, what) ?? 0) + 1;
    counts[what] = nth;
    return [nth === 1 ? what : `${what} ${nth}`, said];
  });
}
