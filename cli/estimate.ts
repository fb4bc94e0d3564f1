// strux estimate: what a file would take, in totals; no graph is loaded.
import { totalLines } from "../runtime/show/explain-text.ts";
import { command, fail } from "./command.ts";
import { looked, lookOptions } from "./look.ts";

export const estimate = command({
  name: "estimate",
  options: lookOptions,
  async run(values, [path, ...more]) {
    if (path === undefined || more.length > 0) return fail("estimate takes one file");
    return looked(path, values, async (running) => {
      const { total } = await running.explain();
      const text = values.json ? JSON.stringify({ file: path, ...total }) : totalLines(total).join("\n");
      process.stdout.write(`${text}\n`);
      return 0;
    });
  },
});
