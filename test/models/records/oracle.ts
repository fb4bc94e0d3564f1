// A second opinion on the world of records: reads claims back from the text of a view and answers queries by trying everything.
// It shares the lists of forms with the generator, and none of its code.
import type { Aspect, Domain } from "../../../models/world/records/domain.ts";
import { DOMAINS } from "../../../models/world/records/domains/index.ts";
import * as frames from "../../../models/world/records/frames.ts";
import { part, type Split } from "../../../models/world/records/held-out.ts";
import type { Query } from "../../../models/world/records/query.ts";
import { MODIFIERS } from "../../../models/world/values.ts";

export interface Told {
  readonly entity: string;
  readonly noun: string;
  readonly value: string;
  readonly on: string;
}

/** `- Tarvel price: 40 euro (12 March 1931)`, line by line. */
export function readList(text: string): Told[] {
  return text.split("\n").map((line) => {
    const found = /^- (\w+) ([^:]+): (.+?)(?: \((\d+ \w+ \d+)\))?$/.exec(line);
    if (!found) throw new Error(`not a line of a list: ${line}`);
    const [, entity = "", noun = "", value = "", on = ""] = found;
    return { entity, noun, value, on };
  });
}

/** Days and numbers as numbers that are ordered alike. */
export function order(text: string): number {
  const day = Date.parse(`${text} UTC`);
  return / \w+ \d+$/.test(text) && !Number.isNaN(day) ? day : Number.parseInt(text, 10);
}

/** All that is told but nothing that was corrected later. */
const current = (told: readonly Told[]): Told[] =>
  told.filter(
    (one) =>
      !told.some(
        (other) =>
          other.entity === one.entity &&
          other.noun === one.noun &&
          other.on !== "" &&
          (one.on === "" || order(other.on) > order(one.on)),
      ),
  );

/** Every answer that the claims allow; one where the question is sound, none where it cannot be answered. */
export function answers(all: readonly Told[], query: Query): string[] {
  const told = current(all);
  const values = (entity: string, noun: string): string[] =>
    told.filter((one) => one.entity === entity && one.noun === noun).map(({ value }) => value);
  const same = told.filter(({ noun }) => noun === query.aspect);
  switch (query.kind) {
    case "value":
      return values(query.entity, query.aspect);
    case "link":
      return values(query.entity, query.by).flatMap((entity) => values(entity, query.aspect));
    case "found":
      return told
        .filter((one) => one.noun === query.by && one.value === query.value)
        .flatMap(({ entity }) => values(entity, query.aspect));
    case "count":
      return [`${same.filter(({ value }) => order(value) > order(query.above)).length}`];
    case "pair":
    case "top": {
      const among = query.kind === "top" ? same : same.filter(({ entity }) => query.of.includes(entity));
      if (query.kind === "pair" && among.length < 2) return [];
      const sign = query.want === "most" ? 1 : -1;
      return among
        .filter((one) => among.every((other) => sign * (order(one.value) - order(other.value)) >= 0))
        .map(({ entity, value }) => (query.kind === "top" ? entity : value));
    }
  }
}

interface Form {
  readonly noun: string;
  readonly pattern: RegExp;
}

