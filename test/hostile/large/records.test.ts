// A record that was changed is never returned: it is damage with a name, and a result again once it is computed again. By both
// drivers, on their own files.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, readdirSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { deep, DRIVERS, elsewhere, filled, damageOf, large, mine, other, tamper, used } from "./tampered.ts";

/** A record changed by who knows its layout: the checksum fits what it says now. */
function forged(key: string, record: Buffer, change: (record: Buffer) => Buffer): Buffer {
  const bytes = change(Buffer.from(record));
  const sum = createHash("sha256").update(Buffer.from(key, "hex")).update(bytes.subarray(0, 1));
  sum.update(bytes.subarray(17)).digest().copy(bytes, 1, 0, 16);
  return bytes;
}
const HOW = 41;
const [AS_IT_IS, ELSEWHERE, DEFLATED] = [0, 1, 2];
const withValue = (how: number, value: Buffer) => (record: Buffer) => {
  const a = HOW + 5 + record.readUInt32LE(HOW + 1);
  const head = record.subarray(0, a + 4 + record.readUInt32LE(a));
  head[HOW] = how;
  return Buffer.concat([head, value]);
};
const flipped = (at: number) => (bytes: Buffer) => {
  bytes[at < 0 ? bytes.length + at : at]! ^= 1;
  return bytes;
};
const bomb = (bytes: number): Buffer =>
  Buffer.concat([Buffer.from('"'), Buffer.alloc(bytes, "x"), Buffer.from('"')]);

type Change = (bytes: Buffer) => Buffer;
const sound =
  (change: Change): Change =>
  (bytes) =>
    forged(mine.key, bytes, change);
const CHANGES: readonly (readonly [string, Change, RegExp])[] = [
  ["a bit of its checksum", flipped(3), /not those that were written/],
  ["a bit of when it was written", flipped(20), /not those that were written/],
  ["a bit of what it shares", flipped(30), /not those that were written/],
  ["how its value lies there", flipped(HOW), /not those that were written/],
  ["a bit of a length", flipped(HOW + 1), /not those that were written/],
  ["a bit of its value", flipped(-1), /not those that were written/],
  ["cut to its header", (bytes) => bytes.subarray(0, 50), /not those that were written/],
  ["cut to nothing", () => Buffer.alloc(0), /cut off/],
  ["longer by a byte", (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]), /not those that were written/],
  ["of another version", (bytes) => Buffer.concat([Buffer.from([2]), bytes.subarray(1)]), /of version 2/],
  [
    "with lengths that lead out of it",
    sound((bytes) => (bytes.writeUInt32LE(2 ** 32 - 1, HOW + 1), bytes)),
    /do not fit/,
  ],
  ["a bomb of 200 MB", sound(withValue(DEFLATED, deflateRawSync(bomb(200_000_000)))), /do not fit together/],
  ["with a value that is no JSON", sound(withValue(AS_IT_IS, Buffer.from("{"))), /no result/],
  ["with a value that nests 100,000 levels", sound(withValue(DEFLATED, deflateRawSync(deep))), /no result/],
  [
    "with a value in a file elsewhere",
    sound(withValue(ELSEWHERE, Buffer.from("../../../../etc/hostname"))),
    /a file of its own, is gone/,
  ],
  [
    "sharing what nobody wrote",
    sound((bytes) => (bytes.write("ab".repeat(16), 25, "hex"), bytes)),
    /in common with other records is gone/,
  ],
];

describe.each(DRIVERS)("%s: a record that was changed is damage", (driver) => {
  test.each(CHANGES)("%s", async (_, change, why) => {
    const folder = await filled(driver);
    await tamper(driver, folder, (raw) =>
      raw.put("records", mine.key, Buffer.from(change(raw.get("records", mine.key)))),
    );
    expect(await damageOf(driver, folder, mine)).toMatch(why);
  });

  test("one under the key of another", async () => {
    const folder = await filled(driver);
    await tamper(driver, folder, (raw) => raw.put("records", mine.key, raw.get("records", other.key)));
    expect(await damageOf(driver, folder, mine)).toMatch(/not those that were written/);
  });

  test.each([
    ["other words", Buffer.from('{"made":{"runtime":"evil"},"of":{}}')],
    ["nothing", Buffer.alloc(0)],
    ["what nests", Buffer.from(deep)],
  ])("the section that records share, exchanged for %s", async (_, bytes) => {
    const folder = await filled(driver);
    await tamper(driver, folder, (raw) => {
      const name = raw.get("records", mine.key).toString("hex", 25, 41);
      raw.put("shared", name, bytes);
    });
    await used(driver, folder, async (store) => {
      for (const { key } of [mine, other, large]) expect(await store.get(key)).toBeUndefined();
      expect(store.damaged()).toHaveLength(3);
      expect(store.damaged()[0]?.why).toBe("what it has in common with other records is gone");
      await store.put(mine.key, mine);
      expect(await store.get(other.key)).toMatchObject({ value: other.value, made: other.made });
    });
  });

  const valueOf = (folder: string): string => {
    const [name = ""] = readdirSync(join(folder, "values"), { recursive: true, encoding: "utf8" }).filter(
      (one) => one.endsWith(".gz"),
    );
    return join(folder, "values", name);
  };
  const VALUES: readonly (readonly [string, (file: string) => void])[] = [
    ["another value", (file) => writeFileSync(file, gzipSync(JSON.stringify(other.value)))],
    ["what is not packed", (file) => writeFileSync(file, "what")],
    ["a bomb of 200 MB", (file) => writeFileSync(file, gzipSync(bomb(200_000_000)))],
    ["its first half", (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
    ["itself and more", (file) => appendFileSync(file, gzipSync("more"))],
    ["a link, although to the right bytes", (file) => symlinkSync(elsewhere(file), file)],
    ["a link to a device", (file) => (elsewhere(file), symlinkSync("/dev/zero", file))],
    ["a pipe", (file) => (elsewhere(file), execFileSync("mkfifo", [file]))],
  ];
  test.skipIf(process.platform === "win32").each(VALUES)(
    "a large value exchanged for %s",
    async (_, change) => {
      const folder = await filled(driver);
      change(valueOf(folder));
      expect(await damageOf(driver, folder, large)).toMatch(
        /its value, a file of its own, is gone or is not what was written/,
      );
    },
  );

  test("a folder of values that leads elsewhere: nothing is read there, and nothing is written", async () => {
    const folder = await filled(driver);
    const way = dirname(valueOf(folder));
    const to = elsewhere(way);
    symlinkSync(to, way);
    const before = readdirSync(to);
    await used(driver, folder, async (store) => {
      expect(await store.get(large.key)).toBeUndefined();
      await expect(store.put(large.key, large)).rejects.toMatchObject({
        code: "E116",
        message: expect.stringContaining("is a link, and may lead out of the store"),
      });
    });
    expect(readdirSync(to)).toEqual(before);
  });
});
