// strux replay: the outputs of a run again, from its log alone.
import { save } from "../kernel/notebook.ts";
import { redrawn, reprinted } from "../kernel/replay.ts";
import { noFlaws } from "../runtime/log/read.ts";
import { findRun, runInfo } from "../runtime/log/runs.ts";
import { dataError } from "../runtime/problem.ts";
import { storePlace } from "../runtime/store/open.ts";
import { command, fail } from "./command.ts";
import { flawLines } from "./log-text.ts";

export const replay = command({
  name: "replay",
  options: { out: { type: "string", short: "o" } },
  async run(values, [run, ...more]) {
    if (run === undefined || more.length > 0) return fail("replay takes one run; strux log lists them");
    if (values.out === "") return fail("-o needs a file");
    const place = storePlace(process.env);
    const { head, folder, state, lost } = await runInfo(place, await findRun(place, run));
    if (!head) throw dataError("E112", `the head of this run's log in '${folder}' cannot be read`);
    const flaws = noFlaws();
    const of = { head, folder };
    if (values.out === undefined) await reprinted(of, terminal, flaws);
    else await save(values.out, await redrawn(of, flaws));
    if (state === "running") flaws.torn = false;
    const ended = { running: "is still running", died: "died", unknown: "has no end in its log" };
    if (state in ended)
      process.stderr.write(
        `strux: this run ${ended[state as keyof typeof ended]}: what it had shown is here\n`,
      );
    for (const line of flawLines(flaws, lost)) process.stderr.write(`strux: ${line}\n`);
    return 0;
  },
});

const terminal = {
  print: (text: string): void => void process.stdout.write(`${text}\n`),
  tell: (text: string): void => void process.stderr.write(`${text}\n`),
  stream: (name: "stdout" | "stderr", text: string): void => void process[name].write(text),
};
