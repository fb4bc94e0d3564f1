// A store whose files were exchanged for others: links, pipes, what is cut off. A record among them is damage, the store as a whole is
// refused (E116), and a run says so.
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { openStore } from "../../../runtime/store/open.ts";
import { notebook, project, strux } from "../../cli/help.ts";
import { peer, said } from "../../runtime/server/peer.ts";
import {
  deep,
  DRIVERS,
  elsewhere,
  filled,
  damageOf,
  large,
  mine,
  open,
  other,
  type Tables,
  used,
  withLmdb,
} from "./tampered.ts";

describe("files of records that are none", () => {
  const way = (folder: string): string => join(folder, "records", mine.key.slice(0, 2), mine.key);
  test.skipIf(process.platform === "win32").each([
    [
      "a link to another record",
      (file: string, folder: string) =>
        symlinkSync(join(folder, "records", other.key.slice(0, 2), other.key), file),
    ],
    ["a link to its own bytes elsewhere", (file: string) => symlinkSync(`${file}.moved`, file)],
    ["a link to a device", (file: string) => symlinkSync("/dev/zero", file)],
    ["a pipe", (file: string) => execFileSync("mkfifo", [file])],
    ["a file of 1 TB", (file: string) => (writeFileSync(file, ""), truncateSync(file, 2 ** 40))],
  ] as const)("%s", async (_, change) => {
    const folder = await filled("files");
    renameSync(way(folder), `${way(folder)}.moved`);
    change(way(folder), folder);
    expect(await damageOf("files", folder, mine)).toMatch(/it is cut off, or no file/);
  });

  test("a folder of records that leads elsewhere is E116, for who reads and for who writes", async () => {
    const folder = await filled("files");
    const from = dirname(way(folder));
    symlinkSync(elsewhere(from), from);
    const refused = {
      code: "E116",
      message: expect.stringContaining("is a link, and may lead out of the store"),
    };
    await used("files", folder, async (store) => {
      await expect(store.get(mine.key)).rejects.toMatchObject(refused);
      await expect(store.put(mine.key, mine)).rejects.toMatchObject(refused);
    });
  });

  test("other names among them are no keys", async () => {
    const folder = await filled("files");
    const beside = dirname(way(folder));
    writeFileSync(join(beside, "notes.txt"), "");
    mkdirSync(join(folder, "records", "zz"));
    copyFileSync(way(folder), join(folder, "records", "zz", mine.key));
    const found: string[] = [];
    for await (const key of open("files", folder).keys()) found.push(key);
    expect(found).toEqual([mine, other, large].map(({ key }) => key).toSorted());
  });
});

describe("the file of LMDB", () => {
  const id = (key: string): Buffer => Buffer.from(key, "hex");
  test.each([
    [
      "the place of another record",
      (tables: Tables) => tables.records.get(id(other.key))!,
      /not those that were written/,
    ],
    ["a place with nothing", () => Buffer.alloc(12, 7), /cut off/],
    ["an empty place", () => Buffer.alloc(0), /cut off/],
    ["a place longer than a key may be", () => Buffer.alloc(10_000, 7), /cut off/],
  ])("a record at %s is damage, and leaves the others alone when it is put again", async (_, where, why) => {
    const folder = await filled("lmdb");
    await withLmdb(folder, (tables) => {
      tables.records.putSync(id(mine.key), where(tables));
    });
    expect(await damageOf("lmdb", folder, mine)).toMatch(why);
  });

  // LMDB maps its file: without a look at it first, each of these but the links ends the process
  test.skipIf(process.platform === "win32").each([
    [
      "random bytes",
      (file: string) => writeFileSync(file, Buffer.alloc(200_000, "tampered")),
      "is no file of LMDB",
    ],
    ["its first page", (file: string) => truncateSync(file, 16_384), "is cut off or damaged"],
    ["its first two pages", (file: string) => truncateSync(file, 32_768), "is cut off"],
    ["a few bytes", (file: string) => truncateSync(file, 100), "is no file of LMDB"],
    ["a pipe", (file: string) => (rmSync(file), execFileSync("mkfifo", [file])), "is no plain file"],
    ["a folder", (file: string) => (rmSync(file), mkdirSync(file)), "is no plain file"],
    [
      "a link",
      (file: string) => (renameSync(file, `${file}.moved`), symlinkSync(`${file}.moved`, file)),
      "is no plain file",
    ],
  ])("exchanged for %s is E116", async (_, change, why) => {
    const folder = await filled("lmdb");
    change(join(folder, "results", "data.mdb"));
    await used("lmdb", folder, async (store) => {
      const refused = { code: "E116", message: expect.stringContaining(why) };
      await expect(store.get(mine.key)).rejects.toMatchObject(refused);
      await expect(store.put(mine.key, mine)).rejects.toMatchObject(refused);
    });
  });

  test("a folder of it that is a link is E116", async () => {
    const folder = await filled("lmdb");
    renameSync(join(folder, "results"), join(folder, "moved"));
    symlinkSync(join(folder, "moved"), join(folder, "results"));
    await used("lmdb", folder, (store) =>
      expect(store.get(mine.key)).rejects.toMatchObject({ code: "E116" }),
    );
  });
});

