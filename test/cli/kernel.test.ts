// `strux kernel` as users run it: installed into a home of its own, found, broken, taken away.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { project, strux } from "./help.ts";

const kernel = (folder: string, ...args: readonly string[]) => strux(folder, "kernel", ...args);
const spec = (folder: string, name = "strux"): string =>
  join(folder, "share/jupyter/kernels", name, "kernel.json");

test("install, status, uninstall below a prefix", async () => {
  const folder = project({});
  const options = [
    "--prefix",
    ".",
    "--name",
    "Strux-Lab",
    "--display-name",
    "Strux, lab",
    "--env",
    "STRUX_STORE=/s=1",
    "--no-host",
    "--allow-net",
    "--allow-read",
    "data",
  ];
  const done = await kernel(folder, "install", ...options);
  expect(done).toMatchObject({ status: 0, stderr: "" });
  expect(done.stdout).toContain("strux-lab  'Strux, lab', written by ");
  expect(done.stdout).toContain("  folder   PROJECT/share/jupyter/kernels/strux-lab\n");
  expect(done.stdout).toContain(
    "  jupyter  does not find it: not on its path; JUPYTER_PATH=PROJECT/share/jupyter puts it there\n",
  );
  expect(done.stdout).toContain("  env      STRUX_STORE=/s=1\n");
  const written = JSON.parse(readFileSync(spec(folder, "strux-lab"), "utf8")) as { argv: string[] };
  expect(written.argv.slice(0, 2).every(existsSync)).toBe(true);
  expect(written.argv.slice(1)).toEqual([
    join(import.meta.dirname, "../../bin/strux.mjs"),
    ...[
      "kernel",
      "start",
      "--no-host",
      "--allow-net",
      `--allow-read=${join(folder, "data")}`,
      "{connection_file}",
    ],
  ]);
  const status = await kernel(folder, "status", "--prefix", ".", "--json");
  expect(status.stdout).toContain('"name":"strux-lab"');
  expect(await kernel(folder, "uninstall", "--prefix", ".", "--name", "strux-lab")).toEqual({
    status: 0,
    stdout: "removed PROJECT/share/jupyter/kernels/strux-lab\n",
    stderr: "",
  });
  expect(existsSync(spec(folder, "strux-lab"))).toBe(false);
});

test("status: 1 where the script is gone", async () => {
  const folder = project({});
  await kernel(folder, "install", "--prefix", ".", "--name", "strux-gone");
  const path = spec(folder, "strux-gone");
  writeFileSync(path, readFileSync(path, "utf8").replace("bin/strux.mjs", "bin/gone.mjs"));
  const { status, stdout } = await kernel(folder, "status", "--prefix", ".");
  expect(status).toBe(1);
  expect(stdout).toMatch(
    / {2}broken {3}there is no .*gone\.mjs any more: run 'strux kernel install' again\n/,
  );
});

test("a foreign kernel of the name is left alone", async () => {
  const text = '{"argv": ["k"], "language": "k", "display_name": "K"}';
  const folder = project({ "share/jupyter/kernels/strux/kernel.json": text });
  const done = await kernel(folder, "install", "--prefix", ".");
  expect(done).toMatchObject({ status: 2, stdout: "" });
  expect(done.stderr).toBe(
    "strux: E117  PROJECT/share/jupyter/kernels/strux holds the kernel 'K' and is not overwritten\n   = another --name, or --force\n",
  );
  expect(readFileSync(spec(folder), "utf8")).toBe(text);
  expect((await kernel(folder, "install", "--prefix", ".", "--force")).status).toBe(0);
});

test.each<readonly [string, readonly string[], string]>([
  ["no verb", [], "there is no command 'kernel'; commands: kernel install, "],
  ["another verb", ["instal"], "there is no command 'kernel instal'; commands: kernel install, "],
  [
    "two places",
    ["install", "--user", "--prefix", "."],
    "E010  --user, --sys-prefix and --prefix are three places",
  ],
  ["a name", ["install", "--prefix", ".", "--name", "a b"], "E010  'a b' cannot name a kernel"],
  ["a variable", ["install", "--prefix", ".", "--env", "1x"], "E010  --env 1x: write --env NAME=VALUE"],
  ["a file", ["install", "x"], "kernel install takes options alone"],
  [
    "nothing to remove",
    ["uninstall", "--prefix", "."],
    "E110  there is no kernel in PROJECT/share/jupyter/kernels/strux",
  ],
])("usage: %s", async (_, args, says) => {
  const done = await kernel(project({}), ...args);
  expect(done).toMatchObject({ status: 2, stdout: "" });
  expect(done.stderr).toContain(`strux: ${says}`);
});

test("doctor: the sockets load, and what is here starts", { timeout: 60_000 }, async () => {
  const { stdout } = await kernel(project({}), "doctor", "--json");
  const found = stdout
    .split("\n")
    .flatMap((line) => (line === "" ? [] : [JSON.parse(line) as { what: string }]));
  expect(found).toContainEqual({ what: "zeromq", ok: true, text: expect.stringMatching(/^libzmq \d/) });
  expect(found).toContainEqual(
    expect.objectContaining({ text: expect.stringMatching(/^starts in \d+ ms, protocol 5/) }),
  );
});
