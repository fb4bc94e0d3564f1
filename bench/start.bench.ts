// How long the command takes until it has printed its help: what every run and every editor check pays.
import { spawnSync } from "node:child_process";

export default {
  name: "start",
  async run() {
    const times = Array.from({ length: 11 }, once).toSorted((a, b) => a - b);
    return [
      { what: "strux --help, median of 11", value: times[5] ?? NaN, unit: "ms", target: "< 200" },
      { what: "strux --help, slowest", value: times[10] ?? NaN, unit: "ms" },
    ];
  },
};

function once(): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["bin/strux.mjs", "--help"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`strux --help ended with ${status}: ${stderr}`);
  return performance.now() - start;
}
