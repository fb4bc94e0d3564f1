// The download of CUDA's libraries: onnxruntime-node's own installer, against a package server of this test in NuGet's layout.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { libraryFile } from "../../../runtime/model/backend/library.ts";
import { neededBy } from "../../../runtime/model/elf.ts";
import { fetchFiles, lying, offer, type Offer, removeFiles } from "../../../runtime/model/provider-files.ts";
import { folder, refusal } from "./help.ts";

const require = createRequire(import.meta.url);
const real = join(dirname(require.resolve("onnxruntime-node")), "..");
const LINUX = "linux/x64";
const FILES = ["cuda", "shared", "tensorrt"].map((name) => `libonnxruntime_providers_${name}.so`);

test("it is offered on linux-x64 alone, in the version of ONNX Runtime that is there", () => {
  const found = offer(undefined, LINUX);
  expect(found).toMatchObject({
    name: "Microsoft.ML.OnnxRuntime.Gpu.Linux",
    version: "1.30.0",
    index: "https://api.nuget.org/v3/index.json",
    files: FILES,
  });
  expect(found?.folder).toBe(dirname(libraryFile("linux", "x64")));
  for (const other of ["linux/arm64", "darwin/arm64", "win32/x64"])
    expect(offer(undefined, other)).toBe(undefined);
});

const linux = process.platform === "linux" && process.arch === "x64";

test.skipIf(!linux)("a library says what it needs, and one that ends early is found out", () => {
  const library = libraryFile();
  expect(neededBy(library)).toContain("libc.so.6");
  const place = folder();
  writeFileSync(join(place, "half.so"), readFileSync(library).subarray(0, 1_000_000));
  writeFileSync(join(place, "text.so"), "<html>".repeat(100));
  expect(() => neededBy(join(place, "half.so"))).toThrow(/half\.so ends at byte 1000000, before its time/);
  expect(() => neededBy(join(place, "text.so"))).toThrow(/text\.so is no library of Linux/);
});

/** onnxruntime-node's installer in a package of its own, which asks another index. */
function copied(index: string): Offer {
  const root = join(folder(), "node_modules", "onnxruntime-node");
  mkdirSync(root, { recursive: true });
  cpSync(join(real, "script"), join(root, "script"), { recursive: true });
  const table = join(root, "script", "install-metadata.js");
  const text = readFileSync(table, "utf8").replace("https://api.nuget.org/v3/index.json", index);
  // its own dependencies lie where the real one finds them
  const needs = ["adm-zip", "global-agent"].map((name) => [name, require.resolve(name, { paths: [real] })]);
  writeFileSync(table, text);
  const utils = join(root, "script", "install-utils.js");
  for (const file of [utils, join(root, "script", "install.js")]) {
    const script = needs.reduce(
      (said, [name = "", path = ""]) =>
        said.replaceAll(`require('${name}')`, `require(${JSON.stringify(path)})`),
      readFileSync(file, "utf8"),
    );
    writeFileSync(file, script);
  }
  return offer(root, LINUX)!;
}

test.skipIf(!linux)("without network it says so, and what can be done by hand", async () => {
  const from = copied("https://127.0.0.1:1/v3/index.json");
  const { code, cause, fix } = await refusal(fetchFiles(from));
  expect(code).toBe("E521");
  expect(cause).toBe("onnxruntime-node's installer failed: connect ECONNREFUSED 127.0.0.1:1");
  expect(fix).toContain(`put the files of Microsoft.ML.OnnxRuntime.Gpu.Linux 1.30.0 into ${from.folder}`);
});

const openssl = spawnSync("openssl", ["version"]).status === 0;
if (!openssl) console.warn("skipped: openssl, which makes the server's certificate, is not there");

describe.skipIf(!linux || !openssl)("with a server", () => {
  const place = folder();
  let server: Server;
  let index: string;
  let contents: (name: string) => Buffer;

  beforeAll(async () => {
    const [key, cert] = [join(place, "key.pem"), join(place, "cert.pem")];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
    const made = [
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "2",
      "-keyout",
      key,
      "-out",
      cert,
    ];
    execFileSync("openssl", [...made, ...subject], { stdio: "ignore" });
    server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, ({ url = "" }, response) => {
      const json = (value: unknown) =>
        response.setHeader("content-type", "application/json").end(JSON.stringify(value));
      if (url === "/v3/index.json")
        json({
          resources: [
            { "@id": index.replace("v3/index.json", "flat/"), "@type": "PackageBaseAddress/3.0.0" },
          ],
        });
      else if (url.endsWith("/index.json")) json({ versions: ["1.29.0", "1.30.0"] });
      else response.end(nupkg());
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    index = `https://127.0.0.1:${(server.address() as AddressInfo).port}/v3/index.json`;
  });
  afterAll(() => server.close());

  /** A package is a ZIP archive. */
  function nupkg(): Buffer {
    const Zip = require(require.resolve("adm-zip", { paths: [real] })) as new () => {
      addFile(path: string, data: Buffer): void;
      toBuffer(): Buffer;
    };
    const zip = new Zip();
    for (const name of FILES) zip.addFile(`runtimes/linux-x64/native/${name}`, contents(name));
    return zip.toBuffer();
  }
  const env = () => ({ ...process.env, NODE_EXTRA_CA_CERTS: join(place, "cert.pem") });
  const library = readFileSync(join(dirname(libraryFile()), "onnxruntime_binding.node"));

  test("the files are fetched, looked at, and taken away again", async () => {
    contents = () => library;
    const from = copied(index);
    expect(lying(from)).toEqual(FILES.map((name) => ({ name, bytes: null })));
    const found = await fetchFiles(from, env());
    expect(found).toEqual(FILES.map((name) => ({ name, bytes: library.length })));
    expect(removeFiles(from)).toBe(3 * library.length);
    expect(removeFiles(from)).toBe(0);
  });

  test("a file that came in half is named", async () => {
    contents = (name) => (name.includes("cuda") ? library.subarray(0, 5000) : library);
    const from = copied(index);
    const { code, cause } = await refusal(fetchFiles(from, env()));
    expect(code).toBe("E521");
    expect(cause).toBe(
      `the download is not whole: ${join(from.folder, FILES[0]!)} ends at byte 5000, before its time`,
    );
  });
});
