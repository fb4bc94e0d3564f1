// Chart -> Vega-Lite: one layered view with its data inside, in panels where the chart asks for them.
import type { Drawing } from "./chart.ts";
import { layers } from "./chart-layers.ts";
import { type Axis, label, type Scene, scene } from "./chart-scene.ts";
import { merged } from "./chart-vega.ts";
import { dataError } from "./problem.ts";
import type { VegaLiteSpec } from "./render.ts";
import { config, size, textWidth } from "./theme.ts";
import type { Json } from "./value.ts";

/**
 * The Vega-Lite v5 specification of a chart. Options: title, subtitle, width and height of a panel in pixels, and `vega`,
 * merged last. Columns keep their names as fields unless Vega's field syntax would read them as paths; then the field has
 * a plain name and the column's name stands in titles. Errors: E702 (a key or text that vega may not hold), E204 (vega is no record, a size out of range).
 */
export function spec(chart: Drawing): VegaLiteSpec {
  const drawn = scene(chart);
  const view = { ...panelSize(drawn), ...layers(drawn) };
  const panels = (["column", "row"] as const).flatMap((channel) => {
    const found = drawn.axes[channel];
    return found ? [panel(found, channel)] : [];
  });
  const base: VegaLiteSpec = {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    description: `${drawn.title}. ${chart.about}`.trim(),
    title: titles(chart, drawn),
    config,
    data: { name: "drawn" },
    datasets: { drawn: drawn.rows },
    ...(panels.length === 0
      ? view
      : {
          transform: panels.map(({ head }) => head),
          facet: Object.fromEntries(panels.map(({ channel, field }) => [channel, field])),
          spec: view,
        }),
  };
  const { vega } = chart.options;
  return vega === undefined || vega === null ? base : merged(base, vega);
}

/** Panels are headed `arm = plain`: Vega-Lite would put the name far from the values. */
function panel(
  { field, values, title }: Axis,
  channel: "column" | "row",
): { channel: string; head: Json; field: Json } {
  const as = `strux_${channel}`;
  const sort = (values ?? []).map((value) => `${title} = ${label(value)}`);
  return {
    channel,
    head: { calculate: `${JSON.stringify(`${title} = `)} + datum[${JSON.stringify(field)}]`, as },
    field: { field: as, type: "nominal", sort, header: { title: null } },
  };
}

function panelSize({ chart, axes, panels }: Scene): { width: Json; height: Json } {
  const [width, height] = [pixels(chart, "width"), pixels(chart, "height")];
  const slots =
    (axes.x.values?.length ?? 0) *
    (axes.color && axes.color.column !== axes.x.column ? (axes.color.values?.length ?? 1) : 1);
  const least = panels > 1 ? size.panelWidth : size.width;
  const usual =
    chart.mark === "bar" ? Math.max(Math.min(least, 120 + slots * size.band), slots * size.band) : least;
  return { width: width ?? usual, height: height ?? (panels > 1 ? size.panelHeight : size.height) };
}

/** Error E204 for a size that no page has. */
function pixels({ options }: Drawing, side: "width" | "height"): number | null {
  const given = options[side];
  if (given === undefined || given === null) return null;
  if (typeof given === "number" && given >= 20 && given <= 5000) return given;
  throw dataError(
    "E204",
    `${side} must be 20 to 5000 pixels, got ${label(given)}`,
    "it is the size of one panel",
  );
}

function titles(chart: Drawing, drawn: Scene): Json {
  const { subtitle } = chart.options;
  const { width } = panelSize(drawn);
  const columns = drawn.axes.column?.values?.length ?? 1;
  const room = Math.max(320, Number(width) * columns + 110);
  // a subtitle of the user's stands above what the numbers are, never in its place
  const below = [subtitle, chart.about].filter(
    (line): line is string => typeof line === "string" && line !== "",
  );
  return {
    text: wrapped(drawn.title, 14, room),
    offset: 12,
    ...(below.length > 0 && { subtitle: below.flatMap((line) => wrapped(line, 11, room)) }),
  };
}

/** Lines no wider than the chart, so that no title is cut off. */
function wrapped(text: string, fontSize: number, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.replaceAll(" %", "\u00a0%").split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && textWidth(`${line} ${word}`, fontSize) <= room)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
