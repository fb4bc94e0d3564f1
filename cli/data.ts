// strux data: the named sets, where they come from, and fetching one, or all that are named alike.
import { fetchSet } from "../runtime/data/fetch.ts";
import { matching } from "../runtime/data/sets.ts";
import { loadSet } from "../runtime/files-node.ts";
import { atHand, named, namedSets } from "../runtime/named-sets.ts";
import { Problem } from "../runtime/problem.ts";
import { command, fail } from "./command.ts";

/** Says of each set whether it is at hand, and whether it is what it should be. Status 1 where one is not. */
async function check(names: readonly string[]): Promise<number> {
  const sets =
    names.length > 0
      ? await Promise.all(names.map(async (name) => [name, await named(name)] as const))
      : Object.entries(await namedSets());
  let [good, wrong, absent] = [0, 0, 0];
  for (const [name, set] of sets) {
    const found = atHand(set, process.env);
    if (!found) {
      absent++;
      if (names.length > 0) process.stdout.write(`${name}: not at hand; strux data get ${name} fetches it\n`);
      continue;
    }
    try {
      await loadSet(name, set, found.path);
      good++;
      process.stdout.write(`${name}: as stated, ${found.path}\n`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      wrong++;
      process.stdout.write(`${name}: ${error.code} ${error.message}, ${found.path}\n`);
    }
  }
  process.stdout.write(`${good} as stated, ${wrong} not, ${absent} not at hand\n`);
  return wrong > 0 ? 1 : 0;
}

export const data = command({
  name: "data",
  options: {},
  async run(_values, [verb, name, ...more]) {
    if (verb === "list" && name === undefined) {
      for (const [set, { about, repository, commit, licence }] of Object.entries(await namedSets()))
        process.stdout.write(
          `${set}\n  ${about}\n  ${repository} at ${commit}; licence as stated there: ${licence}\n`,
        );
      return 0;
    }
    if (verb === "check") return check([name ?? [], more].flat());
    if (verb !== "get" || name === undefined || more.length > 0)
      return fail("data takes 'list', 'check [NAME...]' or 'get NAME'");
    const sets = await Promise.all(
      (await matching(name)).map(async (one) => [one.name, await named(one.name)] as const),
    );
    const stop = new AbortController();
    const interrupt = (): void => stop.abort();
    process.once("SIGINT", interrupt);
    try {
      for (const [one, set] of sets) {
        const path = await fetchSet(one, set, process.env, stop.signal);
        process.stdout.write(`${one}: ${path}\n  licence as stated at the source: ${set.licence}\n`);
      }
      return 0;
    } catch (error) {
      if (stop.signal.aborted) return 130;
      throw error;
    } finally {
      process.off("SIGINT", interrupt);
    }
  },
});