describe("format.json", () => {
  const name = (folder: string): string => join(folder, "format.json");
  const none = /does not say what the store is/;
  test.skipIf(process.platform === "win32").each([
    ["huge", (file: string) => truncateSync(file, 2 ** 40), none],
    ["deep", (file: string) => writeFileSync(file, deep), none],
    [
      "of a driver that there is not",
      (file: string) => writeFileSync(file, '{"format":1,"driver":"../evil"}'),
      none,
    ],
    [
      "with keys of prototypes",
      (file: string) => writeFileSync(file, '{"__proto__":{"format":1,"driver":"lmdb"}}'),
      none,
    ],
    ["of no version", (file: string) => writeFileSync(file, '{"format":0.5,"driver":"files"}'), none],
    [
      "of a later version",
      (file: string) => writeFileSync(file, '{"format":1e9,"driver":"files"}'),
      /of version 1000000000/,
    ],
    ["empty", (file: string) => writeFileSync(file, ""), none],
    ["a folder", (file: string) => (rmSync(file), mkdirSync(file)), none],
    ["a link to a device", (file: string) => (rmSync(file), symlinkSync("/dev/zero", file)), none],
    ["a pipe", (file: string) => (rmSync(file), execFileSync("mkfifo", [file])), none],
  ] as const)("%s is E116", async (_, change, why) => {
    const folder = await filled("files");
    change(name(folder));
    expect(() => openStore(folder)).toThrow(why);
  });

  test.each(DRIVERS)("%s: of the other driver: nothing is taken for a result", async (driver) => {
    const folder = await filled(driver);
    writeFileSync(name(folder), JSON.stringify({ format: 1, driver: DRIVERS.find((one) => one !== driver) }));
    await used(driver, folder, async (store) => expect(await store.get(mine.key)).toBeUndefined());
  });
});

test("a run counts what is damaged, names the first, and computes it again", async () => {
  const server = await peer();
  server.faults.set("b", [{ text: said("right") }, { text: said("right") }]);
  try {
    const folder = project({
      "book.ipynb": notebook(
        `model m = http("${server.url}", name: "tiny")\nprompt p(word: Text) -> Text { user """{{ word }}""" }\nrun r over table([{ word: "a" }, { word: "b" }]) { ask p(.word) with m { max_tokens: 8 } }\nshow r`,
      ),
    });
    const run = () => strux(folder, "run", "book.ipynb", "-o", "out.ipynb", "--allow-net");
    const outputs = (): string => readFileSync(join(folder, "out.ipynb"), "utf8");
    await run();
    expect(outputs()).toMatch(/r: 2 calls made, 0 from the store; /);
    const answers = outputs().match(/right/g)?.length;
    // both keys have the bytes of the second from now on: one of them is damage
    await withLmdb(join(folder, ".store"), ({ records, bytes }) => {
      const [one, two] = [...records.getKeys()].map((key) => records.get(key)!);
      bytes.putSync(one!, bytes.get(two!)!);
    });
    await run();
    expect(outputs()).toMatch(
      /r: 1 calls made, 1 from the store; .*; 1 damaged record of the store left unused \([0-9a-f]{12}: its bytes are not those that were written\)/,
    );
    expect(outputs().match(/right/g)?.length).toBe(answers);
    await run();
    expect(outputs()).toMatch(/r: 0 calls made, 2 from the store; /);
    expect(outputs()).not.toContain("damaged");
  } finally {
    await server.close();
  }
});
