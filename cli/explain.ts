// strux explain: the plan of a file with calls, tokens, cached and new, or what differs from another; no graph is loaded.
import { planChanges } from "../dsl/plan/diff.ts";
import { usable, withDigests } from "../runtime/usable.ts";
import { library } from "../runtime/library.ts";
import { diffText } from "../runtime/show/diff.ts";
import { explainedText } from "../runtime/show/explain-text.ts";
import { command, fail } from "./command.ts";
import { looked, lookOptions, type LookValues } from "./look.ts";

export const explain = command({
  name: "explain",
  options: { ...lookOptions, diff: { type: "string" } },
  async run(values, [path, ...more]) {
    if (path === undefined || more.length > 0) return fail("explain takes one file");
    if (values.diff !== undefined) return compared(path, values.diff, values);
    return looked(path, values, async (running, { plan }) => {
      const told = await running.explain();
      const text = values.json ? JSON.stringify({ file: path, ...told, plan }, null, 1) : explainedText(told);
      process.stdout.write(`${text}\n`);
      return 0;
    });
  },
});

/** From the first file to the second: status 1 where they differ. */
const compared = (
  path: string,
  other: string,
  values: LookValues & { readonly json?: boolean | undefined },
): Promise<number> =>
  looked(path, values, (earlier, before) =>
    looked(other, values, async (later, after) => {
      const [a, b] = [await earlier.asks(), await later.asks()];
      const changes = withDigests(
        planChanges(before.plan, after.plan, { operators: library.operators }),
        a,
        b,
      );
      const answers = usable(a, b, changes);
      const text = values.json
        ? JSON.stringify({ before: path, after: other, changes, answers })
        : diffText(changes, answers);
      process.stdout.write(`${text}\n`);
      return changes.length > 0 ? 1 : 0;
    }),
  );
