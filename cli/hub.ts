// strux hub get: what a place on a hub names, fetched into the hub's cache before it is wanted where there is no network.
import { placeText } from "../dsl/types/location.ts";
import { bring } from "../runtime/hub/bring.ts";
import { cachedPlace, hubCache } from "../runtime/hub/cache.ts";
import { worded } from "../runtime/models.ts";
import { nodeNet } from "../runtime/net.ts";
import { meter } from "../runtime/progress.ts";
import { command, fail } from "./command.ts";
import { progressLine } from "./progress-line.ts";

export const hubGet = command({
  name: "hub get",
  options: {
    revision: { type: "string" },
    file: { type: "string" },
    type: { type: "string" },
  },
  async run({ revision = null, file = null, type = "model" }, [repository, ...more]) {
    if (repository === undefined || more.length > 0) return fail("hub get takes one repository: owner/name");
    if (type !== "model" && type !== "dataset") return fail(`--type is ${type}; write model or dataset`);
    const location = { type, repository, revision, file } as const;
    const place = placeText(location);
    if (place === null) return fail(`'${repository}' is no repository; write owner/name`);
    const stop = new AbortController();
    const interrupt = (): void => stop.abort();
    process.once("SIGINT", interrupt);
    const line = progressLine(process.stderr, () => performance.now());
    const told = meter("hub get", () => performance.now(), line.draw);
    const net = nodeNet(process.env, true);
    const say = (text: string): void => {
      line.clear();
      process.stdout.write(`${text}\n`);
    };
    try {
      // naming the command is what allows it
      const reach = { net, signal: stop.signal, meter: told, note: say };
      await worded(bring(place, type === "model" ? "model" : "file", reach));
      say(`${place}: ${cachedPlace(hubCache(process.env), location)}`);
      return 0;
    } catch (error) {
      if (stop.signal.aborted) return 130;
      throw error;
    } finally {
      line.clear();
      process.off("SIGINT", interrupt);
    }
  },
});
