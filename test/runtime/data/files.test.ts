// The path rule: what may be read, what may not, and what the messages say.
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { nodeFiles } from "../../../runtime/files-node.ts";
import { packageRoot } from "../../../runtime/shipped.ts";
import { failure } from "../call.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "strux-files-")));
const file = (path: string, text: string | Uint8Array): string => {
  const at = join(root, path);
  mkdirSync(join(at, ".."), { recursive: true });
  writeFileSync(at, text);
  return at;
};
file("project/package.json", "{}");
file("project/data/train.csv", "a\n1\n");
file("project/books/near.csv", "a\n1\n");
file("secret/key.txt", "secret");
file("sets/owner__name/a/b.txt", "hello");
symlinkSync(join(root, "secret/key.txt"), join(root, "project/books/link.txt"));
symlinkSync(join(root, "secret/not-there.txt"), join(root, "project/books/dangling.txt"));

const files = nodeFiles({
  folder: join(root, "project/books"),
  env: { STRUX_DATA: join(root, "sets"), HF_HOME: join(root, "hf") },
});
const text = async (path: string) => new TextDecoder().decode((await files.read(path)).bytes);

test("the notebook's folder, the project root and $STRUX_DATA are readable", async () => {
  expect(await text("near.csv")).toBe("a\n1\n");
  expect(await text("../data/train.csv")).toBe("a\n1\n");
  expect(await text(join(root, "sets/owner__name/a/b.txt"))).toBe("hello");
});

test("anything else is not, and the message names the rule", async () => {
  expect(await failure(files.read("../../secret/key.txt"))).toBe(
    "E111: '../../secret/key.txt' lies outside the readable places",
  );
  await expect(files.read("/etc/passwd")).rejects.toMatchObject({
    name: "DataError",
    hint: expect.stringMatching(
      /notebook's folder.*project root.*models.*hub's cache.*\$STRUX_DATA.*--allow-read/,
    ),
  });
});

test("a link is followed before the check, also where it leads to nothing", async () => {
  expect(await failure(files.read("link.txt"))).toMatch(/^E111/);
  expect(await failure(files.read("dangling.txt"))).toMatch(/^E11[01]/);
});

test("what is outside does not tell whether it exists", async () => {
  expect(await failure(files.read("../../secret/not-there"))).toMatch(/^E111/);
});

test("a readable folder is listed; another one, or none, is empty; a link that leads out is a name alone", async () => {
  expect(await files.entries("")).toEqual([
    { name: "dangling.txt", folder: false },
    { name: "link.txt", folder: false },
    { name: "near.csv", folder: false },
  ]);
  expect(await files.entries("..")).toContainEqual({ name: "data", folder: true });
  expect(await files.entries("../../secret")).toEqual([]);
  expect(await files.entries("nowhere")).toEqual([]);
  expect((await files.entries("models/")).map(({ name }) => name)).toContain("strux-nano");
});

test("--allow-read adds a place", async () => {
  const more = nodeFiles({ folder: join(root, "project/books"), extra: [join(root, "secret")], env: {} });
  expect((await more.read("link.txt")).bytes.length).toBe(6);
});

test("a folder that the package has is near, from wherever it is named", async () => {
  const hint = "near it: strux-nano";
  await expect(files.locate("models/strux_nano")).rejects.toMatchObject({ code: "E110", hint });
  await expect(files.locate("models/nothing-like-it")).rejects.toMatchObject({ code: "E110", hint: "" });
  await expect(files.locate("nowhere/strux_nano")).rejects.toMatchObject({
    hint: "there is no folder 'nowhere' either",
  });
});

test("a model of the package is found by its name, unless a folder here is called so", async () => {
  const nano = join(packageRoot, "models/strux-nano");
  expect(await files.locate("strux-nano")).toBe(nano);
  expect(await files.locate("strux-nano/tokenizer.json")).toBe(join(nano, "tokenizer.json"));
  expect(await files.stamp("strux-nano/config.json", "file")).toContain(join(nano, "config.json"));
  await expect(files.locate("strux-nanu")).rejects.toMatchObject({ hint: "near it: strux-nano" });
  await expect(files.locate("world/README.md")).rejects.toMatchObject({ code: "E110" });
  const own = nodeFiles({ folder: join(root, "project/own"), env: {} });
  file("project/own/strux-nano/config.json", "{}");
  expect(await own.locate("strux-nano")).toBe(join(root, "project/own/strux-nano"));
  await expect(own.locate("strux-nano/tokenizer.json")).rejects.toMatchObject({ code: "E110" });
});

test("a missing file offers names near it", async () => {
  await expect(files.read("neer.csv")).rejects.toMatchObject({ code: "E110", hint: "near it: near.csv" });
  await expect(files.read("no/such.csv")).rejects.toMatchObject({
    code: "E110",
    hint: "there is no folder 'no' either",
  });
  expect(await failure(files.read("../data"))).toMatch(/^E110: .* is not a file/);
});

test("packed files are unpacked, and the digest is of what was read", async () => {
  file("project/books/packed.txt.gz", gzipSync("hello"));
  file("project/books/plain.txt", "hello");
  expect(await text("packed.txt.gz")).toBe("hello");
  expect((await files.read("packed.txt.gz")).digest).toBe((await files.read("plain.txt")).digest);
  expect((await files.read("plain.txt", 2)).bytes.length).toBe(2);
});

test("size is bounded, unpacked too", async () => {
  const small = nodeFiles({ folder: join(root, "project/books"), env: {}, limit: 100 });
  file("project/books/big.txt", "x".repeat(101));
  file("project/books/bomb.gz", gzipSync("x".repeat(1000)));
  expect(await failure(small.read("big.txt"))).toMatch(/^E112: 'big.txt' is larger than/);
  expect(await failure(small.read("bomb.gz"))).toMatch(/^E112: 'bomb.gz' is larger than/);
});

test("a named set that is not at hand says how to get it; an unknown one names the known", async () => {
  expect(await files.dataset("hotpotqa-dev-100")).toMatchObject({ hint: "strux data get hotpotqa-dev-100" });
  await expect(files.dataset("hotpot")).rejects.toMatchObject({
    code: "E110",
    hint: expect.stringContaining("strux data list"),
  });
});

test("a set with another digest is refused", async () => {
  file("sets/nakulbh__Meve-framework/data/hotpot_dev_distractor_v1.json", "[]");
  expect(await failure(files.dataset("hotpotqa-dev-100"))).toMatch(
    /^E112: 'hotpotqa-dev-100' has the digest/,
  );
});
