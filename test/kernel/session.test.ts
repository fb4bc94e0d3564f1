// Cells run one by one: what each gives, what grows stale, what is computed again. A test reads as the notebook was worked with.
import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { ModelError, type Runner } from "../../runtime/model/index.ts";
import { encoderDir } from "../runtime/model/encoder.ts";
import { makeRunner, withoutGpu } from "../runtime/model/help.ts";
import type { Out } from "../../kernel/session.ts";
import { type Script, script } from "./script.ts";

/** The frames of a cell's failure. */
async function traced({ session }: Script, code: string): Promise<string> {
  const { failure } = await session.execute({ code, cellId: "traced" }, () => undefined);
  return stripVTControlCharacters((failure?.traceback ?? []).join("\n"));
}

const table = 'data t = table([{id: 1, v: 1, g: "a"}, {id: 2, v: 0, g: "a"}, {id: 3, v: 1, g: "b"}])';

test("a cell runs its own outputs only, and its names are there for the others", async () => {
  const run = script();
  expect(await run("let n = 2", { in: "a" })).toEqual([]);
  expect(await run(table, { in: "b" })).toEqual(["t: 3 rows (id, v, g)"]);
  expect(await run("n + 1", { in: "c" })).toEqual(["3"]);
  expect(await run("show t |> slice(0, n)", { in: "d" })).toEqual(["table: 2 rows, 3 columns"]);
});

describe("staleness", () => {
  test("what rests on a changed definition is listed, by name or by cell", async () => {
    const run = script();
    await run("let n = 2", { in: "a" });
    await run(`${table} |> slice(0, n)`, { in: "b" });
    await run("score s of t by [g] { metric m = .v }", { in: "c" });
    await run("chart c = s |> bar(x: g, y: m)", { in: "d" });
    await run("show n", { in: "e" });
    await run("show 5", { in: "f" });
    expect(await run("let n = 3", { in: "a" })).toEqual([
      "W103 4 cells now stale: t, s, c, In[5]: run `refresh`",
    ]);
  });

  test("a cell that says the same again, or says it in other words, makes nothing stale", async () => {
    const run = script();
    await run("let n = 2", { in: "a" });
    await run("n * 2", { in: "b" });
    expect(await run("let n = 2", { in: "a" })).toEqual([]);
    expect(await run("// how many\nlet n =\n  2", { in: "a" })).toEqual([]);
    expect(await run("let other = n", { in: "c" })).toEqual([]);
  });

  test("only what changed meanwhile is told, and going back is fresh again", async () => {
    const run = script();
    await run("let n = 2", { in: "a" });
    await run("n * 2", { in: "b" });
    expect(await run("let n = 3", { in: "a" })).toEqual(["W103 1 cell now stale: In[2]: run `refresh`"]);
    expect(await run("let n = 4", { in: "a" })).toEqual([]);
    await run("let n = 2", { in: "a" });
    expect(await run("refresh", { in: "r" })).toEqual(["nothing is stale"]);
  });

  test("running the stale cell itself makes it fresh", async () => {
    const run = script();
    await run("let n = 2", { in: "a" });
    await run("n * 2", { in: "b" });
    await run("let n = 3", { in: "a" });
    expect(await run("n * 2", { in: "b" })).toEqual(["6"]);
    expect(await run("refresh", { in: "r" })).toEqual(["nothing is stale"]);
  });

  test("cells run out of order: a definition that comes later mends what rested on nothing", async () => {
    const run = script();
    expect(await run("n + 1", { in: "b" })).toEqual(["! E101 unknown name 'n'"]);
    expect(await run("let n = 1", { in: "a" })).toEqual([]);
    expect(await run("n + 1", { in: "b" })).toEqual(["2"]);
  });
});

