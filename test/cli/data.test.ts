// strux data against a local mirror of the same layout: fetched, checked, found by a notebook; a wrong file leaves nothing.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../bin/build.mjs";
import { fetchSet } from "../../runtime/data/fetch.ts";

const folder = mkdtempSync(join(tmpdir(), "strux-data-"));
const body = '[{"a": 1}]';
const set = {
  about: "one row",
  repository: "owner/name",
  commit: "c0ffee",
  path: "folder/rows.json",
  sha256: createHash("sha256").update(body).digest("hex"),
  licence: "none",
  reader: "jsonl",
};
const server = createServer((request, response) => {
  const known = request.url === "/owner/name/c0ffee/folder/rows.json";
  response.writeHead(known ? 200 : 404).end(known ? body : "");
});
let env: NodeJS.ProcessEnv = {};
const signal = new AbortController().signal;

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  env = { XDG_CACHE_HOME: folder, STRUX_DATA_MIRROR: `http://127.0.0.1:${port}` };
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a set is fetched into the cache below owner__name", async () => {
  const path = await fetchSet("rows", set, env, signal);
  expect(path).toBe(join(folder, "strux/data/owner__name/folder/rows.json"));
  expect(readFileSync(path, "utf8")).toBe(body);
});

test("another digest than stated is refused, and nothing is left", async () => {
  const wrong = { ...set, sha256: "0".repeat(64), repository: "owner/name", path: "folder/rows.json" };
  rmSync(join(folder, "strux"), { recursive: true });
  await expect(fetchSet("rows", wrong, env, signal)).rejects.toMatchObject({ code: "E112" });
  expect(() => readFileSync(join(folder, "strux/data/owner__name/folder/rows.json"))).toThrow("ENOENT");
});

test("a file that is not there, and a host that is not there", async () => {
  await expect(fetchSet("rows", { ...set, path: "nope" }, env, signal)).rejects.toMatchObject({
    code: "E114",
    message: "'rows' could not be fetched: the host answers 404",
  });
  const nowhere = { ...env, STRUX_DATA_MIRROR: "http://127.0.0.1:9" };
  await expect(fetchSet("rows", set, nowhere, signal)).rejects.toMatchObject({ code: "E114" });
});

test("a host that begins and then sends nothing is given up", async () => {
  const quiet = createServer((_, response) => void response.write(body.slice(0, 3)));
  await new Promise<void>((done) => quiet.listen(0, "127.0.0.1", done));
  const { port } = quiet.address() as AddressInfo;
  const own = { ...env, STRUX_DATA_MIRROR: `http://127.0.0.1:${port}`, HF_HUB_DOWNLOAD_TIMEOUT: "0.2" };
  await expect(fetchSet("rows", set, own, signal)).rejects.toMatchObject({
    code: "E114",
    message: "'rows' could not be fetched: nothing came for 0.2 s",
  });
  quiet.closeAllConnections();
  quiet.close();
});

test("the command lists the sets, and names the nearest one when asked for another", async () => {
  const strux = (...args: string[]) =>
    promisify(execFile)(process.execPath, ["bin/strux.mjs", "data", ...args], { cwd: root });
  expect((await strux("list")).stdout).toContain("hotpotqa-dev-100\n  100 HotpotQA");
  await expect(strux("get", "hotpotqa-dev-10")).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      "E110  there is no dataset 'hotpotqa-dev-10'\n   = did you mean 'hotpotqa-dev-100'? strux data list",
    ) as string,
  });
});

test("sets at hand are compared with what is stated of them; of others it is said how many there are", async () => {
  const data = mkdtempSync(join(tmpdir(), "strux-sets-"));
  const place = join(data, "nakulbh__Meve-framework/data");
  mkdirSync(place, { recursive: true });
  const strux = (...args: string[]) =>
    promisify(execFile)(process.execPath, ["bin/strux.mjs", "data", "check", ...args], {
      cwd: root,
      env: { ...process.env, STRUX_DATA: data, XDG_CACHE_HOME: join(data, "cache") },
    });
  expect((await strux("hotpotqa-dev-100")).stdout).toContain("hotpotqa-dev-100: not at hand");
  expect((await strux()).stdout).toMatch(/^0 as stated, 0 not, \d+ not at hand$/m);
  writeFileSync(join(place, "hotpot_dev_distractor_v1.json"), "[]");
  await expect(strux()).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/hotpotqa-dev-100: E112 .*\n0 as stated, 1 not, /) as string,
  });
  rmSync(data, { recursive: true });
});
