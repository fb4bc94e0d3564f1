// The language server as an editor meets it: the built command, spoken to over its standard streams.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type CompletionItem,
  createProtocolConnection,
  type Diagnostic,
  type Hover,
  type NotebookCell,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from "vscode-languageserver-protocol/node";
import { root } from "../../bin/build.mjs";

// a folder whose name must be escaped in a URI
const folder = join(mkdtempSync(join(tmpdir(), "strux lsp ")), "a b#c");
let child: ChildProcess;
let server: ProtocolConnection;
const told = new Map<string, readonly Diagnostic[]>();
const waiting = new Map<string, (list: readonly Diagnostic[]) => void>();

function start(): { readonly child: ChildProcess; readonly server: ProtocolConnection } {
  const started = spawn(process.execPath, [join(root, "bin/strux.mjs"), "lsp", "--stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(started.stdout),
    new StreamMessageWriter(started.stdin),
  );
  connection.listen();
  return { child: started, server: connection };
}

const initialize = (connection: ProtocolConnection): Promise<unknown> =>
  connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities: {} });

beforeAll(async () => {
  (await import("node:fs")).mkdirSync(folder);
  writeFileSync(join(folder, "qa.csv"), "id,question\n1,why\n2,how\n");
  ({ child, server } = start());
  server.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) => {
    told.set(uri, diagnostics);
    waiting.get(uri)?.(diagnostics);
    waiting.delete(uri);
  });
  await initialize(server);
  await server.sendNotification("initialized", {});
}, 60_000);
afterAll(() => child.kill());

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
/** The next problems told of a document. */
const problems = (uri: string): Promise<readonly Diagnostic[]> =>
  new Promise((resolve) => waiting.set(uri, resolve));

async function open(name: string, text: string): Promise<string> {
  const uri = uriOf(name);
  const next = problems(uri);
  await server.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "strux", version: 1, text },
  });
  await next;
  return uri;
}

const ask = <R>(method: string, uri: string, params: object): Promise<R> =>
  server.sendRequest(`textDocument/${method}`, { textDocument: { uri }, ...params });

test("problems come with their code, their place and their fixes, and go when mended", async () => {
  const uri = await open("one.strux", 'data qa = csv("qa.csv")\n\nshow qa |> select(.questoin)\n');
  expect(told.get(uri)).toMatchObject([
    {
      code: "E201",
      severity: 1,
      range: { start: { line: 2, character: 19 }, end: { line: 2, character: 27 } },
    },
  ]);
  const range = { start: { line: 2, character: 20 }, end: { line: 2, character: 20 } };
  const [action] = await ask<{ title: string; edit: { changes: { [uri: string]: TextEdit[] } } }[]>(
    "codeAction",
    uri,
    { range, context: { diagnostics: [] } },
  );
  expect(action?.title).toBe("replace with 'question'");
  const [edit] = action?.edit.changes[uri] ?? [];
  const next = problems(uri);
  await server.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: edit!.range, text: edit!.newText }],
  });
  expect(await next).toEqual([]);
});

test("in the string of a reader the files of the folder are offered, in place of what is typed", async () => {
  const uri = await open("path.strux", 'data qa = csv("q")');
  const items = await ask<CompletionItem[]>("completion", uri, { position: { line: 0, character: 16 } });
  const range = { start: { line: 0, character: 15 }, end: { line: 0, character: 16 } };
  expect(items).toEqual([{ label: "qa.csv", kind: 17, textEdit: { range, newText: "qa.csv" } }]);
});

test("completion, hover and signature know the columns of a file beside the program", async () => {
  const text =
    'data qa = csv("qa.csv")\ndata t = qa |> where(len(.question) > 2)\nlet x = "a" |> truncate(3, keep: "head", tokenizer: "words")\n';
  const uri = await open("two.strux", text);
  const items = await ask<{ label: string; textEdit: TextEdit }[]>("completion", uri, {
    position: { line: 1, character: 28 },
  });
  expect(items.map(({ label }) => label)).toEqual(["question"]);
  expect(items[0]?.textEdit.range.start).toEqual({ line: 1, character: 26 });
  const hover = await ask<{ contents: { value: string } }>("hover", uri, {
    position: { line: 1, character: 10 },
  });
  expect(hover.contents.value).toContain("data qa: Table");
  expect(hover.contents.value).toContain("columns: id");
  const help = await ask<{ signatures: { label: string }[]; activeParameter: number }>("signatureHelp", uri, {
    position: { line: 2, character: 34 },
  });
  expect(help.signatures[0]?.label).toMatch(/^truncate\(/);
  expect(help.activeParameter).toBe(2);
});

test("renaming, definition, references, outline, folding, colours", async () => {
  const text = "let rate = 0.5\nlet twice = rate * 2\n// one\n// two\ncheck twice > 0.5\n";
  const uri = await open("three.strux", text);
  const position = { line: 1, character: 13 };
  expect(await ask("definition", uri, { position })).toMatchObject({
    uri,
    range: { start: { line: 0, character: 4 } },
  });
  expect(await ask("references", uri, { position, context: { includeDeclaration: true } })).toHaveLength(2);
  expect(await ask("prepareRename", uri, { position })).toMatchObject({ placeholder: "rate" });
  expect(await ask("rename", uri, { position, newName: "share" })).toEqual({
    changes: {
      [uri]: [
        { range: { start: { line: 0, character: 4 }, end: { line: 0, character: 8 } }, newText: "share" },
        { range: { start: { line: 1, character: 12 }, end: { line: 1, character: 16 } }, newText: "share" },
      ],
    },
  });
  await expect(ask("rename", uri, { position, newName: "twice" })).rejects.toThrow(
    "'twice' is already defined in three.strux, line 2",
  );
  expect(await ask("documentSymbol", uri, {})).toMatchObject([{ name: "rate" }, { name: "twice" }]);
  expect(await ask("foldingRange", uri, {})).toEqual([{ startLine: 2, endLine: 3, kind: "comment" }]);
  const { data } = await ask<{ data: number[] }>("semanticTokens/full", uri, {});
  // let rate = 0.5: a keyword, a variable that is declared, a number
  expect(data.slice(0, 15)).toEqual([0, 0, 3, 0, 0, 0, 4, 4, 6, 1, 0, 7, 3, 3, 0]);
});

test("layout, of all and of a range", async () => {
  const uri = await open("four.strux", "let   a=1\nlet   b=2\n");
  const options = { tabSize: 2, insertSpaces: true };
  const all = await ask<TextEdit[]>("formatting", uri, { options });
  expect(all.length).toBeGreaterThan(1);
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 5 } };
  const part = await ask<TextEdit[]>("rangeFormatting", uri, { range, options });
  expect(part.every((edit) => edit.range.start.line === 1)).toBe(true);
});

