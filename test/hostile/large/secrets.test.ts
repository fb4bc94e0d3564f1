// Secrets of the environment: a server that gives the key back in every way that it can, and what is left of it anywhere.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { redactor } from "../../../runtime/secret.ts";
import { Problem } from "../../../runtime/problem.ts";
import { notebook, project, strux } from "../../cli/help.ts";
import { type Peer, peer, said } from "../../runtime/server/peer.ts";

const SECRET = "sk-hostile/0123456789+abcdef";
let other: Peer;
let variable: string;
beforeEach(async () => {
  other = await peer();
  variable = `STRUX_KEY_127_0_0_1_${new URL(other.url).port}`;
});
afterEach(() => {
  delete process.env[variable];
  return other.close();
});

const book = (words: readonly string[], more: string[] = []): string =>
  notebook(
    `model m = http("${other.url}", name: "tiny")
prompt p(text: Text) -> Text { user """Say {{ text }}""" }
data t = table([${words.map((word, id) => `{ id: ${id}, text: "${word}" }`).join(", ")}])
run r over t { ask p(.text) with m { max_tokens: 8 } }
show r`,
    ...more,
  );
/** All that a run leaves: what it said, the notebook, every byte below the folder. */
async function left(text: string): Promise<string> {
  const folder = project({ "book.ipynb": text });
  const { stdout, stderr } = await strux(
    folder,
    "run",
    "book.ipynb",
    "-o",
    "out.ipynb",
    "--allow-net",
    "--json",
  );
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return [stdout, stderr, ...files.map((one) => readFileSync(join(one.parentPath, one.name), "utf8"))].join(
    "\n",
  );
}

test("a server that echoes the header of its key: it is in no message, output, record or summary", async () => {
  process.env[variable] = SECRET;
  const header = `Bearer ${SECRET}`;
  other.faults.set("refusal", [{ status: 400, body: JSON.stringify({ error: { message: header } }) }]);
  // escaped as some write JSON, and cut where words are
  other.faults.set("slashes", [
    { status: 400, body: JSON.stringify({ message: header }).replaceAll("/", "\\/") },
  ]);
  other.faults.set("long", [{ status: 400, body: JSON.stringify({ detail: "x".repeat(190) + header }) }]);
  other.faults.set("plain", [{ status: 400, body: header }]);
  other.faults.set("page", [{ text: header }]);
  other.faults.set("finish", [
    { text: said("x", { choices: [{ message: { content: "x" }, finish_reason: header }] }) },
  ]);
  other.faults.set("answer", [{ text: said(`my key is ${SECRET}`) }]);
  other.faults.set("model", [{ text: said("ok", { model: header, system_fingerprint: SECRET }) }]);
  other.faults.set("address", [{ text: said(encodeURIComponent(SECRET)) }]);
  const all = await left(
    book(["refusal", "slashes", "long", "plain", "page", "finish", "answer", "model", "address"]),
  );
  expect(new Set(other.keys)).toEqual(new Set([header]));
  expect(other.bodies).toHaveLength(9);
  expect(all).toContain("my key is …");
  expect(all).not.toContain("sk-hostile");
  expect(all).toContain(`asked ${new URL(other.url).host}`);
});

test("a list of models that holds the key does not show it", async () => {
  process.env[variable] = SECRET;
  other.models = [`other-${SECRET}`];
  const all = await left(book(["a"]));
  expect(all).toContain("it has: other-…");
  expect(all).not.toContain("sk-hostile");
});

test("a key that no header can hold is refused by the name of its variable, and not by its letters", async () => {
  process.env[variable] = "sk-hostile\nline";
  const all = await left(book(["a"]));
  expect(all).toContain(`the key in ${variable} holds characters that no header can hold`);
  expect(all).not.toContain("sk-hostile");
  expect(other.keys).toEqual([]);
});

test("what TypeScript prints, shows and throws of the environment is shown without it", async () => {
  process.env[variable] = SECRET;
  const key = `process.env["${variable}"]`;
  const all = await left(
    notebook(
      `%%ts\nconsole.log("log", ${key}); ({ [${key}!]: [${key}] })`,
      `%%ts\nthrow new Error("threw " + ${key})`,
    ),
  );
  expect(all).toContain("log …");
  expect(all).toContain("threw …");
  expect(all).not.toContain("sk-hostile");
});

test("the one place: texts, keys, problems, values of any form; short secrets stand in other texts by chance", () => {
  const redact = redactor({
    STRUX_KEY_A: " sk-one-two ",
    STRUX_KEY_B: "sk-one",
    STRUX_KEY_C: "abc",
    HF_TOKEN: "hf_token",
  });
  expect(redact({ "sk-one-two": ["sk-one", 1, null, "abc hf_token"] })).toEqual({
    "…": ["…", 1, null, "abc …"],
  });
  const problem = redact(new Problem("ModelError", "E526", "sk-one", "hf_token"));
  expect([problem, problem.code, problem.message, problem.hint]).toEqual([
    expect.any(Problem),
    "E526",
    "…",
    "…",
  ]);
  const bytes = new Uint8Array([1]);
  expect(redact(bytes)).toBe(bytes);
  const same = { a: 1 };
  expect(redactor({ HF_HOME: "/nowhere" })(same)).toBe(same);
});
