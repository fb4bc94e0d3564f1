// Who computes what: of several processes at the same calls, each call is one's. A claim lasts as long as its owner lives.
import { randomBytes } from "node:crypto";
import { digest } from "../digest.ts";
import type { ClaimTable } from "./driver.ts";
import { gone, type Owner, self } from "./owner.ts";

export interface Claimed {
  readonly mine: ReadonlySet<string>;
  /** Those that others compute, and who, in words. */
  readonly held: ReadonlyMap<string, string>;
}
export interface Claims {
  /** Each key is this process's from now on, or another's that lives. Resolves when the others know. */
  readonly claim: (keys: readonly string[]) => Promise<Claimed>;
  /** Gives up what is computed, or will not be. */
  readonly release: (keys: Iterable<string>) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** An owner says so often that it lives. */
export const BEAT_MS = 5_000;
/** An owner on another machine that has said nothing for so long, by the clock of who watches it, is dead. */
export const LEASE_MS = 30_000;

export interface Times {
  /** Milliseconds that never go back. */
  readonly clock: () => number;
  readonly beat: number;
  readonly lease: number;
}
const USUAL: Times = { clock: () => performance.now(), beat: BEAT_MS, lease: LEASE_MS };

/** What an owner last said, and since when by the clock of who watches it. */
interface Seen {
  readonly text: string;
  readonly since: number;
}

export function tableClaims(table: ClaimTable, times = USUAL, me = self()): Claims {
  const name = digest(`owner ${randomBytes(16).toString("hex")}`);
  const mark = Buffer.from(name, "hex");
  const stamp = table.stamp(mark);
  const seen = new Map<string, Seen>();
  let [beats, last]: [number, Promise<void>] = [0, Promise.resolve()];
  let timer: NodeJS.Timeout | undefined;

  async function beat(): Promise<void> {
    await table.put(name, Buffer.from(JSON.stringify({ ...me, beats: ++beats } satisfies Owner)));
  }
  let registered: Promise<void> | undefined;
  const register = (): Promise<void> =>
    (registered ??= beat().then(() => {
      // a beat that fails is one that is late; the next claim says what is wrong
      timer = setInterval(() => {
        last = beat().catch(() => undefined);
      }, times.beat).unref();
    }));

  /** Whether an owner is no more: its process on this machine, its beats from another one. */
  async function dead(owner: string): Promise<boolean> {
    const text = await table.get(owner, (bytes) => bytes.toString());
    if (text === undefined) return true;
    const known = JSON.parse(text) as Owner;
    const fate = gone(known, me);
    if (fate !== null) return fate;
    const before = seen.get(owner);
    if (before?.text === text) return times.clock() - before.since >= times.lease;
    seen.set(owner, { text, since: times.clock() });
    return false;
  }

  /** An owner in words. */
  async function wordsOf(owner: string): Promise<string> {
    const text = await table.get(owner, (bytes) => bytes.toString());
    if (text === undefined) return "a process that has just ended";
    const { pid, host } = JSON.parse(text) as Owner;
    return host === me.host ? `process ${pid}` : `process ${pid} on ${host.split(" ")[0]}`;
  }

  async function one(key: string, fates: Map<string, Promise<boolean>>): Promise<string | null> {
    for (;;) {
      if (await stamp.add(key)) return null;
      const holder = await table.get(key, (bytes) => bytes.toString("hex"));
      if (holder === name) return null;
      if (holder === undefined) continue;
      const fate = fates.get(holder) ?? dead(holder);
      fates.set(holder, fate);
      if (!(await fate)) return holder;
      if (await table.swap(key, Buffer.from(holder, "hex"), mark)) return null;
    }
  }

  return {
    async claim(keys) {
      await register();
      const fates = new Map<string, Promise<boolean>>();
      const words = new Map<string, Promise<string>>();
      const said = (owner: string): Promise<string> => {
        const known = words.get(owner) ?? wordsOf(owner);
        words.set(owner, known);
        return known;
      };
      const holders = await Promise.all(keys.map(async (key) => [key, await one(key, fates)] as const));
      const mine = new Set<string>();
      const held = new Map<string, string>();
      for (const [key, holder] of holders)
        if (holder === null) mine.add(key);
        else held.set(key, await said(holder));
      return { mine, held };
    },
    async release(keys) {
      await Promise.all([...keys].map((key) => stamp.remove(key)));
    },
    async close() {
      if (!registered) return;
      clearInterval(timer);
      await registered.catch(() => undefined);
      await last;
      await stamp.close();
      const said = await table.get(name, (bytes) => Buffer.from(bytes));
      if (said) await table.swap(name, said, null);
    },
  };
}

/** Where nobody else can be at the same calls. */
export const ownClaims: Claims = {
  claim: async (keys) => ({ mine: new Set(keys), held: new Map() }),
  release: async () => undefined,
  close: async () => undefined,
};
