// What a cell imports, and from where: our own names, what Node has, files of the folder under the path rule, packages beside it.
import { basename } from "node:path";
import { expect, test } from "vitest";
import { modules } from "../../../kernel/typescript/modules.ts";
import { nodeFiles } from "../../../runtime/files-node.ts";
import { folder } from "../../runtime/module/help.ts";

const at = folder({
  "local.ts": "export const seven: number = 7;",
  "plain.mjs": "export const eight = 8;",
  "data.json": '{"a": 1}',
  "node_modules/esm/package.json": '{"name": "esm", "type": "module", "exports": "./i.js"}',
  "node_modules/esm/i.js": "export const b = 3; export default 4;",
  "node_modules/common/package.json": '{"name": "common", "main": "i.js"}',
  "node_modules/common/i.js": "exports.c = 4;",
});
const own = { display: "ours" };
const made = modules(at, nodeFiles({ folder: at, env: {} }), new Map([["tslab", own]]));

test("what is loaded is required by the name it was imported under", async () => {
  await made.load(["tslab", "./local", "./plain.mjs", "./data.json", "esm", "common", "node:path"]);
  expect(made.require("tslab")).toBe(own);
  expect(made.require("./local")).toMatchObject({ seven: 7 });
  expect(made.require("./plain.mjs")).toMatchObject({ eight: 8 });
  expect(made.require("./data.json")).toEqual({ a: 1 });
  expect(made.require("esm")).toMatchObject({ b: 3, default: 4 });
  expect(made.require("common")).toEqual({ c: 4 });
  expect((made.require("node:path") as { basename: typeof basename }).basename).toBe(basename);
});

test("import() reaches the same places, also where nothing was loaded before", async () => {
  const fresh = modules(at, nodeFiles({ folder: at, env: {} }), new Map([["tslab", own]]));
  expect(await fresh.import("tslab")).toBe(own);
  expect(await fresh.import("./local.ts")).toMatchObject({ seven: 7 });
  expect(await fresh.import("esm")).toMatchObject({ b: 3 });
  expect(fresh.require("common")).toEqual({ c: 4 });
});

test("files outside of the readable places are not loaded, nor what is not there", async () => {
  await expect(made.load([`${"../".repeat(20)}etc/secret.json`])).rejects.toMatchObject({ code: "E111" });
  await expect(made.load(["./nowhere.ts"])).rejects.toMatchObject({ code: "E110" });
  await expect(made.load(["no-such-package"])).rejects.toThrow("no-such-package");
});
