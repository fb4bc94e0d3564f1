// How long the bootstrap takes: what every score with intervals pays.
import { bootstrap } from "../runtime/stats/bootstrap.ts";

const how = { resamples: 2000, level: 0.95, seed: 0 };

export default {
  name: "stats",
  async run() {
    return [100, 1_000, 10_000].map((n) => ({
      what: `bootstrap 2,000 of ${n} items`,
      value: milliseconds(Float64Array.from({ length: n }, (_, at) => (at * 0.37) % 1)),
      unit: "ms",
      target: n === 10_000 ? "< 500" : "< 50",
    }));
  },
};

/** The median of five. */
function milliseconds(values: Float64Array): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    bootstrap(values, how);
    return performance.now() - start;
  });
  return times.toSorted((a, b) => a - b)[2] ?? NaN;
}
