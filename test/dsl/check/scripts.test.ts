// Cells of TypeScript in a program: what they give it, what they see of it, and what of them enters a hash.
import { describe, expect, test } from "vitest";
import { compile, type Compiled } from "../../../dsl/compile.ts";
import type { Step } from "../../../dsl/plan/plan.ts";
import { library } from "../../../runtime/library.ts";
import { counted } from "../counted.ts";

const compiled = (...cells: readonly string[]): Compiled =>
  counted(
    { cells: cells.map((text, at) => ({ id: String(at), label: `cell ${at + 1}`, text })) },
    library,
    {},
  );
/** `E101 2: message`: the code, the number of the cell, the words. */
const told = (...cells: readonly string[]): string[] =>
  compiled(...cells).diagnostics.map(({ code, span, message }) => `${code} ${span.cell + 1}: ${message}`);
const stepsOf = (...cells: readonly string[]): readonly Step[] => compiled(...cells).plan.steps;
const hashOf = (id: string, ...cells: readonly string[]): string | undefined =>
  stepsOf(...cells).find((step) => step.id === id)?.hash;

const half = "%%ts\nexport const half = (x: number): number => x / 2;\nexport const limit = 10;";

describe("what a cell gives", () => {
  test("exported functions are operators and exported values are values, whichever cell comes first", () => {
    expect(told(half, "let a = half(limit) + 1")).toEqual([]);
    expect(told("let a = half(limit)", half)).toEqual([]);
    expect(told(half, 'half("a")')).toEqual(["E203 2: 'half' takes x: Num, but got \"a\""]);
    expect(told(half, "let t: Text = limit")).toEqual(["E204 2: 't' must be Text, got Num"]);
    expect(told(half, "limit()")).toEqual([
      "E104 2: 'limit' is TypeScript, but an operator, a function or a prompt is wanted here",
    ]);
    expect(told(half, "halff(1)")).toEqual([expect.stringMatching(/^E101 2: unknown operator 'halff'/)]);
  });

  test("what is not exported stays in it; what cannot cross is refused where it is used", () => {
    const cell = "%%ts\nconst hidden = 1; export class A {}\nexport const any_of = <T>(x: T) => x;";
    expect(told(cell, "hidden")).toEqual([
      "W123 1: 'any_of' is exported, and the program cannot call it: it is generic",
      expect.stringMatching(/^E101 2: unknown name 'hidden'/),
    ]);
    expect(told(cell, "any_of(1)").at(-1)).toBe(
      "E132 2: 'any_of' of a TypeScript cell cannot be used here: it is generic",
    );
    expect(told(cell, "show A").at(-1)).toBe(
      "E132 2: 'A' of a TypeScript cell cannot be used here: it is a class",
    );
  });

  test("a name of the program is defined once", () => {
    expect(told(half, "let half = 1")).toEqual([
      expect.stringMatching(/^E102 2: 'half' is also defined in cell 1/),
    ]);
    expect(told("%%ts\nconst a = 1", "%%ts\nconst a = 2", "let a = 3")).toEqual([]);
  });

  test("a cell that cannot be read, or has type errors, gives nothing", () => {
    expect(told("%%ts\nexport const f = (", "f(1)")).toEqual([
      "E020 1: Expression expected",
      "W112 2: this statement is left out: it rests on 'f', which has an error",
    ]);
    expect(told("%%ts\nexport const f = (x: number): string => x", "f(1)")).toEqual([
      "E131 1: Type 'number' is not assignable to type 'string'",
      "W112 2: this statement is left out: it rests on 'f', which has an error",
    ]);
    expect(told("%%ts --no-check\nexport const f = (x: number): string => x", "f(1)")).toEqual([]);
  });
});

describe("where a cell begins", () => {
  test("comments and blank lines may stand above '%%ts', and mean nothing", () => {
    const noted = `// halves\n\n  // and a limit\n${half}`;
    expect(told(noted, "let a = half(limit)")).toEqual([]);
    expect(hashOf("a", noted, "let a = half(limit)")).toBe(hashOf("a", half, "let a = half(limit)"));
    expect(told("// halves\n%%ts --nocheck\n1")).toEqual(["E010 1: '--nocheck' is no option of '%%ts'"]);
  });

  test("behind anything else it is one error, and nothing from there on is read", () => {
    const behind =
      "E021 1: '%%ts' starts a cell, and stands behind something here: from it on nothing is read";
    const program = `let n = 2\n\n${half}\nlet n = (\ndata`;
    expect(told(program)).toEqual([behind]);
    expect(stepsOf(program).map(({ id }) => id)).toEqual(["n"]);
    expect(told(`let t = [\n${half}`).at(-1)).toBe(behind);
    expect(told('let t = """\n%%ts\n"""')).toEqual([]);
    expect(told("let n = 2\n%%time\n1")).toEqual([
      "E010 1: '%%time' is unknown: of these cells the language has '%%ts' alone",
    ]);
  });
});

