// The published package: packed, installed into an empty folder with install scripts blocked, it runs its own quickstart and is a kernel.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { build, root } from "../../bin/build.mjs";
import { connect, launch, ready } from "../kernel/jupyter/client.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "strux-pack-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Cell = { readonly outputs?: readonly { readonly data?: Readonly<Record<string, unknown>> }[] };

test("the packed package runs the packaged quickstart", { timeout: 300_000 }, async ({ skip }) => {
  await build();
  const tarball = await pack();
  const offline = await install(tarball);
  skip(offline !== undefined, `the registry is out of reach: ${offline}`);

  const home = join(folder, "node_modules/struxlab");
  const notebook = join(home, "notebooks/01-quickstart.ipynb");
  await run(process.execPath, [join(home, "bin/strux.mjs"), "run", notebook, "-o", "out.ipynb"], {
    cwd: folder,
  });

  const { cells } = JSON.parse(readFileSync(join(folder, "out.ipynb"), "utf8")) as {
    readonly cells: readonly Cell[];
  };
  const kinds = cells.flatMap((cell) =>
    (cell.outputs ?? []).flatMap((output) => Object.keys(output.data ?? {})),
  );
  expect(kinds).toContain("application/vnd.vegalite.v5+json");
});

test(
  "the packed package is a kernel of Jupyter, TypeScript cells included",
  { timeout: 120_000 },
  async ({ skip }) => {
    const script = join(folder, "node_modules/struxlab/bin/strux.mjs");
    skip(!existsSync(script), "the registry is out of reach");
    await run(process.execPath, [script, "kernel", "install", "--prefix", folder]);
    const spec = JSON.parse(
      readFileSync(join(folder, "share/jupyter/kernels/strux/kernel.json"), "utf8"),
    ) as {
      readonly argv: readonly string[];
    };
    const kernel = await launch(spec.argv);
    const client = await connect(kernel.connection);
    await ready(client);
    await client.execute("%%ts\nexport const twice = (n: number): number => 2 * n");
    const { outputs } = await client.execute("twice(21)");
    const result = outputs.find(({ header }) => header.msg_type === "execute_result");
    client.close();
    kernel.child.kill("SIGKILL");
    expect(result?.content["data"]).toMatchObject({ "text/plain": "42" });
  },
);

async function pack(): Promise<string> {
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    cwd: root,
  });
  const [packed] = JSON.parse(stdout) as readonly { readonly filename: string; readonly size: number }[];
  if (!packed) throw new Error("npm pack made nothing");
  console.log(`${packed.filename}: ${(packed.size / 1e6).toFixed(1)} MB`);
  return join(folder, packed.filename);
}

/** The network error if the registry cannot be reached. */
async function install(tarball: string): Promise<string | undefined> {
  writeFileSync(join(folder, "package.json"), "{}");
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  try {
    const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip" };
    await run("npm", ["install", tarball, ...options], { cwd: folder, env });
    return undefined;
  } catch (error) {
    const network = String(error).match(/\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT)\b/);
    if (network) return network[0];
    throw error;
  }
}
