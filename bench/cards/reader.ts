// The tables of the reader: items of the world of records that nothing was trained on, one question on each document.
import { item, type Item, type Task, type Wanted } from "../../models/world/records/items.ts";
import { prompt } from "../../models/world/records/lesson.ts";
import { NONE } from "../../models/world/records/query.ts";
import { markdown } from "../../models/world/records/views.ts";
import { readTokens } from "../../models/train/tokens.ts";
import { readRanges } from "../../runtime/context/v2.ts";
import type { Answer, Asking } from "./asking.ts";
import type { Counts, Shown } from "./counts.ts";
import type { Column, Row, Table } from "./table.ts";

const SEED = 2024;
const [QUICK, FULL] = [20, 100];
/** Tokens of an answer, and of a structure of forty sentences. */
const [SHORT, LONG] = [40, 768];

/** How the document of an item is told; "" leaves it out. */
const VIEWS: { readonly [view: string]: (one: Item) => string } = {
  prose: ({ prose }) => prose,
  "linked prose": ({ prose }) => prose,
  list: ({ list }) => list,
  "outline (tree)": ({ outline }) => markdown(outline),
  JSON: ({ json }) => json,
  "noisy tree": ({ noisy }) => markdown(noisy),
};
const MANNER = { prose: "scattered", "linked prose": "grouped" } as const;
const NUMBERED = ({ numbered }: Item): string => numbered;
const CLOSED = (): string => "";

export function readerTables(asking: Asking): Table[] {
  const views = Object.keys(VIEWS);
  const some = ["prose", "list", "outline (tree)"];
  const given = { split: "test", seed: SEED } as const;
  const of = (task: Task, facts: readonly number[], more: Partial<Wanted> = {}) => ({
    columns: facts.map((count): Column => ({ name: `${count} facts`, shown: "share" })),
    quick: QUICK,
    full: FULL,
    row: (view: string, tell = VIEWS[view] ?? CLOSED): Row => ({
      name: view,
      measure: (n) =>
        each(facts, async (count) => {
          const manner = MANNER[view as keyof typeof MANNER];
          const wanted = { ...given, task, facts: count, ...(manner && { manner }), ...more };
          return marks(asking, made(wanted, n), tell);
        }),
    }),
  });
  const table = (
    title: string,
    about: string,
    { row, ...rest }: ReturnType<typeof of>,
    rows: readonly string[],
  ): Table => ({ title, about, ...rest, rows: rows.map((view) => row(view)) });

  return [
    table(
      "single fact",
      "A fact that is told. Held-out names, sentence and question forms. Closed book: the question without its document.",
      of("single", [8, 32]),
      [...views, "closed book"],
    ),
    table("single fact, long documents", "The same in documents of 128 facts.", of("single", [128]), some),
    table(
      "single fact, trained forms",
      "The same with held-out names and sentence and question forms of the training split.",
      of("single", [8, 32], { forms: "train" }),
      views,
    ),
    ...["ship", "museum"].map((domain) =>
      table(
        `single fact, ${domain}`,
        "The same in a domain that no training document is about.",
        of("single", [8, 32], { domain }),
        some,
      ),
    ),
    ...[
      ["two hops", "two_hop", "A fact of an entity that another one links to, or that a value belongs to."],
      ["count", "count", "How many entities are above a value."],
      ["compare", "compare", "The higher of two values, or the entity with the highest."],
    ].map(([title = "", task, about = ""]) =>
      table(title, about, of(task as Task, [8, 32]), [...some, "closed book"]),
    ),
    unanswerable(asking, some),
    needles(asking),
    {
      ...of("cite", [8, 32]),
      title: "cited sentence",
      about: "The number of the sentence that tells a fact; the document as numbered sentences.",
      rows: [of("cite", [8, 32]).row("numbered sentences", NUMBERED)],
    },
    structures(asking, "structurize", ABOUT_STRUCTURES, {}),
    structures(
      asking,
      "structurize, trained forms",
      "The same in sentences and words of the training split.",
      {
        forms: "train",
      },
    ),
  ];
}

/** Items of a cell; the first ones are the same for every n. */
const made = (wanted: Wanted, n: number): Item[] =>
  Array.from({ length: n }, (_, at) => item(wanted, "card", at));

async function each<T, U>(all: readonly T[], measure: (one: T) => Promise<U>): Promise<U[]> {
  const found: U[] = [];
  for (const one of all) found.push(await measure(one));
  return found;
}

/** Is the whole answer right, and did it end there. */
async function marks(asking: Asking, items: readonly Item[], tell: (one: Item) => string): Promise<Counts[]> {
  const answers = await asked(asking, items, tell, SHORT);
  return items.map((one, at) => ({ n: 1, correct: Number(isRight(one, answers[at])) }));
}

const asked = (
  asking: Asking,
  items: readonly Item[],
  tell: (one: Item) => string,
  most: number,
): Promise<readonly Answer[]> =>
  asking.ask(
    items.map((one) => prompt(tell(one), one.question)),
    most,
  );

const isRight = ({ answers: [gold] }: Item, answer: Answer | undefined): boolean =>
  answer?.ended === true && answer.text.trim() === gold;

