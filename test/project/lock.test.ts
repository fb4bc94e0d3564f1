// The lock file: installs on every platform, from any registry; and the TypeScript that checks us is ours.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../bin/build.mjs";
import { type Lock, complete, missing } from "../../bin/lock.mjs";

const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lock;

test("every optional dependency has an entry (otherwise: npm run lock)", () => {
  expect(missing(lock)).toEqual([]);
});

test("a missing platform package is added beside its parent", () => {
  const tiny = small();
  expect(complete(tiny)).toEqual([
    "node_modules/a/node_modules/@b/linux-arm64-musl",
    "node_modules/@b/win32-x64",
  ]);
  expect(tiny.packages["node_modules/a/node_modules/@b/linux-arm64-musl"]).toEqual({
    version: "1.0.0",
    cpu: ["arm64"],
    dev: true,
    libc: ["musl"],
    optional: true,
    os: ["linux"],
  });
  expect(missing(tiny)).toEqual([]);
});

test("the lock file names no registry but the public one", () => {
  const urls = Object.values(lock.packages).flatMap((entry) => entry.resolved ?? []);
  expect(urls.filter((url) => !url.startsWith("https://registry.npmjs.org/"))).toEqual([]);
});

test("packages whose version matters are pinned exactly", () => {
  const pins = {
    chevrotain: "11.2.0",
    "@uwdata/flechette": "2.6.0",
    "onnxruntime-node": "1.30.0",
    koffi: "3.3.4",
  };
  for (const [name, version] of Object.entries(pins)) {
    expect(lock.packages[""]?.dependencies?.[name]).toBe(version);
    expect(Object.keys(lock.packages).filter((path) => path.endsWith(`node_modules/${name}`))).toHaveLength(
      1,
    );
  }
});

test("tsc is TypeScript 5.9", () => {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  expect(execFileSync(process.execPath, [tsc, "--version"], { encoding: "utf8" })).toMatch(/^Version 5\.9\./);
});

function small(): Lock {
  return {
    packages: {
      "": {},
      "node_modules/@b/linux-arm64-musl": { version: "2.0.0" },
      "node_modules/a": {
        dev: true,
        optionalDependencies: { "@b/linux-arm64-musl": "1.0.0", "@b/win32-x64": "1.0.0" },
      },
    },
  };
}