/** Reads sentences of one domain, told in forms of one split. */
export function reader({ aspects, fillers }: Domain, split: Split) {
  const whole = aspects.flatMap((aspect) =>
    forms(aspect, split).map((form): Form => ({ noun: aspect.noun, pattern: pattern(form, aspect) })),
  );
  const phrases = aspects.flatMap((aspect) =>
    part(aspect.says, split).map((form): Form => ({ noun: aspect.noun, pattern: pattern(form, aspect) })),
  );
  const empty = [
    ...part(fillers, split),
    ...part(frames.MENTIONS, split).flatMap((form) =>
      aspects.map(({ noun }) => frames.fill(form, { E: "<E>", A: noun })),
    ),
  ].map((form) => pattern(form, null));
  const joints = part(frames.JOINED, split).map(
    (form) => new RegExp(`^It ${form.replace(/\{[SR]\}/g, "(.+)")}\\.$`),
  );

  /** What a sentence may tell; `it` stands for the entity named last. Null: no form of the split fits. */
  function read(sentence: string, it: string): Told[] | null {
    const single = matches(whole, sentence, it);
    const double = joints.flatMap((joint) => {
      const [, one = "", two = ""] = joint.exec(sentence) ?? [];
      const [first, second] = [matches(phrases, one, it), matches(phrases, two, it)];
      return first.length > 0 && second.length > 0 ? [...first, ...second] : [];
    });
    const all = [...single, ...double];
    if (all.length > 0) return unique(all);
    return empty.some((form) => form.test(sentence)) ? [] : null;
  }

  /** The claims of a text, sentence by sentence. A sentence that no form fits is an error. */
  function readAll(sentences: readonly string[]): Told[] {
    let it = "";
    return sentences.flatMap((sentence) => {
      const told = read(sentence, it);
      if (told === null) throw new Error(`no form of the ${split} split fits: ${sentence}`);
      if (told[0]) it = told[0].entity;
      return told;
    });
  }
  return { read, readAll };
}

function forms({ noun: A, says }: Aspect, split: Split): string[] {
  const of = (list: readonly string[], S = ""): string[] =>
    part(list, split)
      .filter((form) => form.includes("{S}") === (S !== ""))
      .map((form) => frames.fill(form, { A, S, E: "<E>", X: "<X>", T: "<T>" }));
  return [
    ...[frames.NOUN, frames.LINKED, frames.ELLIPSIS, frames.NOTED, frames.CORRECTED].flatMap((list) =>
      of(list),
    ),
    ...part(says, split).flatMap((said) =>
      [frames.VERB, frames.LINKED].flatMap((list) => of(list, said.replace("{X}", "<X>"))),
    ),
  ];
}

const DAY = "\\d+ [A-Z][a-z]+ \\d{4}";
const ENTITY = "[A-Z][a-z]{5}(?:[a-z]{3})?";

function pattern(form: string, aspect: Aspect | null): RegExp {
  const value = aspect ? valueOf(aspect) : "";
  const text = form
    .replace(/[.?]/g, "\\$&")
    .replace(/<E>/g, `(?<E>${ENTITY})`)
    .replace(/<X>|\{X\}/g, `(?<X>${value})`)
    .replace(/<T>/g, `(?<T>${DAY})`);
  return new RegExp(`^${text}$`);
}

function valueOf({ kind }: Aspect): string {
  const any = (words: readonly string[]): string =>
    `(?:${words.map((word) => `[${word.slice(0, 1)}${word.slice(0, 1).toUpperCase()}]${word.slice(1)}`).join("|")})`;
  switch (kind.kind) {
    case "word":
      return `(?:${any(MODIFIERS)} )?${any(kind.words)}`;
    case "number":
      return `\\d+ ${kind.unit}`;
    case "date":
      return DAY;
    case "name":
      return "[A-Z][a-z]{5} [A-Z][a-z]{5}";
    case "link":
      return ENTITY;
  }
}

function matches(all: readonly Form[], sentence: string, it: string): Told[] {
  return all.flatMap(({ noun, pattern }) => {
    const found = pattern.exec(sentence)?.groups;
    return found
      ? [{ entity: found["E"] ?? it, noun, value: lower(found["X"] ?? ""), on: found["T"] ?? "" }]
      : [];
  });
}

// A word that begins a sentence is written with a capital; names and days keep theirs.
const lower = (value: string): string =>
  /^[A-Z][a-z]+( [a-z]+)?$/.test(value) && WORDS.has(value.split(" ")[0]?.toLowerCase() ?? "")
    ? value.slice(0, 1).toLowerCase() + value.slice(1)
    : value;

const WORDS = new Set([
  ...MODIFIERS,
  ...DOMAINS.flatMap(({ aspects }) =>
    aspects.flatMap(({ kind }) => (kind.kind === "word" ? kind.words : [])),
  ),
]);

const unique = (told: readonly Told[]): Told[] => [
  ...new Map(told.map((one) => [JSON.stringify(one), one])).values(),
];