function unanswerable(asking: Asking, views: readonly string[]): Table {
  const facts = [8, 32];
  const measure = (view: string) => async (n: number) => {
    const cells: Counts[][] = [];
    for (const count of facts) {
      const manner = MANNER[view as keyof typeof MANNER];
      const wanted = { task: "unanswerable", facts: count, split: "test", seed: SEED } as const;
      const items = made({ ...wanted, ...(manner && { manner }) }, n);
      const answers = await asked(asking, items, VIEWS[view] ?? CLOSED, SHORT);
      cells.push(items.map((one, at) => ({ n: 1, correct: Number(isRight(one, answers[at])) })));
      cells.push(
        items.map((one, at) => {
          const [gold, told] = [one.answers[0] === NONE, answers[at]?.text.trim() === NONE];
          return { n: 1, hit: Number(gold && told), told: Number(told), gold: Number(gold) };
        }),
      );
    }
    return cells;
  };
  return {
    title: "unanswerable",
    about:
      'Half of the questions ask for what the document does not tell of that entity: the answer is then "none". F1 is that of "none" against any other answer.',
    columns: facts.flatMap((count): Column[] => [
      { name: `${count} facts`, shown: "share" },
      { name: `${count} facts, F1 of none`, shown: "f1" },
    ]),
    quick: QUICK,
    full: FULL,
    rows: views.map((name) => ({ name, measure: measure(name) })),
  };
}

const DEPTHS = [0, 0.25, 0.5, 0.75, 1];

function needles(asking: Asking): Table {
  const { encoder } = readTokens();
  const measure = (text: string): number => encoder.encode(text).length;
  const row = (length: number): Row => ({
    name: `${length.toLocaleString("en")} tokens`,
    measure: (n) =>
      each(DEPTHS, (depth) => {
        const wanted = { task: "needle", facts: 32, split: "test", seed: SEED } as const;
        return marks(asking, made({ ...wanted, depth, length, measure }, n), ({ prose }) => prose);
      }),
  });
  return {
    title: "needle at depth",
    about: "A fact at a given depth of scattered prose of a given length; 0 is its first sentence.",
    columns: DEPTHS.map((depth): Column => ({ name: String(depth), shown: "share" })),
    quick: QUICK,
    full: FULL,
    rows: [256, 1024].map(row),
  };
}

/** Sentences of the documents that are to be structurized, from and to. */
const LENGTHS = [
  [12, 20],
  [21, 30],
  [31, 40],
] as const;

const ABOUT_STRUCTURES =
  "Numbered sentences to a tree in the extractive form: answers that the parser takes; answers whose aspects are all named and cut as they should be; sentences that stand under the right aspect.";

function structures(asking: Asking, title: string, about: string, how: Pick<Wanted, "forms">): Table {
  const told: readonly [string, Shown][] = [
    ["parsed", "share"],
    ["exact", "share"],
    ["sentences", "share"],
  ];
  return {
    title,
    about,
    columns: told.map(([name, shown]): Column => ({ name, shown })),
    quick: QUICK,
    full: FULL,
    rows: LENGTHS.map(([from, to]) => ({
      name: `${from} to ${to} sentences`,
      async measure(n) {
        const items = [...longish(n, from, to, how)];
        const answers = await asked(asking, items, NUMBERED, LONG);
        const judged = items.map((one, at) => judge(one, answers[at]));
        return ["parsed", "exact", "sentences"].map((what) => judged.map((one) => one[what as keyof Judged]));
      },
    })),
  };
}

interface Judged {
  readonly parsed: Counts;
  readonly exact: Counts;
  readonly sentences: Counts;
}

function judge({ sentences, extract }: Item, answer: Answer | undefined): Judged {
  const found = answer?.ended === true ? readRanges(answer.text, sentences.length) : null;
  const own = found?.aspects ?? [];
  const gold = (extract?.aspects ?? []).map(({ name, range: [from, to] = [0, 0] }) => ({ name, from, to }));
  const under = (aspects: typeof gold, sentence: number): string | undefined => {
    const all = aspects.filter(({ from, to }) => from <= sentence && sentence <= to);
    return all.length === 1 ? all[0]?.name : undefined;
  };
  const right = sentences.filter((_, at) => under(gold, at + 1) === under([...own], at + 1));
  return {
    parsed: { n: 1, correct: Number(found !== null) },
    exact: { n: 1, correct: Number(JSON.stringify(own) === JSON.stringify(gold)) },
    sentences: { n: sentences.length, correct: right.length },
  };
}

/** Structures whose documents have so many sentences: of ever other numbers of facts those that fit. */
function* longish(n: number, from: number, to: number, how: Pick<Wanted, "forms">): Generator<Item> {
  for (let [at, left] = [0, n]; left > 0; at++) {
    const facts = from + (at % (to - from + 1));
    const one = item({ task: "structurize", facts, split: "test", seed: SEED, ...how }, "card", at);
    if (one.sentences.length < from || one.sentences.length > to) continue;
    left--;
    yield one;
  }
}
