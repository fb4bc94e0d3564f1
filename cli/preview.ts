// strux preview: the exact text and token ids a prompt of a file becomes; no graph is loaded.
import { command, fail } from "./command.ts";
import { looked, lookOptions } from "./look.ts";
import { problemFrame } from "../kernel/told.ts";

export const preview = command({
  name: "preview",
  options: { "allow-read": lookOptions["allow-read"], parameter: lookOptions.parameter },
  async run(values, [path, expression, ...more]) {
    if (path === undefined || expression === undefined || more.length > 0)
      return fail('preview takes a file and what to look at: strux preview FILE "plain for qa[0]"');
    const cell = { id: "preview", label: "preview", text: `preview ${expression}` };
    return looked(
      path,
      values,
      async (running, { source }) => {
        let status = 0;
        await running.cell(source.cells.length - 1, (event) => {
          const text = event.kind === "display" ? event.bundle.data["text/plain"] : undefined;
          if (typeof text === "string") process.stdout.write(`${text}\n`);
          if (event.kind !== "failed") return;
          status = 1;
          process.stderr.write(`${problemFrame(event.problem, source)}\n`);
        });
        return status;
      },
      [cell],
    );
  },
});