test("the cells of a notebook are one program", async () => {
  const notebook = uriOf("five.ipynb");
  const cell = (n: number): string => `vscode-notebook-cell:${notebook.slice(5)}#${n}`;
  const document = (n: number, text: string) => ({ uri: cell(n), languageId: "strux", version: 1, text });
  const cells: NotebookCell[] = [0, 1].map((n) => ({
    kind: 2,
    document: cell(n),
    ...(n === 0 && { metadata: { tags: ["parameters"] } }),
  }));
  const next = Promise.all([problems(cell(0)), problems(cell(1))]);
  await server.sendNotification("notebookDocument/didOpen", {
    notebookDocument: { uri: notebook, notebookType: "jupyter-notebook", version: 1, cells },
    cellTextDocuments: [document(0, "level = 5  # as Python writes it"), document(1, "show lvel")],
  });
  expect((await next).map((list) => list.map(({ code }) => code))).toEqual([[], ["E101"]]);
  const items = await ask<{ label: string }[]>("completion", cell(1), {
    position: { line: 0, character: 6 },
  });
  expect(items.map(({ label }) => label)).toContain("level");
  const edit = await ask<{ changes: object }>("rename", cell(0), {
    position: { line: 0, character: 1 },
    newName: "depth",
  });
  expect(Object.keys(edit.changes)).toEqual([cell(0)]);
});

test("cells of TypeScript are helped with by their own types, and told of by the problems of the program", async () => {
  const notebook = uriOf("six.ipynb");
  const cell = (n: number): string => `vscode-notebook-cell:${notebook.slice(5)}#${n}`;
  const texts = [
    'data t = table([{ id: 1, q: "a" }])',
    "%%ts\nconst rows = t.map((row) => ({ ...row, size: row.q.length }));\nexport const half = (x: number): number => x / 2;",
    "%%ts\nrows[0].si",
    'half("a")',
  ];
  const document = (n: number) => ({ uri: cell(n), languageId: "strux", version: 1, text: texts[n] ?? "" });
  const cells: NotebookCell[] = texts.map((_, n) => ({ kind: 2, document: cell(n) }));
  const next = Promise.all(texts.map((_, n) => problems(cell(n))));
  await server.sendNotification("notebookDocument/didOpen", {
    notebookDocument: { uri: notebook, notebookType: "jupyter-notebook", version: 1, cells },
    cellTextDocuments: texts.map((_, n) => document(n)),
  });
  expect((await next).map((list) => list.map(({ code }) => code))).toEqual([[], [], ["E131"], ["E203"]]);
  const items = await ask<CompletionItem[]>("completion", cell(2), { position: { line: 1, character: 10 } });
  expect(items.map(({ label, kind, textEdit }) => ({ label, kind, textEdit }))).toEqual([
    {
      label: "size",
      kind: 10,
      textEdit: {
        range: { start: { line: 1, character: 8 }, end: { line: 1, character: 10 } },
        newText: "size",
      },
    },
  ]);
  const told = await ask<Hover>("hover", cell(2), { position: { line: 1, character: 1 } });
  expect(JSON.stringify(told.contents)).toContain("size: number");
}, 60_000);

test("a notebook that is opened as text is let alone", async () => {
  const uri = uriOf("six.ipynb");
  await server.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "strux", version: 1, text: '{"cells": []}' },
  });
  expect(await ask("completion", uri, { position: { line: 0, character: 0 } })).toEqual([]);
  expect(told.has(uri)).toBe(false);
});

test("what is taken back is not answered, and what cannot be is an error without words on stdout", async () => {
  const uri = await open("seven.strux", "let a = 1\n");
  await expect(
    ask("hover", "file:///not/open.strux", { position: { line: 0, character: 0 } }),
  ).resolves.toBeNull();
  const { CancellationTokenSource } = await import("vscode-languageserver-protocol/node");
  const source = new CancellationTokenSource();
  const position = { line: 0, character: 8 };
  const before = Array.from({ length: 40 }, () => ask("completion", uri, { position }));
  const asked = server.sendRequest(
    "textDocument/completion",
    { textDocument: { uri }, position },
    source.token,
  );
  source.cancel();
  await expect(asked).rejects.toMatchObject({ code: -32800 });
  expect(await Promise.all(before)).toHaveLength(40);
});

test("it ends when told to, and when nobody is there any more", async () => {
  const first = start();
  await initialize(first.server);
  await first.server.sendRequest("shutdown");
  await first.server.sendNotification("exit");
  expect(await once(first.child, "exit")).toEqual([0, null]);
  const second = start();
  await initialize(second.server);
  second.child.stdin?.end();
  expect((await once(second.child, "exit"))[0]).toBe(1);
}, 30_000);
