// The store over a driver: records sealed and opened, large values beside them, what differs or is damaged noted.
import { existsSync } from "node:fs";
import { DEEPEST, tooDeep } from "../data/depth.ts";
import { fileRates } from "../rates-file.ts";
import { type Conflict, type Damage, differ, type Entry, keyed, type Store, type Stored } from "../store.ts";
import type { Json } from "../value.ts";
import { tableClaims } from "./claims.ts";
import type { Driver } from "./driver.ts";
import { fileNotes } from "./notes.ts";
import { valueFiles } from "./values.ts";
import { nameOf, opened, sealed, type Sections } from "./record.ts";
import { unusable } from "./unusable.ts";

/** How often it is looked whether the folder is still there, in ms. */
const LOOK_MS = 500;
/** Characters of a value from which it is a file of its own. */
const LARGE = 64 * 1024;
/** What computed records, and the shared parts of their keys: as many of these are remembered. */
const MOST = 1000;

/** Characters of a text that may nest deeper than values do: each level takes two. */
const MAY_NEST = 2 * DEEPEST;

/** Most results are: a look at their members is all that is needed. */
function isFlat(value: Json): boolean {
  if (typeof value !== "object" || value === null) return true;
  for (const member of Object.values(value)) if (typeof member === "object" && member !== null) return false;
  return true;
}

/** Undefined for what is no JSON, or nests too deep for who walks it. */
function jsonOf(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return text.length > MAY_NEST && !isFlat(value) && tooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

type Shared = Pick<Entry, "made"> & { readonly of: Entry["parts"]["of"] };
type Found = Pick<Entry, "value" | "spent"> & Shared & { readonly sections: Sections };

export function stored(place: string, driver: Driver, remark: string | null): Store {
  const [records, shared] = [driver.table("records"), driver.table("shared")];
  const files = valueFiles(place);
  const claims = tableClaims(driver.claims);
  const damaged = new Map<string, Damage>();
  const conflicts: Conflict[] = [];
  const known = new Map<string, Shared>();
  /** Sections that are there, or on their way. */
  const written = new Map<string, Promise<void>>();

  const damage = (key: string, why: string): Damage => {
    const found = { key, why };
    damaged.set(key, found);
    return found;
  };

  /** The section that records have in common: written before the first record that names it, once by each process. */
  function write(name: string, text: string): Promise<void> {
    const before = written.get(name);
    if (before) return before;
    const writing = shared.put(name, Buffer.from(text));
    if (written.size > MOST) written.clear();
    written.set(name, writing);
    writing.catch(() => written.delete(name));
    return writing;
  }

  async function sharedOf(name: string): Promise<Shared | undefined> {
    const text = await shared.get(name, (bytes) => bytes.toString());
    if (text === undefined || nameOf(text) !== name) return undefined;
    const { made, of } = (jsonOf(text) ?? {}) as { readonly [K in keyof Shared]?: Shared[K] };
    if (made === undefined || !of) return undefined;
    const found = { made, of };
    if (known.size > MOST) known.clear();
    known.set(name, found);
    return found;
  }

  async function get(key: string): Promise<Found | undefined> {
    const id = Buffer.from(key, "hex");
    const looked = records.get(key, (bytes) => opened(id, bytes));
    const sections = looked instanceof Promise ? await looked : looked;
    if (sections === undefined) return undefined;
    if (typeof sections === "string") return void damage(key, sections);
    const { shared: name, spent, elsewhere } = sections;
    const common = known.get(name) ?? (await sharedOf(name));
    if (!common) return void damage(key, "what it has in common with other records is gone");
    const text = elsewhere ? await files.read(sections.value) : sections.value;
    if (text === undefined)
      return void damage(key, "its value, a file of its own, is gone or is not what was written");
    const [value, took] = [jsonOf(text), spent === "" ? null : jsonOf(spent)];
    if (value === undefined || took === undefined) return void damage(key, "what it holds is no result");
    const { made, of } = common;
    return took === null ? { value, made, of, sections } : { value, spent: took, made, of, sections };
  }

  async function read(key: string): Promise<Stored | Damage | undefined> {
    const found = await get(key);
    if (!found) return damaged.get(key);
    const { sections, of, ...entry } = found;
    const own = jsonOf(sections.own) as Entry["parts"]["own"] | undefined;
    if (!own) return damage(key, "its parts are none");
    if (keyed(of, own).key !== key) return damage(key, "its key is not the digest of its parts");
    const bytes = (await records.get(key, ({ length }) => length)) ?? 0;
    const names = sections.elsewhere ? [sections.shared, sections.value] : [sections.shared];
    return { key, ...entry, parts: { of, own }, at: sections.at, bytes, names };
  }

  /** Results in a folder that was removed would be gone with this process: they are not taken for kept. */
  let [looked, there] = [-Infinity, false];
  function stillThere(): void {
    const now = performance.now();
    if (now - looked < LOOK_MS) return;
    const before = there;
    [looked, there] = [now, existsSync(place)];
    if (before && !there) throw new Error("its folder has vanished while it was in use");
  }

  async function put(key: string, entry: Entry, at = Date.now()): Promise<void> {
    stillThere();
    const id = Buffer.from(key, "hex");
    const text = JSON.stringify(entry.value);
    const elsewhere = text.length > LARGE;
    const value = elsewhere ? await files.write(text) : text;
    const own = JSON.stringify(entry.parts.own);
    const spent = entry.spent === undefined ? "" : JSON.stringify(entry.spent);
    const common = JSON.stringify({ made: entry.made, of: entry.parts.of });
    const name = nameOf(common);
    await write(name, common);
    const bytes = sealed(id, { at, shared: name, own, spent, value, elsewhere });
    if (await records.add(key, bytes)) return;
    const before = await get(key);
    if (!before) {
      // one that is damaged makes room, and so does what was to be its value
      if (elsewhere) await files.rewrite(text);
      await records.put(key, bytes);
    } else if (differ(before.value, entry.value))
      conflicts.push({ key, kept: before.value, other: entry.value });
  }

  const guarded =
    <A extends unknown[], T>(act: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> =>
      act(...args).catch((error: unknown) => {
        throw unusable(place, error);
      });
  return {
    place,
    get: guarded(get),
    read: guarded(read),
    put: guarded(put),
    keys: (beginning = "") => records.keys(beginning),
    remove: guarded(async (key: string) => {
      const there = await records.get(key, (bytes) => Buffer.from(bytes));
      // a file of its own may be another record's too: the collector looks for those that none names
      if (there) await records.swap(key, there, null);
    }),
    damaged: () => [...damaged.values()],
    conflicts: () => conflicts,
    remark: () => remark,
    claims: { claim: guarded(claims.claim), release: guarded(claims.release), close: claims.close },
    notes: fileNotes(place),
    rates: fileRates(place),
    async close() {
      await claims.close().catch(() => undefined);
      await driver.close();
    },
  };
}
