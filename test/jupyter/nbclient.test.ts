// nbclient, which runs notebooks for Jupyter's own tools: outputs, exit statuses, errors by their name, and a kernel that dies.
import { expect, test as base } from "vitest";
import { book, codeCells, mimes, plain } from "./book.ts";
import { well, within, withDesk } from "./desk.ts";

const test = base.extend(withDesk);

const SLOW = `data docs = world(400, facts: 16, draws: [1, 2, 3], split: "test", seed: 7)
model reader = onnx("models/strux-nano") on cpu { temperature: 0, max_tokens: 8 }
prompt answer(context: Text, question: Text) -> Text { user """{{ context }} {{ question }}""" }
run answers over docs { ask answer(context: .prose |> pack(256), question: .question) with reader }`;

test("jupyter execute runs the quickstart: every cell is counted, its tables and its chart are there", async ({
  desk,
}) => {
  desk.copy("notebooks/01-quickstart.ipynb");
  well(await desk.run("jupyter", "execute", "notebooks/01-quickstart.ipynb", "--inplace"));
  const cells = codeCells(desk.read("notebooks/01-quickstart.ipynb"));
  expect(cells.map((cell) => cell.execution_count)).toEqual(cells.map((_, at) => at + 1));
  const shown = cells.flatMap(mimes);
  for (const mime of ["text/html", "image/svg+xml", "application/vnd.vegalite.v5+json", "text/plain"])
    expect(shown).toContain(mime);
  expect(cells.map(plain).join("\n")).toContain("✓ holds: at 128 tokens the outline answers more");
});

test("what was executed is a valid notebook of format 4.5", async ({ desk }) => {
  desk.write("in.ipynb", book("let a = 1", "a + 1", "show table([{id: 1}])", 'check 1 < 2 as "less"'));
  well(await desk.run("jupyter", "execute", "in.ipynb", "--inplace"));
  const script =
    "import nbformat,sys; nbformat.validate(nbformat.read('in.ipynb', as_version=nbformat.NO_CONVERT)); print('valid')";
  expect((await desk.run("python", "-W", "error", "-c", script)).stdout).toBe("valid\n");
  expect(plain(codeCells(desk.read("in.ipynb"))[1]!)).toBe("2");
});

const failing: readonly (readonly [string, string, string])[] = [
  ["an unknown name", "show zz", "StruxTypeError"],
  ["a syntax error", "let = 1", "StruxSyntaxError"],
  ["a file that is not there", 'show csv("no.csv")', "DataError"],
];
for (const [what, code, ename] of failing)
  test(`a cell that fails ends the run with status 1 and its name: ${what}`, async ({ desk }) => {
    desk.write("in.ipynb", book("let a = 1", code, "show 7"));
    expect((await desk.run("jupyter", "execute", "in.ipynb")).status).toBe(1);
    const script = `import nbformat, nbclient
book = nbformat.read("in.ipynb", as_version=4)
try:
    nbclient.NotebookClient(book).execute()
except nbclient.exceptions.CellExecutionError as error:
    print(error.ename)
print([bool(cell.outputs) for cell in book.cells])`;
    expect((await desk.run("python", "-c", script)).stdout).toBe(`${ename}\n[False, True, False]\n`);
  });

test("a cell tagged raises-exception may fail, and with --allow-errors any", async ({ desk }) => {
  desk.write("tagged.ipynb", book(["show zz", "raises-exception"], "show 7"));
  desk.write("allowed.ipynb", book("show zz", "show 7"));
  for (const args of [["tagged.ipynb"], ["allowed.ipynb", "--allow-errors"]]) {
    well(await desk.run("jupyter", "execute", ...args, "--inplace"));
    const [wrong, right] = codeCells(desk.read(args[0]!));
    expect([plain(wrong!), plain(right!)]).toEqual([expect.stringContaining("StruxTypeError: "), "7"]);
  }
});

test("a cell over its time ends the run with status 1, and the kernel with it", async ({ desk }) => {
  desk.write("in.ipynb", book(SLOW, "show 7"));
  const { status, stderr } = await desk.run("jupyter", "execute", "in.ipynb", "--timeout=2");
  expect(status).toBe(1);
  expect(stderr).toContain("timed out");
});

test("with interrupt_on_timeout the cell is interrupted, and the rest of the notebook runs", async ({
  desk,
}) => {
  desk.write("in.ipynb", book(SLOW, "show 7"));
  const script = `import nbformat, nbclient
book = nbformat.read("in.ipynb", as_version=4)
nbclient.NotebookClient(book, timeout=2, interrupt_on_timeout=True, allow_errors=True).execute()
print([output.ename for output in book.cells[0].outputs if output.output_type == "error"], book.cells[1].outputs[0].data["text/plain"])`;
  expect((await desk.run("python", "-c", script)).stdout).toBe("['Interrupted'] 7\n");
});

test("a kernel that is killed ends the run with status 1", async ({ desk }) => {
  desk.write("in.ipynb", book(SLOW));
  const { done } = desk.start("jupyter", "execute", "in.ipynb");
  expect(await within(30_000, () => desk.kernels().length === 1)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  for (const pid of desk.kernels()) process.kill(pid, "SIGKILL");
  const { status, stderr } = await done;
  expect(status).toBe(1);
  expect(stderr).toContain("DeadKernelError");
});

test("a notebook whose run was given up is drawn again from its log: outputs as in the front end, valid for nbformat", async ({
  desk,
}) => {
  desk.write("in.ipynb", book("let a = 1\nshow a + 1", "show table([{id: 1}])", SLOW));
  expect((await desk.run("jupyter", "execute", "in.ipynb", "--timeout=2", "--inplace")).status).toBe(1);
  const [line = ""] = well(await desk.strux("log", "--json")).stdout.split("\n");
  const { run } = JSON.parse(line) as { readonly run: string };
  well(await desk.strux("replay", run, "-o", "again.ipynb"));
  const [first, second, slow] = codeCells(desk.read("again.ipynb"));
  expect(plain(first!)).toBe("2");
  expect(plain(second!)).toContain("1 row");
  expect(slow!.execution_count).toBe(3);
  const script =
    "import nbformat,sys; nbformat.validate(nbformat.read('again.ipynb', as_version=nbformat.NO_CONVERT)); print('valid')";
  expect((await desk.run("python", "-W", "error", "-c", script)).stdout).toBe("valid\n");
});