describe("refresh", () => {
  test("computes what is stale in the order of what rests on what, shows it, and says so", async () => {
    const run = script();
    await run("let n = 2", { in: "a" });
    await run("score s of t by [g] { metric m = .v }", { in: "c" });
    await run(`${table} |> slice(0, n)`, { in: "b" });
    await run("score s of t by [g] { metric m = .v }", { in: "c" });
    await run("show s", { in: "d" });
    await run("let n = 3", { in: "a" });
    expect(await run("refresh", { in: "r" })).toEqual([
      "t: 3 rows (id, v, g)",
      "s",
      "s",
      "computed: s, t, In[5]",
    ]);
  });

  test("what fails is told, and tried again the next time", async () => {
    const run = script();
    await run("let i = 0", { in: "a" });
    await run("show [10, 20][i]", { in: "b" });
    expect(await run("let i = 5", { in: "a" })).toEqual(["W103 1 cell now stale: In[2]: run `refresh`"]);
    const failed = await run("show refresh", { in: "r" });
    expect(failed.at(-1)).toBe("not computed: In[2]");
    expect(failed[0]).toMatch(/^! E215 /);
    await run("let i = 1", { in: "a" });
    expect(await run("refresh", { in: "r" })).toEqual(["20", "computed: In[2]"]);
  });

  test("a declaration of that name hides the word", async () => {
    const run = script();
    await run("let refresh = 1", { in: "a" });
    expect(await run("refresh", { in: "b" })).toEqual(["1"]);
  });
});

describe("one name in two cells", () => {
  test("the cell that was run last counts, and says which other one there is", async () => {
    const run = script();
    await run("let a = 1", { in: "x" });
    await run("a", { in: "y" });
    expect(await run("let a = 2", { in: "z" })).toEqual([
      "W102 'a' is also defined in In[1]; the cell that was run last counts",
      "W103 1 cell now stale: In[2]: run `refresh`",
    ]);
    expect(await run("a", { in: "y" })).toEqual(["2"]);
    expect(await run("let a = 1", { in: "x" })).toEqual([
      "W102 'a' is also defined in In[3]; the cell that was run last counts",
      "W103 1 cell now stale: In[4]: run `refresh`",
    ]);
  });

  test("when the later one goes, the earlier one counts again", async () => {
    const run = script();
    await run("let a = 1", { in: "x" });
    await run("let a = 2", { in: "z" });
    await run("a", { in: "y" });
    expect(await run("0", { in: "w", deletedCells: ["z"] })).toEqual([
      "0",
      "W103 1 cell now stale: In[3]: run `refresh`",
    ]);
    expect(await run("a", { in: "y" })).toEqual(["1"]);
  });

  test("twice in one cell is a mistake, whoever runs it", async () => {
    expect(await script()("let a = 1\nlet a = 2", { in: "x" })).toEqual([
      "! E102 'a' is also defined in In[1]; a batch run needs one definition",
    ]);
  });

  test("a cell with a new id is another cell, until the old one is said to be gone", async () => {
    const run = script();
    await run("let a = 1", { in: "old" });
    expect(await run("let a = 1", { in: "new", deletedCells: ["old"] })).toEqual([]);
    expect(await run("let a = 1", { in: "newer" })).toEqual([
      "W102 'a' is also defined in In[2]; the cell that was run last counts",
    ]);
  });
});

