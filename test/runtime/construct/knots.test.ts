// Knots: what is cut and where, what is marked, the order that is kept, and the way back.
import fc from "fast-check";
import { expect, test } from "vitest";
import { knots, untied } from "../../../runtime/construct/knots.ts";
import type { Value } from "../../../runtime/value.ts";
import { call, failure } from "../call.ts";

interface Made {
  readonly text: string;
  readonly pieces: readonly {
    readonly document: number;
    readonly chunk: number;
    readonly start: number;
    readonly end: number;
  }[];
}
const knit = async (documents: readonly string[], more: { readonly [name: string]: Value } = {}) =>
  (await call(knots, { documents, seed: 7, tokenizer: "words", ...more })) as unknown as Made;
const untie = ({ text, pieces }: Made) => call(untied, { text, pieces });
const three = { chunks: [3], weights: [1] };

test("equal chunks with marks at the cuts; one document keeps its last chunk last", async () => {
  const made = await knit(["a b c d e f g"], { ...three, keep_order: true });
  expect(made.text).toBe("a b <seg_1_1><seg_1_2>c d <seg_2_1><seg_2_2>e f g");
  expect(made.pieces[1]).toEqual({ document: 0, chunk: 1, start: 22, end: 26 });
  expect(await untie(made)).toEqual(["a b c d e f g"]);
  expect((await knit(["a b c"], { ...three, marks: false, keep_order: true })).text).toBe("a b c");
  expect((await knit(["a b c d e"], { span: 2, marks: false, keep_order: true })).pieces).toHaveLength(3);
  // fewer tokens than chunks: whole
  expect((await knit(["a b"], three)).text).toBe("a b");
});

test("one chunk each is a shuffle of the documents, of which the last stays last", async () => {
  const documents = ["a ", "b ", "c ", "d "];
  const orders = await Promise.all(
    Array.from(
      { length: 60 },
      async (_, seed) => (await knit(documents, { seed, chunks: [1], weights: [1] })).text,
    ),
  );
  expect(new Set(orders).size).toBe(6);
  expect(orders.every((one) => one.endsWith("d "))).toBe(true);
});

test("a trace names the chunks of a document that was cut, and tells their order behind the one that comes last", async () => {
  const { text, pieces } = await knit(["a b c ", "d "], { ...three, trace: true, marks: false, seed: 3 });
  const named = [...text.matchAll(/<D>(\w{6})<\/D>([abc] )/g)].map(
    ([, id, chunk]) => [chunk?.trim(), id] as const,
  );
  const id = new Map(named);
  expect(id.size).toBe(3);
  expect(text).toMatch(/<\/S>d $/);
  expect(text).toContain(`<S>${id.get("a")}<s>${id.get("b")}<s>${id.get("c")}</S>`);
  expect(await call(untied, { text, pieces })).toEqual(["a b c ", "d "]);
});

test("for any documents: untied they are what they were, order is kept where it should be, the seed decides", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.array(fc.constantFrom("a ", "bc ", "🙂 ", "d. "), { maxLength: 9 }).map((all) => all.join("")),
        {
          maxLength: 5,
        },
      ),
      fc.record({
        seed: fc.nat(1000),
        split: fc.constantFrom("equal", "random"),
        keep_order: fc.boolean(),
        marks: fc.boolean(),
        trace: fc.boolean(),
        span: fc.option(fc.integer({ min: 1, max: 4 })),
      }),
      async (documents, more) => {
        const made = await knit(documents, more);
        expect(await untie(made)).toEqual(documents);
        expect(await knit(documents, more)).toEqual(made);
        expect(made.pieces.at(-1)?.document ?? -1).toBe(documents.length - 1);
        for (const document of documents.keys()) {
          const chunks = made.pieces.filter((one) => one.document === document).map(({ chunk }) => chunk);
          expect(more.keep_order ? chunks : chunks.toSorted((a, b) => a - b)).toEqual([...chunks.keys()]);
        }
        const inside = made.pieces.reduce((sum, { start, end }) => sum + end - start, 0);
        expect(inside).toBe(Array.from(documents.join("")).length);
      },
    ),
  );
});

test("a missing chunk and weights of another number are errors", async () => {
  const { text, pieces } = await knit(["a b c"], three);
  expect(await failure(call(untied, { text, pieces: pieces.slice(1) }))).toMatch(
    /^E204: 'untied' misses a chunk/,
  );
  expect(await failure(knit(["a"], { chunks: [1], weights: [] }))).toMatch(/^E204/);
});
