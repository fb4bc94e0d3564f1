// Folders are made with those above them, and where none can be made that is said instead of tried for ever.
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../runtime/folder.ts";

const home = mkdtempSync(join(tmpdir(), "strux-folder-"));

test("a folder, those above it, and one that is there", async () => {
  await makeFolder(join(home, "a/b/c"));
  await makeFolder(join(home, "a/b/c"));
  expect(existsSync(join(home, "a/b/c"))).toBe(true);
});

test("below a file there is no folder", async () => {
  writeFileSync(join(home, "file"), "");
  await expect(makeFolder(join(home, "file/below"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

test.skipIf(process.platform !== "linux")("below /proc it is an error, at once", async () => {
  await expect(makeFolder("/proc/nope/ab")).rejects.toMatchObject({ code: "ENOENT" });
});