describe("a definition that fails", () => {
  test("leaves the name to the cell that defines it too, whether it does not check or fails when it is computed", async () => {
    const run = script();
    await run("let a = 1", { in: "x" });
    await run("a + 1", { in: "y" });
    const left = "W105 'a' stays what In[1] makes it, since this definition failed";
    expect(await run("let a = b", { in: "z" })).toEqual([
      "W102 'a' is also defined in In[1]; the cell that was run last counts",
      "! E101 unknown name 'b'",
      left,
    ]);
    expect((await run("let a = [1][5]", { in: "z" })).at(-1)).toBe(left);
    expect((await run("let a = a + 1", { in: "z" })).at(-1)).toBe(left);
    expect((await run("let a =", { in: "z" })).at(-1)).toBe(left);
    expect(await run("a + 1", { in: "y" })).toEqual(["2"]);
    expect(await run("let a = 5", { in: "z" })).toContain("W103 1 cell now stale: In[7]: run `refresh`");
    expect(await run("a + 1", { in: "y" })).toEqual(["6"]);
  });

  test("in its own cell what stands behind it is not computed from the other one", async () => {
    const run = script();
    await run("let a = 1", { in: "x" });
    expect(await run("let a = b\nshow a", { in: "z" })).not.toContain("1");
    expect(await run("let a = [1][5]\nshow a", { in: "z" })).not.toContain("1");
  });

  test("counts again where the other cell goes", async () => {
    const run = script();
    await run("let a = 1", { in: "x" });
    await run("let a = [1][5]", { in: "z" });
    await run("0", { in: "w", deletedCells: ["x"] });
    expect((await run("a", { in: "y" }))[0]).toMatch(/^! E215 /);
  });

  test("changes nothing where no front end names the cells, as at any prompt", async () => {
    const run = script();
    await run("let a = 1");
    expect(await run("let a = b")).toEqual([
      "! E101 unknown name 'b'",
      "W105 'a' stays what In[1] makes it, since this definition failed",
    ]);
    expect(await run("a")).toEqual(["1"]);
  });

  test("says what is lost where the cell itself gave the name, once", async () => {
    const run = script();
    await run('let a = 1\nlet b = 2\nlet c = 3\nprompt p() { user """x""" }', { in: "x" });
    const lost = await run('let a = [1][5]\nlet b = a\nlet c = 3\nprompt p() { user """{{ d }}""" }', {
      in: "x",
    });
    expect(lost.at(-1)).toBe(
      "W106 'a', 'b', 'p' have no value any more, since this cell failed: what the cell said before brings it back, answers of models from the store",
    );
    expect((await run("let a = [1][6]\nlet b = a\nlet c = 3", { in: "x" })).join()).not.toContain("W106");
    expect(await run("c", { in: "y" })).toEqual(["3"]);
  });

  test("a cell that can no longer be read loses its names", async () => {
    const run = script();
    await run("let a = 1", { in: "x" });
    expect((await run("lt a = 1", { in: "x" })).at(-1)).toMatch(/^W106 'a' has no value any more/);
  });
});

describe("a front end that does not name its cells", () => {
  test("a name defined again is replaced, without a warning", async () => {
    const run = script();
    await run("let a = 1\nlet b = 10");
    expect(await run("let a = 2")).toEqual([]);
    expect(await run("a + b")).toEqual(["12"]);
    expect(run.session.names().map(({ name, cell }) => `${name} ${cell}`)).toEqual(["b In[1]", "a In[2]"]);
  });

  test("named outputs grow stale; a cell that only shows cannot be run again, and is forgotten", async () => {
    const run = script();
    await run("let n = 1");
    await run(`${table} |> slice(0, n)`);
    await run("show t");
    expect(await run("let n = 2")).toEqual(["W103 1 cell now stale: t: run `refresh`"]);
  });

  test("what papermill injects is read as Python writes it", async () => {
    const run = script();
    await run("param n: Int = 1\nparam `on`: Bool = false");
    expect(await run("# Parameters\nn = 5\non = True\n")).toEqual([]);
    expect(await run("if `on` then n else 0")).toEqual(["5"]);
    // a tag that is not sent would make a parameter cell an error
    expect(await run("n = 6")).toEqual([]);
    expect(await run("if `on` then n else 0")).toEqual(["6"]);
    expect((await run("let = 1"))[0]).toMatch(/^! E0/);
    expect(await run("n = 7\nshow n")).toContain("! E015 'n = ...' is legal in a parameter cell only");
  });
});

describe("cells that go away", () => {
  test("what rests on a deleted cell is broken, with the reason", async () => {
    const run = script();
    await run(table, { in: "a" });
    await run("show t", { in: "b" });
    await run("score s of t { metric m = .v }", { in: "c" });
    expect(await run("1", { in: "d", deletedCells: ["a"] })).toEqual([
      "1",
      "W104 2 cells now broken: In[2], s: E101 unknown name 't', in In[2]; E101 unknown table 't', in In[3]",
    ]);
    expect(await run(table, { in: "e" })).toEqual(["t: 3 rows (id, v, g)"]);
    expect(await run("refresh", { in: "r" })).toEqual(["nothing is stale"]);
  });

  test("what is broken through other cells is told the first cause", async () => {
    const run = script();
    await run("let a = 1", { in: "x" });
    await run("let b = a", { in: "y" });
    await run("show b", { in: "z" });
    expect(await run("let a = nope", { in: "x" })).toContain(
      "W104 2 cells now broken: b, In[3]: E101 unknown name 'nope', in In[4]",
    );
  });

  test("a cell that is emptied loses its names", async () => {
    const run = script();
    await run("let a = 1", { in: "x" });
    await run("", { in: "x" });
    expect(await run("a", { in: "y" })).toEqual(["! E101 unknown name 'a'"]);
  });

  test("a name that is renamed in its cell is gone under the old one", async () => {
    const run = script();
    await run("let first = 1", { in: "x" });
    await run("show first", { in: "y" });
    expect(await run("let second = 1", { in: "x" })).toEqual([
      "W104 1 cell now broken: In[2]: E101 unknown name 'first', in In[2]",
    ]);
  });
});

