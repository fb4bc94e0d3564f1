// How far a run is, in one line and as a bar: for an area that is drawn again and again. No script; the page's own colours.
import { type AskedFor, isWait, type Phase, type Progress } from "../progress.ts";
import { sizeText } from "../size-text.ts";
import { bundle, counted, escaped, many, type MimeBundle } from "./bundle.ts";
import { duration } from "./explain-text.ts";

/** Text/plain is one line, text/html a bar with the same facts below it. */
export function showProgress(progress: Progress): MimeBundle {
  return bundle(progressText(progress), { "text/html": progressHtml(progress) });
}

/** `answers: 120 of 400 rows (30 %), 12.3 rows/s, 23 s left, 85 tokens/s; 100 from the store, 20 made; on cpu; 2 failed`. */
export const progressText = (progress: Progress): string =>
  `${progress.name}: ${[extent(progress), ...facts(progress)].join(", ")}`;

const doing: { readonly [P in Phase]: (column: string) => string } = {
  computing: (column) => `computing ${column}`.trimEnd(),
  fetching: (column) => `fetching ${column}`,
  prompts: () => "making prompts",
  tokens: () => "turning prompts into tokens",
  store: () => "looking into the store",
  loading: () => "loading the model",
  reaching: () => "reaching the server",
  answers: () => "",
};

/** The column where it has a name of its own, what is done, and how many rows of it. */
function extent({ phase, column, done, total, last }: Progress): string {
  const bytes = phase === "fetching";
  const named = column === "output" || phase === "computing" || bytes ? "" : `step ${column}, `;
  const what = doing[phase](column);
  if (isWait(phase) && !last) return `${named}${what}`;
  const rows = bytes
    ? `${sizeText(done)} of ${sizeText(total)}`
    : `${many(done)} of ${counted(total, "row")}`;
  const share = total > 0 ? ` (${Math.floor((100 * done) / total)} %)` : "";
  const stopped = last && done < total ? ", stopped" : "";
  return `${named}${what === "" ? "" : `${what}, `}${rows}${share}${stopped}`;
}

/** What is known besides; nothing that is not. */
function facts(progress: Progress): string[] {
  const { phase, rate, eta, asked, speed, cached, made, providers, failed, restarts, last } = progress;
  const pace = (each: number): string =>
    phase === "fetching"
      ? `${sizeText(Math.round(each))}/s`
      : `${each < 10 ? each.toFixed(1) : many(Math.round(each))} rows/s`;
  const answers = cached + made > 0;
  return [
    ...(rate === null ? [] : [pace(rate)]),
    ...(eta === null || last ? [] : [`${duration(eta)} left`]),
    ...(asked === null || last || asked.done === asked.total ? [] : askedFacts(asked)),
    ...(speed === null ? [] : [`${many(Math.round(speed))} tokens/s`]),
    ...(answers ? [`${many(cached)} from the store`, `${many(made)} made`] : []),
    ...(providers.length > 0 ? [`on ${providers.join(", ")}`] : []),
    ...(failed > 0 ? [`${many(failed)} failed`] : []),
    ...(restarts > 0 ? [`runner started again ${counted(restarts, "time")}`] : []),
  ];
}

/** Of what operators ask: an answer may bring another question, so time is a least one. */
const askedFacts = ({ done, total, rate, eta }: AskedFor): string[] => [
  `${many(done)} of ${many(total)} asked by operators`,
  ...(rate === null ? [] : [`${rate < 10 ? rate.toFixed(1) : many(Math.round(rate))} a second`]),
  ...(eta === null ? [] : [`at least ${duration(eta)} left`]),
];

function progressHtml(progress: Progress): string {
  const { name, done, total } = progress;
  const percent = total > 0 ? Math.floor((100 * done) / total) : 0;
  const told = extent(progress);
  const bar =
    `<div role="progressbar" aria-label="${escaped(name)}" aria-valuemin="0" aria-valuemax="${total}" ` +
    `aria-valuenow="${done}" aria-valuetext="${escaped(told)}" ` +
    `style="max-width:30em;height:8px;border:1px solid currentColor;border-radius:5px;overflow:hidden">` +
    `<div style="width:${percent}%;height:100%;background:currentColor;opacity:0.6"></div></div>`;
  const more = facts(progress);
  return (
    `<div style="font-variant-numeric:tabular-nums"><div><strong>${escaped(name)}</strong> ${escaped(told)}</div>` +
    `${bar}<div style="opacity:0.75">${more.map(escaped).join(" · ")}</div></div>`
  );
}
