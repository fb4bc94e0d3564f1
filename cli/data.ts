// strux data: the named sets, where they come from, and fetching one.
import { fetchSet } from "../runtime/data/fetch.ts";
import { named, namedSets } from "../runtime/files-node.ts";
import { command, fail } from "./command.ts";

export const data = command({
  name: "data",
  options: {},
  async run(_values, [verb, name, ...more]) {
    if (verb === "ls" && name === undefined) {
      for (const [set, { about, repository, commit, licence }] of Object.entries(await namedSets()))
        process.stdout.write(
          `${set}\n  ${about}\n  ${repository} at ${commit}; licence as stated there: ${licence}\n`,
        );
      return 0;
    }
    if (verb !== "get" || name === undefined || more.length > 0)
      return fail("data takes 'ls', or 'get NAME'");
    const set = await named(name);
    const stop = new AbortController();
    const interrupt = (): void => stop.abort();
    process.once("SIGINT", interrupt);
    try {
      const path = await fetchSet(name, set, process.env, stop.signal);
      process.stdout.write(`${name}: ${path}\n  licence as stated at the source: ${set.licence}\n`);
      return 0;
    } catch (error) {
      if (stop.signal.aborted) return 130;
      throw error;
    } finally {
      process.off("SIGINT", interrupt);
    }
  },
});