describe("what another cell broke", () => {
  test("is listed with the error it now has, also where the cell shows nothing, and told again where it is missed", async () => {
    const run = script();
    await run("fn f(s: Text) -> Text = s", { in: "a" });
    await run('let g = f("x")', { in: "b" });
    await run("g", { in: "c" });
    const why = "E203 'f' takes s: Num, but got \"x\", in In[2]";
    expect(await run("fn f(s: Num) -> Num = s", { in: "a" })).toEqual([
      `W104 2 cells now broken: g, In[3]: ${why}`,
    ]);
    expect(await run("refresh", { in: "r" })).toEqual([`nothing is stale; broken: g, In[3]: ${why}`]);
    expect(await traced(run, "explain g")).toContain(`= ${why}`);
    expect(await run("fn f(s: Text) -> Text = s", { in: "a" })).not.toContain("W104");
    expect(await run("refresh", { in: "r" })).toEqual(["nothing is stale"]);
  });

  test("a circle is told by the cell that closes it, and by what asks for a member of it", async () => {
    const run = script();
    expect(await run("let a = b", { in: "x" })).toEqual(["! E101 unknown name 'b'"]);
    expect(await run("let b = a", { in: "y" })).toEqual(["! E103 'b' depends on itself: b → a → b"]);
    expect(await traced(run, "a")).toContain("= E103 'b' depends on itself: b → a → b, in In[2]");
    expect(await run("let a = b", { in: "x" })).toEqual(["! E103 'a' depends on itself: a → b → a"]);
  });
});

describe("mistakes", () => {
  test("a broken statement disables no healthy one, in its cell or elsewhere", async () => {
    const run = script();
    await run("let a = 1\nlet b = nope\nlet c = a + 1", { in: "x" });
    expect(await run("c", { in: "y" })).toEqual(["2"]);
    expect(await run("b", { in: "z" })).toEqual([
      "! W112 this statement is left out: it rests on 'b', which has an error",
    ]);
  });

  test("all problems of a cell are one error with a frame each; those of other cells are not told again", async () => {
    const run = script();
    const bad = await run('let a = nope\nlet b = 1 + "x"\nshow 3', { in: "x" });
    expect(bad).toEqual(["! E101 unknown name 'nope' (and 1 more)", "3"]);
    expect(await run("show 4", { in: "y" })).toEqual(["4"]);
  });

  test("runs go on after an error, in the same notebook", async () => {
    const run = script();
    await run("let a = 1", { in: "x" });
    expect(await run("show [1][9]", { in: "y" })).toEqual([expect.stringMatching(/^! E215/)]);
    expect(await run("a", { in: "z" })).toEqual(["1"]);
  });
});

test("names and notices agree on what is stale, also where another cell has computed the new value", async () => {
  const run = script({ "t.csv": "id,v\n1,1\n" });
  const state = (): string[] => run.session.names().map((row) => `${row.name} ${row.state}`);
  await run('data t = csv("t.csv")', { in: "a" });
  await run("show t", { in: "b" });
  const path = join(run.folder, "t.csv");
  writeFileSync(path, "id,v\n1,1\n2,1\n");
  expect(await run("t.size", { in: "c" })).toContain("W103 2 cells now stale: t, In[2]: run `refresh`");
  expect(state()).toEqual(["t stale"]);
  await run("refresh", { in: "r" });
  expect(state()).toEqual(["t fresh"]);
});