describe("what a cell sees", () => {
  test("values of the program by their types, and names of other cells", () => {
    const program = ['data t = table([{ id: 1, q: "a" }])', "let n = 2"];
    expect(
      told(
        ...program,
        "%%ts\nconst rows = t.map((r) => r.q.length * n)",
        "%%ts\nrows.map((r) => r.toFixed())",
      ),
    ).toEqual([]);
    expect(told(...program, "%%ts\nt[0].question")).toEqual([
      expect.stringMatching(/^E131 3: Property 'question' does not exist/),
    ]);
    expect(told("%%ts\nlater", "%%ts\nconst later = 1")).toEqual(["E131 1: Cannot find name 'later'"]);
  });

  test("reading is what counts, and not the word: a parameter of the same name is its own", () => {
    const [, script] = stepsOf("let n = 2", "%%ts\nexport const f = (n: number) => n");
    expect(script).toMatchObject({ kind: "script", needs: [], reads: {} });
    const [, reading] = stepsOf("let n = 2", "%%ts\nexport const f = (x: number) => x * n");
    expect(reading).toMatchObject({ needs: ["n"], reads: { n: { op: "step", name: "n" } } });
  });

  test("a cell does not see what rests on it, and that is no circle", () => {
    const cell = "%%ts\nexport const f = (y: number): number => y + 1;";
    expect(told(cell, "let y = f(1)")).toEqual([]);
    expect(told(`${cell}\ny`, "let y = f(1)")).toEqual([
      "E131 1: Cannot find name 'y'",
      "W112 2: 'y' is left out: it rests on 'f', which has an error",
    ]);
  });

  test("a cell that rests on an error is not run", () => {
    expect(told("let n = lost", "%%ts\nn + 1")).toEqual([
      "E101 1: unknown name 'lost'",
      "W112 2: this cell is left out: it rests on 'n', which has an error",
    ]);
  });
});

describe("hashes", () => {
  const use = "let a = half(1)";
  const before = hashOf("a", half, use);

  test("change with the text of the cell, with the cells and values it uses, and with nothing else", () => {
    expect(before).toBeDefined();
    expect(hashOf("a", half.replace("/ 2", "/ 3"), use)).not.toBe(before);
    expect(hashOf("a", use, "let other = 1", half)).toBe(before);
    const reading = "%%ts\nexport const half = (x: number): number => x / n";
    expect(hashOf("a", "let n = 2", reading, use)).not.toBe(hashOf("a", "let n = 3", reading, use));
    const earlier = (k: number): string => `%%ts\nconst k = ${k}`;
    const using = "%%ts\nexport const half = (x: number): number => x / k";
    expect(hashOf("a", earlier(1), using, use)).not.toBe(hashOf("a", earlier(2), using, use));
    expect(hashOf("a", earlier(1), half, use)).toBe(before);
  });

  test("of an operator with a version of its own do not", () => {
    const cell = (code: string): string =>
      `%%ts\nexport const half = operator({ in: { x: 'Num' }, out: 'Num', pure: true, version: 2 }, (x) => ${code})`;
    const versioned = hashOf("a", cell("x / 2"), use);
    expect(versioned).toBeDefined();
    expect(hashOf("a", cell("x * 0.5"), use)).toBe(versioned);
    expect(stepsOf(cell("1"), use).at(-1)?.needs).toEqual(["script#0.1"]);
  });
});

test("questions that nobody answers leave the rest of the program as it is", () => {
  const cells = [half, "let a = half(1)", "let b = 2"].map((text, at) => ({
    id: String(at),
    label: "",
    text,
  }));
  const open = compiledWithout(cells);
  expect(open.diagnostics).toEqual([]);
  expect(open.needs.map(({ kind }) => kind)).toEqual(["outline"]);
  expect(open.plan.steps.map(({ id }) => id)).toEqual(["b"]);
});

function compiledWithout(
  cells: readonly { readonly id: string; readonly label: string; readonly text: string }[],
): Compiled {
  return compile({ cells }, library);
}
