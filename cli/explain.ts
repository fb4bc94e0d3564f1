// strux explain: the plan of a file with calls, tokens, cached and new; no graph is loaded.
import { explainedText } from "../runtime/show-explain.ts";
import { command, fail } from "./command.ts";
import { looked, lookOptions } from "./look.ts";

export const explain = command({
  name: "explain",
  options: lookOptions,
  async run(values, [path, ...more]) {
    if (path === undefined || more.length > 0) return fail("explain takes one file");
    return looked(path, values, async (running, { plan }) => {
      const told = await running.explain();
      const text = values.json ? JSON.stringify({ file: path, ...told, plan }, null, 1) : explainedText(told);
      process.stdout.write(`${text}\n`);
      return 0;
    });
  },
});
