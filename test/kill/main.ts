// Processes killed at random moments of a run that is begun again each time, until it is done: nothing that was finished is lost, nothing
// is there twice, and the table is that of a run which was left alone, byte for byte.
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../runtime/store/open.ts";
import type { Store } from "../../runtime/store.ts";
import { type Random, stream } from "../../runtime/random.ts";
import { command, furnish, type Life, type Scene, scenes, TABLE } from "./scenes.ts";

export interface Job {
  readonly n: number;
  readonly seed: number;
  readonly items: number;
  /** bin/strux.mjs. */
  readonly program: string;
}

/** Ms between two kills. */
const [LEAST, MOST] = [50, 1500];
/** Share of the lives that are first left to make something. */
const AT_WORK = 0.8;
const LOOK_MS = 100;
/** Lives in a row that may end by themselves without being done. */
const PATIENCE = 3;

interface Tally {
  readonly killed: Map<string, number>;
  lost: number;
  twice: number;
  different: number;
  rounds: number;
  lives: number;
  readonly faults: string[];
}

/** Runs to the end and prints what it found; the exit status. */
export async function kill({ n, seed, items, program }: Job): Promise<number> {
  console.log(`seed ${seed}`);
  const chance = stream(seed, "kill");
  const home = mkdtempSync(join(tmpdir(), "strux-kill-"));
  let failed = 0;
  try {
    for (const scene of scenes) {
      const began = performance.now();
      const wanted = Math.max(1, Math.round(n * scene.share));
      const tally: Tally = {
        killed: new Map(),
        lost: 0,
        twice: 0,
        different: 0,
        rounds: 0,
        lives: 0,
        faults: [],
      };
      const reference = await alone(join(home, `${tally.rounds}-alone`), scene, items, program);
      while (kills(tally) < wanted && tally.faults.length === 0)
        await round(join(home, `round-${++tally.rounds}`), scene, {
          items,
          program,
          wanted,
          chance,
          reference,
          tally,
        });
      const seconds = Math.round((performance.now() - began) / 1000);
      const roles = [...tally.killed].map(([role, times]) => `${times} ${role}`).join(", ");
      console.log(
        `${scene.name}: ${kills(tally)} kills (${roles}) in ${tally.lives} lives of ${tally.rounds} runs of ${scene.items(items)} items: ` +
          `${tally.lost} finished items lost, ${tally.twice} duplicates, ${tally.different} tables that differ; ${seconds} s`,
      );
      for (const fault of tally.faults) console.log(`  ${fault}`);
      failed += tally.lost + tally.twice + tally.different + tally.faults.length;
      rmSync(home, { recursive: true, force: true });
      mkdirSync(home);
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  console.log(failed === 0 ? "nothing lost, nothing twice, every table equal" : "FAILED");
  return failed === 0 ? 0 : 1;
}

const kills = ({ killed }: Tally): number => [...killed.values()].reduce((sum, times) => sum + times, 0);

/** The table of a run that nobody disturbs. */
async function alone(folder: string, scene: Scene, items: number, program: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  furnish(folder, scene.source, scene.items(items));
  const life = await command(folder, program, ["--workers", "4"]);
  if (!(await life.ended)) throw new Error(`a run that was left alone failed: ${life.words()}`);
  return table(folder, scene);
}

/** The table as it was written, byte for byte, but for the columns that are loose. */
function table(folder: string, { loose }: Scene): string {
  const text = readFileSync(join(folder, TABLE), "utf8");
  if (loose.length === 0) return text;
  const rows = text.trim().split("\n");
  return rows
    .map((row) =>
      JSON.stringify(JSON.parse(row), (name, value: unknown) => (loose.includes(name) ? null : value)),
    )
    .join("\n");
}

interface Round {
  readonly items: number;
  readonly program: string;
  readonly wanted: number;
  readonly chance: Random;
  readonly reference: string;
  readonly tally: Tally;
}

async function round(folder: string, scene: Scene, given: Round): Promise<void> {
  const { items, program, wanted, chance, reference, tally } = given;
  mkdirSync(folder, { recursive: true });
  const size = scene.items(items);
  furnish(folder, scene.source, size);
  const store = openStore(join(folder, "store"), null);
  const finished = new Map<string, string>();
  try {
    for (let unfinished = 0; ;) {
      const life = await scene.begin(folder, program);
      tally.lives++;
      const before = kills(tally);
      const look = (): Promise<void> => looked(store, finished, tally);
      // most lives are at work before anything happens to them, some die while they begin
      if (chance.next() < AT_WORK) await working(life, store, finished.size);
      const done = await lived(life, scene, { wanted, chance, tally, look });
      if (done) break;
      unfinished = kills(tally) > before ? 0 : unfinished + 1;
      if (unfinished >= PATIENCE) {
        tally.faults.push(`a life that nobody killed failed: ${life.words()}`);
        return;
      }
    }
    await looked(store, finished, tally);
    // the same command again gives the table, and makes no call
    const last = await command(folder, program);
    if (!(await last.ended)) tally.faults.push(`the last run failed: ${last.words()}`);
    if (table(folder, scene) !== reference) tally.different++;
    const ids = table(folder, scene)
      .trim()
      .split("\n")
      .map((row) => (JSON.parse(row) as { readonly id: unknown }).id);
    tally.twice += ids.length - new Set(ids).size + Math.max(0, finished.size - size);
  } finally {
    await store.close();
  }
}

/** Waits until there are more results than before, or the end. */
async function working(life: Life, store: Store, before: number): Promise<void> {
  let over = false;
  void life.ended.then(() => (over = true));
  for (let n = before; n <= before && !over;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    n = 0;
    for await (const _ of store.keys()) n++;
  }
}

interface Watch extends Pick<Round, "wanted" | "chance" | "tally"> {
  readonly look: () => Promise<void>;
}

/** Kills while there is someone to kill; whether the program came to its end. */
async function lived(life: Life, scene: Scene, { wanted, chance, tally, look }: Watch): Promise<boolean> {
  let over: boolean | undefined;
  const ended = life.ended.then((done) => (over = done));
  while (over === undefined && kills(tally) < wanted) {
    const wait = new Promise((resolve) => setTimeout(resolve, LEAST + chance.next() * (MOST - LEAST)));
    await Promise.race([wait, ended]);
    if (over !== undefined) break;
    const targets = scene.targets(life);
    const [role, pid] = targets[chance.below(Math.max(1, targets.length))] ?? ["nobody", 0];
    if (pid === 0 || !struck(pid)) continue;
    tally.killed.set(role, (tally.killed.get(role) ?? 0) + 1);
    if (pid === life.pid) await ended;
    await look();
  }
  return ended;
}

function struck(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}

/** What was finished at an earlier look is there, and is the same. */
async function looked(store: Store, finished: Map<string, string>, tally: Tally): Promise<void> {
  const seen = new Set<string>();
  for await (const key of store.keys()) {
    seen.add(key);
    if (finished.has(key)) continue;
    const entry = await store.get(key);
    if (entry) finished.set(key, JSON.stringify(entry.value));
    else tally.faults.push(`a record that cannot be read: ${JSON.stringify(store.damaged())}`);
  }
  for (const [key, value] of finished) {
    if (!seen.has(key)) tally.lost++;
    else if (JSON.stringify((await store.get(key))?.value) !== value)
      tally.faults.push(`${key} has another value`);
  }
}