test("what is used of other files is named as what it is, and broken only where it is not there", async () => {
  const run = script({
    "a.strux": "let q = 1\nlet r = nope\n",
    "m.ts": "export const twice = (n: number): number => n * 2;\n",
  });
  await run('use "a.strux" as a\nuse "./m.ts" as lab\nuse { twice } from "./m.ts"\nuse "b.strux" as b', {
    in: "use",
  });
  expect(await run("a.q", { in: "q" })).toEqual(["1"]);
  await run("a.r + lab.twice(1)", { in: "r" });
  expect(run.session.names().map(({ name, kind, state }) => `${name}: ${kind}, ${state}`)).toEqual([
    "a: module, fresh",
    "lab: module, fresh",
    "lab.twice: function, fresh",
    "twice: function, fresh",
    "b: module, broken",
    "a.q: value, fresh",
    "a.r: value, broken",
  ]);
});

test("names that start with _ stay in their cell", async () => {
  const run = script();
  await run("let _n = 1\nshow _n", { in: "x" });
  expect(await run("let _n = 2\nshow _n", { in: "y" })).toEqual(["2"]);
  expect(await run("_n", { in: "z" })).toEqual(["! E101 unknown name '_n'; it is local to In[1]"]);
});

test("set reactive: what only computes follows by itself, and a setting can be taken back", async () => {
  const run = script();
  await run('set reactive "pure"', { in: "set" });
  await run("let n = 2", { in: "a" });
  await run(`${table} |> slice(0, n)`, { in: "b" });
  await run("score s of t { metric m = .v }", { in: "c" });
  const followed = await run("let n = 1", { in: "a" });
  expect(followed[0]).toBe("t: 1 row (id, v, g)");
  expect(followed.at(-1)).toBe("computed by itself: t, s");
  await run('set reactive "off"', { in: "set" });
  expect(await run("let n = 2", { in: "a" })).toEqual(["W103 2 cells now stale: t, s: run `refresh`"]);
});

describe("what is computed again", () => {
  const rows = "id,v\n1,1\n2,0\n";

  test("a value is kept while what it is computed from stays; a run of its cell does not read the file again", async () => {
    const run = script({ "t.csv": rows });
    await run('data t = csv("t.csv")', { in: "a" });
    await run("show t", { in: "b" });
    await run("let x = 1", { in: "c" });
    await run('data t = csv("t.csv")', { in: "a" });
    expect(run.read).toEqual(["t.csv"]);
    await run('data t = csv("t.csv") |> slice(0, 1)', { in: "a" });
    expect(run.read.length).toBe(2);
  });

  test("a file that changed makes stale what was read from it", async () => {
    const run = script({ "t.csv": rows });
    await run('data t = csv("t.csv")', { in: "a" });
    await run("show t", { in: "b" });
    const path = join(run.folder, "t.csv");
    writeFileSync(path, `${rows}3,1\n`);
    utimesSync(path, new Date(), new Date(Date.now() + 5000));
    expect(await run("1", { in: "c" })).toEqual(["1", "W103 2 cells now stale: t, In[2]: run `refresh`"]);
    expect(await run("refresh", { in: "r" })).toEqual([
      "t: 3 rows (id, v)",
      "t: 3 rows, 2 columns",
      "computed: t, In[2]",
    ]);
  });

  test("what reads files is not computed by itself", async () => {
    const run = script({ "t.csv": rows });
    await run('set reactive "pure"', { in: "s" });
    await run("let n = 1", { in: "n" });
    await run('data t = csv("t.csv") |> slice(0, n)', { in: "a" });
    expect(await run("let n = 2", { in: "n" })).toEqual(["W103 1 cell now stale: t: run `refresh`"]);
  });
});

test("names: kind, type, rows and bytes once computed, cell, state", async () => {
  const run = script();
  await run("let n = 2", { in: "a" });
  await run(`${table} |> slice(0, n)`, { in: "b" });
  await run("let bad = nope", { in: "c" });
  await run("let n = 1", { in: "a" });
  expect(run.session.names()).toEqual([
    { name: "n", kind: "value", type: "Int", rows: null, bytes: 1, cell: "In[4]", state: "fresh" },
    {
      name: "t",
      kind: "data",
      type: expect.stringMatching(/^Table/),
      rows: null,
      bytes: null,
      cell: "In[2]",
      state: "stale",
    },
    { name: "bad", kind: "value", type: "?", rows: null, bytes: null, cell: "In[3]", state: "broken" },
  ]);
  expect(await run("show names", { in: "d" })).toEqual(["3 names"]);
  await run("refresh", { in: "r" });
  expect(run.session.names()[1]).toMatchObject({ rows: 1, bytes: 24, state: "fresh" });
  await run('prompt p(x: Text) -> Text { user """{{ x }}""" }', { in: "p" });
  expect(run.session.names().at(-1)).toMatchObject({ name: "p", kind: "prompt", rows: null, bytes: null });
});

