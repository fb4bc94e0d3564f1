// Which Node these tests ran on: printed before anything else, and the one that was asked for.
import { expect, test } from "vitest";

test(`runs on Node ${process.version}`, () => {
  console.log(`process.version ${process.version}`);
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  expect(major > 20 || (major === 20 && minor >= 19), "Node 20.19 or newer").toBe(true);
  const asked = process.env["STRUX_TEST_NODE"] ?? process.version;
  expect(process.version).toBe(asked);
});
