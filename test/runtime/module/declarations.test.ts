// The values of a program as TypeScript sees them: their declarations, and copies that nobody can change.
import { describe, expect, test } from "vitest";
import * as types from "../../../dsl/types/types.ts";
import { crossesOut, declarations, prelude, readable } from "../../../runtime/module/declarations.ts";
import { typedProgram, wording } from "../../../runtime/module/typed.ts";
import { fromRows } from "../../../runtime/table.ts";
import type { Run, Score, Tree, Value } from "../../../runtime/value.ts";

const written = (type: types.Type): string =>
  declarations({ x: type }).replace(/^declare const x: |;\n$/g, "");

describe("declarations", () => {
  test.each<[types.Type, string]>([
    [types.text, "string"],
    [types.int, "number"],
    [types.list(types.text), "readonly (string)[]"],
    [{ kind: "optional", of: types.num }, "number | null"],
    [types.union(types.literal("a"), types.literal("b")), '"a" | "b"'],
    [{ kind: "record", fields: { "a b": types.bool } }, '{ readonly "a b": boolean }'],
    [types.table({ id: types.int }), 'Strux.Table<{ readonly "id": number }>'],
    [types.table(null), "Strux.Table<{ readonly [column: string]: any }>"],
    [types.outlineTree, "Strux.Tree"],
    [{ kind: "tree", shape: "Report" }, "{ readonly [field: string]: any }"],
    [types.unknown, "any"],
  ])("%j", (type, text) => {
    expect(written(type)).toBe(text);
  });

  test("models, prompts and functions stay inside, also in a list or a record", () => {
    const inside: types.Type[] = [
      types.anyModel,
      { kind: "prompt", params: [], returns: types.text },
      { kind: "chart" },
    ];
    for (const type of inside) {
      expect(crossesOut(type)).toBe(false);
      expect(declarations({ a: types.list(type), b: { kind: "record", fields: { type } } })).toBe("");
    }
    expect(written(types.table({ m: types.anyModel, t: types.text }))).toContain('readonly "m": any');
  });

  test("are TypeScript, with all that they name", () => {
    const all = declarations({
      t: types.table({ id: types.int, "odd name": types.list(types.passages) }),
      r: { kind: "run", columns: { output: types.text }, axes: ["arm"], seeded: false },
      s: { kind: "score", by: ["arm"], metrics: ["f1"] },
      o: types.outlineTree,
      e: { kind: "estimate" },
    });
    const use =
      "r[0].output.length + r.axes.length + s.cells[0].mean + o.aspects.length + e.lo + t[0]['odd name'].length";
    const files = new Map([["/x.ts", `${prelude}${all}const n: number = ${use};`]]);
    const program = typedProgram(files, ["/x.ts"], () => undefined, { noUncheckedIndexedAccess: false });
    expect(program.getSemanticDiagnostics().map(wording)).toEqual([]);
  });
});

describe("copies", () => {
  const table = fromRows([
    { id: 1, tags: ["a"] },
    { id: 2, tags: [] },
  ]);

  test("a table is its rows, and its columns are told beside", () => {
    const copy = readable(table) as readonly { id: number; tags: string[] }[] & { columns: string[] };
    expect(copy.map(({ id }) => id)).toEqual([1, 2]);
    expect(copy.columns).toEqual(["id", "tags"]);
    expect(JSON.stringify(copy)).toBe('[{"id":1,"tags":["a"]},{"id":2,"tags":[]}]');
    expect(readable(table)).toBe(copy);
  });

  test("nothing of it can be changed, nor is anything of the program's own handed out", () => {
    const copy = readable(table) as { id: number; tags: string[] }[];
    expect(() => copy.push({ id: 3, tags: [] })).toThrow(TypeError);
    expect(() => (copy[0]!.id = 5)).toThrow(TypeError);
    expect(() => copy[0]!.tags.push("b")).toThrow(TypeError);
    expect(() => ((copy as unknown as { columns: string[] }).columns[0] = "x")).toThrow(TypeError);
  });

  test("runs, scores and trees lose the tag that makes them ours, data keeps its own", () => {
    const run: Run = {
      kind: "run",
      name: "r",
      table,
      axes: ["arm"],
      id: "id",
      made: [],
      failed: 1,
      notes: ["n"],
    };
    expect(readable(run)).toMatchObject({ axes: ["arm"], failed: 1, notes: ["n"], length: 2 });
    const tree: Tree = { kind: "tree", scope: "s", aspects: [{ name: "a", descriptions: ["d"] }] };
    expect(readable(tree)).toEqual({ scope: "s", aspects: [{ name: "a", descriptions: ["d"] }] });
    const score = {
      kind: "score",
      name: "q",
      by: [],
      metrics: [],
      interval: {},
      cells: [],
      notes: [],
    } as unknown as Score;
    expect(readable(score)).toEqual({ name: "q", by: [], metrics: [], cells: [], notes: [] });
    const data = Object.assign(Object.create(null) as object, { kind: "run", name: "mine" }) as Value;
    expect(readable(data)).toEqual({ kind: "run", name: "mine" });
  });
});