test("names: what its cell shows is stale until it is shown anew, and a value that nobody has wanted is not computed", async () => {
  const run = script();
  const states = (): string[] => run.session.names().map(({ name, state }) => `${name} ${state}`);
  await run("let n = 2", { in: "n" });
  await run(`${table} |> slice(0, n)`, { in: "t" });
  await run("let size = len(t)", { in: "size" });
  expect(states()).toEqual(["n fresh", "t fresh", "size fresh"]);
  await run("let n = 3", { in: "n" });
  expect(states()).toEqual(["n fresh", "t stale", "size not computed"]);
  // it wants the table
  expect(await run("show t[2].id", { in: "show" })).toEqual(["3"]);
  expect(states()).toEqual(["n fresh", "t stale", "size not computed"]);
  expect(await run("refresh", { in: "r" })).toEqual(["t: 3 rows (id, v, g)", "shown anew: t"]);
  expect(await run("size", { in: "size2" })).toEqual(["3"]);
  expect(states()).toEqual(["n fresh", "t fresh", "size fresh"]);
  await run("let i = 9\nlet item = [1][i]", { in: "i" });
  await run("item", { in: "item" });
  expect(states().slice(-2)).toEqual(["i fresh", "item failed"]);
});

test("a cell may be uncounted, and what it defines stays", async () => {
  const run = script();
  expect(await run("let a = 1", { uncounted: true })).toEqual([]);
  expect(await run("a", { in: "x" })).toEqual(["1"]);
  expect(run.session.names()[0]?.cell).toBe("a silent cell");
  const reply = await run.session.execute({ code: "a" }, () => undefined);
  expect(reply).toEqual({ status: "ok", count: 2, failure: null });
});

test("cells sent at once are run one after the other", async () => {
  const run = script();
  const all = await Promise.all([
    run("let a = 1", { in: "x" }),
    run("let b = a + 1", { in: "y" }),
    run("b", { in: "z" }),
  ]);
  expect(all.at(-1)).toEqual(["2"]);
});

test("a cell that is interrupted says so; the next one runs", async () => {
  const run = script();
  await run(table, { in: "a" });
  const stop = new AbortController();
  stop.abort();
  const stopped = await run("show t |> derive(x: .v + 1)", { in: "b", signal: stop.signal });
  expect(stopped).toEqual([expect.stringMatching(/^! E130/)]);
  expect(await run("show t", { in: "c" })).toEqual(["t: 3 rows, 3 columns"]);
});

