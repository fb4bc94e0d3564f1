// How long statistics take: a paired difference of many items, a score of many rows with all its intervals.
import { score } from "../../runtime/score.ts";
import { bootstrap, difference } from "../../runtime/stats/bootstrap.ts";
import { stream } from "../../runtime/random.ts";

const [ITEMS, RESAMPLES, ROWS, ARMS] = [5_000, 10_000, 100_000, 20];

const how = { resamples: RESAMPLES, level: 0.95, seed: 0 };

export function statistics() {
  const { next } = stream(0);
  const differences = Float64Array.from({ length: ITEMS }, () => next() - 0.48);
  const rows = Array.from({ length: ROWS }, (_, at) => ({
    id: `q${Math.floor(at / ARMS)}`,
    arm: `arm ${at % ARMS}`,
  }));
  const metric = (name: string, range: "binary" | "graded", values: readonly number[]) => ({
    name,
    identity: name,
    range,
    values,
  });
  const metrics = [
    metric(
      "em",
      "binary",
      rows.map(() => Number(next() < 0.6)),
    ),
    metric(
      "f1",
      "graded",
      rows.map(() => next()),
    ),
  ];
  const aggregated = () =>
    score({ name: "s", rows, id: "id", by: ["arm"], axes: ["arm"], metrics, interval: null });
  return [
    ...timed(`paired bootstrap, ${RESAMPLES} of ${ITEMS} items`, "< 0.3", () => bootstrap(differences, how)),
    ...timed(`the same and as many sign flips`, "", () => difference(differences, how)),
    ...timed(`score of ${ROWS} rows, ${ARMS} arms, 2 metrics, all intervals`, "< 1", aggregated),
    { what: "most memory held, program included", value: peak(), unit: "MB", target: "< 500" },
  ];
}

const peak = (): number => Math.round(process.resourceUsage().maxRSS / 1e3);

/** Medians of five, in seconds: on the clock, and of the processor, which a machine with other work gives in parts. */
function timed(what: string, target: string, run: () => unknown) {
  const times = Array.from({ length: 5 }, () => {
    const [start, before] = [performance.now(), process.cpuUsage()];
    run();
    const { user, system } = process.cpuUsage(before);
    return [(performance.now() - start) / 1000, (user + system) / 1e6] as const;
  });
  const median = (values: readonly number[]): number =>
    Number((values.toSorted((a, b) => a - b)[2] ?? NaN).toFixed(3));
  return [
    { what, value: median(times.map(([wall]) => wall)), unit: "s", ...(target && { target }) },
    {
      what: `${what}, processor time`,
      value: median(times.map(([, cpu]) => cpu)),
      unit: "s",
      ...(target && { target }),
    },
  ];
}
