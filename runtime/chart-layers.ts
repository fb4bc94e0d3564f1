// The layers of a chart: interval, marks, points; and the encodings they share.
import { type Axis, label, LAYER, type Scene } from "./chart-scene.ts";
import type { VegaLiteSpec } from "./render.ts";
import { colours, core, halo, size, textWidth } from "./theme.ts";
import type { Json } from "./value.ts";

type Encoding = { readonly [channel: string]: Json };

export function layers(scene: Scene): VegaLiteSpec {
  const layer = scene.chart.mark === "bar" ? bars(scene) : lines(scene);
  return { encoding: shared(scene), layer };
}

function bars(scene: Scene): Json[] {
  return [
    layer(
      scene,
      "mean",
      { type: "bar", opacity: 0.85, cornerRadiusEnd: 1 },
      { y: measure(scene), tooltip: tooltip(scene) },
    ),
    ...items(scene, { type: "circle", color: core, stroke: halo, strokeWidth: 0.5, opacity: 0.4, size: 14 }),
    ...interval(scene, { type: "rule", strokeWidth: 4, opacity: 0.7, color: halo }),
    ...interval(scene, { type: "rule", strokeWidth: 1.6, color: core }),
  ];
}

function lines(scene: Scene): Json[] {
  const along = scene.axes.x.numbers.length > 1;
  return [
    ...interval(scene, along ? { type: "area", opacity: 0.16 } : { type: "rule", strokeWidth: 1.5 }),
    ...items(scene, { type: "circle", opacity: 0.22, size: 12 }),
    layer(scene, "mean", { type: "line", strokeWidth: 2 }, { y: measure(scene) }),
    layer(
      scene,
      "mean",
      { type: "point", filled: true, size: 42, opacity: 1 },
      { y: measure(scene), tooltip: tooltip(scene) },
    ),
  ];
}

/** A layer over the rows it is for: with items among the rows, each layer takes its own. A colour of its own wins. */
function layer({ items }: Scene, of: "mean" | "item", mark: Encoding, encoding: Encoding): Json {
  const { color, ...rest } = mark;
  return {
    ...(items && { transform: [{ filter: { field: LAYER, equal: of } }] }),
    mark: rest,
    encoding: { ...encoding, ...(color !== undefined && { color: { value: color } }) },
  };
}

function items(scene: Scene, mark: Encoding): Json[] {
  return scene.items ? [layer(scene, "item", mark, { y: measure(scene) })] : [];
}

function interval(scene: Scene, mark: Encoding): Json[] {
  const { lo, hi } = scene.axes;
  if (!lo || !hi) return [];
  return [layer(scene, "mean", mark, { y: { ...measure(scene), field: lo.field }, y2: { field: hi.field } })];
}

/** Whether bars stand beside each other: some value of x has several colours. */
function together({ chart, axes: { x, color }, rows }: Scene): boolean {
  if (chart.mark !== "bar" || !color || color.column === x.column) return false;
  const first = new Map<Json | undefined, Json | undefined>();
  return rows.some((row) => {
    const [at, colour] = [row[x.field], row[color.field]];
    if (!first.has(at)) first.set(at, colour);
    return first.get(at) !== colour;
  });
}

function shared(scene: Scene): Encoding {
  const { chart, axes } = scene;
  const { x, color } = axes;
  const beside = together(scene);
  const width = Number(chart.options["width"] ?? size.panelWidth);
  const encoding: { [channel: string]: Json } = {
    x: position(chart.mark, x, width, beside ? (color?.values?.length ?? 1) : 1),
  };
  if (!color) return { ...encoding, color: { value: colours[0] } };
  const domain = color.values ?? [];
  return {
    ...encoding,
    ...(beside && {
      xOffset: { field: color.field, title: color.title, sort: domain, scale: { paddingInner: 0.08 } },
    }),
    color: {
      field: color.field,
      type: "nominal",
      title: color.title,
      sort: domain,
      scale:
        domain.length <= colours.length
          ? { domain, range: colours.slice(0, domain.length) }
          : { domain, scheme: "tableau20" },
      legend: domain.length < 2 || color.column === x.column ? null : { symbolOpacity: 1 },
    },
  };
}

/** `bars`: how many stand beside each other at a value. */
function position(mark: string, x: Axis, width: number, bars: number): Json {
  if (x.values) {
    const slots = x.values.length * bars;
    const room = Math.max(width, slots * size.band) / x.values.length;
    const longest = Math.max(...x.values.map((value) => textWidth(label(value), 11)));
    const axis = { labelAngle: longest + 6 > room ? -35 : 0, ticks: false };
    return {
      field: x.field,
      type: "nominal",
      sort: x.values,
      title: x.title,
      axis,
      scale: mark === "bar" ? { padding: 0.18 } : {},
    };
  }
  return { field: x.field, type: "quantitative", ...along(x) };
}

/** Numbers along a line: ticks where there are points, a log scale where each is the same multiple of the last. */
function along({ title, numbers }: Axis): Encoding {
  const [first = 1, second = first] = numbers;
  const ratio = second / first;
  const geometric =
    numbers.length > 2 &&
    first > 0 &&
    numbers.every((value, at) => Math.abs(value / (first * ratio ** at) - 1) < 1e-9);
  const axis = {
    ...(numbers.length <= 8 && { values: numbers }),
    format: numbers.every(Number.isInteger) ? ",d" : "~g",
    labelOverlap: true,
  };
  return geometric
    ? { title: `${title} (log scale)`, scale: { type: "log", base: ratio, nice: false, padding: 12 }, axis }
    : { title, scale: { zero: false, nice: false, padding: 12 }, axis };
}

const measure = ({ chart, axes }: Scene): Encoding => ({
  field: axes.y.field,
  type: "quantitative",
  title: axes.y.title,
  scale: { zero: chart.mark === "bar" },
  axis: { tickCount: 5 },
});

function tooltip({ axes }: Scene): Json {
  const shown = (["color", "x", "column", "row", "y", "lo", "hi", "n"] as const).flatMap((channel) => {
    const axis = axes[channel];
    return axis ? [{ channel, axis }] : [];
  });
  const fields = new Set<string>();
  return shown
    .filter(({ axis }) => !fields.has(axis.field) && fields.add(axis.field))
    .map(({ channel, axis }) => ({
      field: axis.field,
      title: axis.title,
      type: axis.values || channel === "x" ? "nominal" : "quantitative",
      ...(["y", "lo", "hi"].includes(channel) && { format: ".3~f" }),
    }));
}