describe("with a model", () => {
  let runner: Runner;
  let asked = 0;
  beforeAll(async () => {
    const real = await makeRunner();
    const generate: Runner["generate"] = (model, prompts, ...rest) => {
      asked += prompts.length;
      return real.generate(model, prompts, ...rest);
    };
    runner = { ...real, generate };
  });
  const cells = {
    model: 'model m = onnx("models/strux-nano") on cpu { max_tokens: 3 }',
    prompt: 'prompt p(text: Text) -> Text { user """{{ text }}""" }',
    data: 'data t = table([{id: "a", text: "one"}, {id: "b", text: "two"}])',
    run: "run r over t { ask p(.text) with m }",
    score: 'score s of r { metric m1 = contains(.output, ["x"]) }',
  };

  test("answers are kept: a score over them is computed again without asking; a model never is by itself", async () => {
    const run = script({}, runner);
    await run('set reactive "pure"', { in: "set" });
    const given: string[] = [];
    for (const [id, code] of Object.entries(cells)) given.push(...(await run(code, { in: id })));
    expect(given).toEqual([
      "t: 2 rows (id, text)",
      "r: 2 rows, 6 columns",
      "W303 n = 2 items at most: a 95 % interval will be very wide",
      "s",
    ]);
    expect(asked).toBe(2);
    // the run is at hand, so the score follows when it is the score that changes
    await run("let limit = 0", { in: "limit" });
    await run("score s of r { metric m1 = len(.output) > limit }", { in: "score" });
    const followed = await run("let limit = 1", { in: "limit" });
    expect(followed.at(-1)).toBe("computed by itself: s");
    expect(asked).toBe(2);
    // a longer answer needs the model: the run is stale, and so is what rests on it
    const changed = await run(cells.model.replace("3", "4"), { in: "model" });
    expect(changed).toEqual(["W103 2 cells now stale: r, s: run `refresh`"]);
    expect(asked).toBe(2);
    expect((await run("refresh", { in: "refresh" })).at(-1)).toBe("computed: r, s");
    expect(asked).toBe(4);
    // and back: the store has them
    await run(cells.model, { in: "model" });
    await run("refresh", { in: "refresh" });
    expect(asked).toBe(4);
  });

  test("what a run took is told once, wherever its value was wanted first", async () => {
    const run = script({}, runner);
    for (const id of ["model", "prompt", "data"] as const) await run(cells[id], { in: id });
    const took = async (code: string, id: string): Promise<string[]> => {
      const told: string[] = [];
      await run.session.execute({ code, cellId: id }, (event) => {
        if (event.kind === "display" && event.volatile) told.push(String(event.bundle.data["text/plain"]));
      });
      return told;
    };
    expect(await took(cells.run, "run")).toEqual([
      expect.stringMatching(/^r: 2 calls made, 0 from the store/),
    ]);
    expect(await took(cells.run, "run")).toEqual(["r: kept from before, no calls made"]);
    await run(cells.model.replace("3", "2"), { in: "model" });
    await run("show r", { in: "show" });
    expect(await took("refresh", "r")).toEqual([expect.stringMatching(/^r: 2 calls made, 0 from the store/)]);
    expect(await took(cells.run, "run")).toEqual(["r: kept from before, no calls made"]);
  });

  /** A notebook of forty rows to be asked, on a runner of which a test hears each answer. */
  const many = async (heard: (answers: number) => void) => {
    let [sent, answers] = [0, 0];
    const counting: Runner = {
      ...runner,
      async *generate(model, prompts, ...rest) {
        sent += prompts.length;
        for await (const made of runner.generate(model, prompts, ...rest)) {
          heard(++answers);
          yield made;
        }
      },
    };
    const run = script({}, counting);
    await run(cells.model.replace("3", "12"), { in: "model" });
    await run(cells.prompt, { in: "prompt" });
    const rows = Array.from(
      { length: 40 },
      (_, n) => `{id: "${n}", text: "${"one two three ".repeat(1 + (n % 4))}${n}"}`,
    );
    await run(`data t = table([${rows.join(", ")}])`, { in: "data" });
    return { run, sent: () => sent };
  };

  test("the runner is killed in the middle of a run: the run goes on by itself, and says so", async () => {
    let killed = 0;
    const { run, sent } = await many(() => {
      if (killed++ === 0) process.kill(runner.pid()!, "SIGKILL");
    });
    const told: string[] = [];
    const reply = await run.session.execute({ code: cells.run, cellId: "run" }, (event) => {
      if (event.kind === "display") told.push(String(event.bundle.data["text/plain"]));
    });
    expect(reply.status).toBe("ok");
    expect(told.join("\n")).toMatch(
      /^r: 40 calls made, 0 from the store; .* the runner process died and was started again 1 time$/m,
    );
    expect(told.at(-1)).toContain("failed: 0");
    expect(sent()).toBeGreaterThan(40);
    expect(sent()).toBeLessThan(80);
    expect(await run("show r |> where(.output == null)", { in: "lost" })).toEqual([
      "table: 0 rows, 7 columns",
    ]);
  });

  test("the runner is killed while it turns prompts into tokens, and while it loads: nobody notices", async () => {
    const kill = <A extends readonly unknown[], T>(call: (...given: A) => Promise<T>) => {
      let killed = false;
      return (...given: A): Promise<T> => {
        const answer = call(...given);
        if (!killed) process.kill(runner.pid()!, "SIGKILL");
        killed = true;
        return answer;
      };
    };
    const run = script({}, { ...runner, chat: kill(runner.chat), load: kill(runner.load) });
    for (const id of ["model", "prompt", "data"] as const) await run(cells[id], { in: id });
    const told: string[] = [];
    await run.session.execute({ code: cells.run, cellId: "run" }, (event) => {
      if (event.kind === "display") told.push(String(event.bundle.data["text/plain"]));
    });
    expect(told[0]).toMatch(/^r: 2 calls made, 0 from the store; .* was started again \d times$/);
  });

  test("an interrupt does not wait for a model that loads, and a process that is killed with it is not started for it", async () => {
    const stop = new AbortController();
    let loads = 0;
    const load: Runner["load"] = () => {
      loads++;
      setTimeout(() => stop.abort());
      // as if the process that loads were killed a little later
      return new Promise((_, reject) => setTimeout(() => reject(new ModelError("E510", "killed", "")), 30));
    };
    const run = script({}, { ...runner, load });
    for (const id of ["model", "prompt", "data"] as const) await run(cells[id], { in: id });
    expect(await run(cells.run, { in: "run", signal: stop.signal })).toEqual(["! E130 interrupted"]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(loads).toBe(1);
  });

  test("an interrupt in the middle of a run: names stay, and the next time only the rest is asked", async () => {
    const stop = new AbortController();
    const { run, sent } = await many((answers) => {
      if (answers === 5) stop.abort();
    });
    expect(await run(cells.run, { in: "run", signal: stop.signal })).toEqual([
      "! E130 interrupted; finished calls are kept",
    ]);
    expect(await run("show t |> slice(0, 1)", { in: "names" })).toEqual(["table: 1 row, 2 columns"]);
    const before = sent();
    expect(await run(cells.run, { in: "run" })).toEqual(["r: 40 rows, 6 columns"]);
    expect(sent() - before).toBeLessThanOrEqual(35);
    expect(await run(cells.run, { in: "run" })).toEqual(["r: 40 rows, 6 columns"]);
    expect(sent() - before).toBeLessThanOrEqual(35);
  });

  test("rows that the model failed on are asked again when their run is run again, and by no other cell", async () => {
    let [fails, sent] = [true, 0];
    const flaky: Runner = {
      ...runner,
      async *generate(model, prompts, options, hooks = {}) {
        sent += prompts.length;
        const kept = fails ? prompts.slice(1) : prompts;
        if (fails) hooks.onRefused?.(0, new ModelError("E513", "the graph gave up", ""));
        for await (const made of runner.generate(model, kept, options, hooks))
          yield { ...made, index: made.index + prompts.length - kept.length };
      },
    };
    const run = script({}, flaky);
    for (const id of ["model", "prompt", "data", "run", "score"] as const) await run(cells[id], { in: id });
    expect(sent).toBe(2);
    fails = false;
    await run("show r", { in: "show" });
    await run("show s", { in: "other" });
    expect(sent).toBe(2);
    expect(await run(cells.run, { in: "run" })).toEqual([
      "r: 2 rows, 6 columns",
      "W103 3 cells now stale: s, In[6], In[7]: run `refresh`",
    ]);
    expect(sent).toBe(3);
    await run(cells.run, { in: "run" });
    expect(sent).toBe(3);
  });
});

test("a check that does not hold fails its cell; what stands behind it is still shown", async () => {
  const run = script();
  expect(await run('check 1 > 2 as "one is more"\nshow 5')).toEqual([
    expect.stringContaining("one is more"),
    "! E801 'one is more' does not hold: 1 > 2",
    "5",
  ]);
  const told: Out[] = [];
  await run.session.execute({ code: "check 1 > 2" }, (event) => void told.push(event));
  expect(told.find(({ kind }) => kind === "error")).toMatchObject({
    name: "CheckFailed",
    traceback: expect.arrayContaining([expect.stringContaining("In[2]:1:1")]),
  });
  expect(await run("check 2 > 1")).toEqual([expect.stringContaining("2 > 1")]);
});

test("a device that did not take an encoder is told by each cell that uses it, whenever it is run", async () => {
  const run = script({}, withoutGpu(await makeRunner()));
  encoderDir("states", { at: join(run.folder, "e") });
  await run('model w = onnx("e") on webgpu else cpu', { in: "a" });
  const note = "note: W301 model 'w' runs on cpu: webgpu is not usable (no adapter)";
  const cell = 'let v = embed("the mill", with: w)';
  expect(await run(cell, { in: "b" })).toContain(note);
  expect(await run(cell, { in: "b" })).toContain(note);
  expect(await run("show len(v)", { in: "c" })).toEqual(["32"]);
});
