// A disk that fills up in the middle of a run: the run ends and says so, and the same command goes on from what was finished.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const strux = join(import.meta.dirname, "..", "..", "..", "bin", "strux.mjs");
const folder = mkdtempSync(join(tmpdir(), "strux-full-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// the program is built by its first start, and its files are larger than these disks
spawnSync(process.execPath, [strux, "version"]);

// answers of 3 KB: some hundred of them are more than there is room for
const source = `
model m = scripted(text => text + "${"x".repeat(3000)}", parallel: 4)
prompt p(q: Text) -> Text { user """{{ q }}""" }
data t = csv("rows.csv")
run r over t { ask p(.text) with m }
`;
writeFileSync(join(folder, "p.strux"), source);
writeFileSync(
  join(folder, "rows.csv"),
  `id,text\n${Array.from({ length: 600 }, (_, n) => `${n},row ${n}`).join("\n")}\n`,
);

/** The run in a shell that first does something to its disk. */
function run(first: string, store: string) {
  const line = `${first} exec "$0" "$1" run p.strux`;
  const env = { ...process.env, STRUX_STORE: store };
  const done = spawnSync("bash", ["-c", line, process.execPath, strux], {
    cwd: folder,
    env,
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status: done.status, said: done.stdout + done.stderr };
}
const kept = (said: string): number => Number(/calls made, (\d+) from the store/.exec(said)?.[1]);

test("a file that may grow no more: E116, status 1, and the next run has what was finished", () => {
  const store = join(folder, "limited");
  const cut = run("ulimit -f 600;", store);
  expect(cut.said).toMatch(
    /E116 {2}the store at .*limited cannot be used: (Input\/output error|File too large)/,
  );
  expect(cut.status).toBe(1);
  const after = run("", store);
  expect(after.status).toBe(0);
  expect(kept(after.said)).toBeGreaterThan(0);
});

const small = join(folder, "small");
mkdirSync(small);
const mount = `mount -t tmpfs -o size=1500k tmpfs ${small}`;
const mounts = spawnSync("unshare", ["-rm", "bash", "-c", mount]).status === 0;

test.skipIf(!mounts)("a full disk is called that (skipped where no small disk can be mounted)", () => {
  const line = `${mount} && STRUX_STORE=${small}/store "$0" "$1" run p.strux`;
  const done = spawnSync("unshare", ["-rm", "bash", "-c", line, process.execPath, strux], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(done.stderr).toMatch(/E116 {2}the disk with the store at .*small\/store is full/);
});
