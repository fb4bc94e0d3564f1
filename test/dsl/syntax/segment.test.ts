// Where a cell is cut: statement words in column 1, comments with what they precede, templates whole.
import { expect, test } from "vitest";
import { segment } from "../../../dsl/syntax/segment.ts";
import { text } from "../../help.ts";
import { program } from "../program.ts";

const heads = (source: string, assign = false): readonly string[] =>
  segment(source, assign).map((each) => each.text.split("\n")[0]!);

test("the sample program is cut at its statements", () => {
  expect(heads(program).map((line) => /\w+/.exec(line)![0])).toEqual(
    "language set use use param Questions let fn model model shape data prompt prompt run score chart check explain preview show".split(
      " ",
    ),
  );
});

test("segments lie in order and repeat the text of the cell", () => {
  let last = 0;
  for (const { start, end, text: own } of segment(program)) {
    expect(start).toBeGreaterThanOrEqual(last);
    expect(program.slice(start, end)).toBe(own);
    last = end;
  }
});

test("comment lines directly above belong to the statement; a blank line detaches them", () => {
  const pieces = segment(text`
    let a = 1
    // behind a

    /// about b
    // and more
    let b = 2`);
  expect(pieces.map((each) => each.text)).toEqual([
    "let a = 1\n// behind a",
    "/// about b\n// and more\nlet b = 2",
  ]);
});

test("nothing, blanks and comments are no statements", () => {
  for (const source of ["", " \n\t\n", "// only this", "\n/// doc\n"]) expect(segment(source)).toEqual([]);
});

test("brackets and clause words in column 1 continue a statement", () => {
  const source = "run r over qa\nvary n in [\n1\n]\n{\nask p with m\n}\nshow r";
  expect(heads(source)).toEqual(["run r over qa", "show r"]);
});

test("a property in column 1 continues an open bracket, even if its name is reserved", () => {
  expect(heads("model m = onnx(1) {\nwindow: 1\nmodel: 2\n}\nlet a = 1")).toHaveLength(2);
});

test("an unclosed bracket swallows no statement", () => {
  expect(heads("let a = f(1,\nlet b = 2\ndat c = 3\nshow b")).toEqual([
    "let a = f(1,",
    "let b = 2",
    "dat c = 3",
    "show b",
  ]);
});

test("an indented statement word outside of brackets is a head all the same", () => {
  expect(heads("  let a = 1\n  let b = 2")).toHaveLength(2);
  expect(heads("let a = f(\n  let: 1)")).toHaveLength(1);
});

test("text in a template starts no statement", () => {
  expect(heads('prompt p() {\nuser """\nshow the work\ndata first\n"""\n}\nshow p')).toHaveLength(2);
  expect(heads('let a = """\nlet us go\n\\"""\nshow x\n"""')).toHaveLength(1);
  expect(heads('let a = """{{ f("""x""") }}\nshow y\n"""\nshow a')).toHaveLength(2);
});

test("a template that is never closed ends where the next statement starts", () => {
  expect(heads('let a = """open\ntext\nlet b = 2\nlet c = """x"""')).toEqual([
    'let a = """open',
    "let b = 2",
    'let c = """x"""',
  ]);
  expect(heads('let a = """open\nplain prose\nshow b')).toEqual(['let a = """open', "show b"]);
});

test("quotes in comments and strings open nothing", () => {
  expect(heads('let a = 1 // """\nlet b = "\\""\nshow b')).toHaveLength(3);
});

test("parameter cells: hash comments, names in column 1", () => {
  expect(heads("# Parameters\nn = 5\nname = 'it\\'s'\nxs = [\n1,\n2]", true)).toHaveLength(3);
});

test("Windows line ends", () => {
  expect(heads("let a = 1\r\n\r\nlet b = 2\r\n")).toEqual(["let a = 1", "let b = 2"]);
});
