// The user's own Vega-Lite, merged last: looks can be set, what is drawn and where it comes from cannot.
import { near } from "../dsl/tell/near.ts";
import { FIXED, LOADS } from "../dsl/check/vega.ts";
import { dataError, type Problem } from "./problem.ts";
import type { VegaLiteSpec } from "./render.ts";
import type { Json } from "./value.ts";

type Settings = { readonly [key: string]: Json };

/** Keys of the whole chart, of the view that its panels repeat, and of one channel. */
const WHOLE = ["config", "background", "padding", "autosize", "resolve", "description"];
const VIEW = ["width", "height", "view", "encoding"];
const POSITION = ["axis", "scale", "title"];
const CHANNEL: { readonly [channel: string]: readonly string[] } = {
  x: POSITION,
  y: POSITION,
  xOffset: ["scale"],
  color: ["legend", "scale", "title"],
};

/** What to write in place of a key that is not taken. */
const INSTEAD: { readonly [key: string]: string } = {
  title:
    "write title: or subtitle: in the statement's own with { ... }; for its look: config: { title: { ... } }",
  mark: "write bar(...) or line(...); for its look: config: { bar: { ... } }",
  layer: "write bar(...) or line(...), with band: and points:",
  data: "draw a score, a run or a table",
  datasets: "draw a score, a run or a table",
  transform: "change the rows before they are drawn: |> where(...), |> derive(...)",
  facet: "write column: or row: in bar(...) or line(...)",
  sort: "write order: in bar(...) or line(...)",
  field: "write x:, y:, color:, column: or row: in bar(...) or line(...)",
};

/** An address in a text, also where CSS would see one: `url(`, or a letter of it written with a backslash. */
const ADDRESS = /url\s*\(|\/\/|\\|\b(https?|javascript|file)\s*:|^\s*data:/i;

/**
 * The spec with the user's settings over it: records merge key by key, anything else replaces. Errors: E702 for a key that
 * is not taken (all keys but those above) and for an address, E204 where a setting is no record or a size out of range.
 */
export function merged(spec: VegaLiteSpec, settings: Json): VegaLiteSpec {
  const given = record(settings, "vega");
  refuseOutside(given);
  const panels = isRecord(spec["spec"]) ? spec["spec"] : null;
  only(given, [...WHOLE, ...VIEW, ...(panels ? ["spacing"] : [])], "vega");
  const whole = pick(given, (key) => !VIEW.includes(key));
  const view = viewed(
    panels ?? spec,
    pick(given, (key) => VIEW.includes(key)),
  );
  return merge(panels ? { ...spec, spec: view } : view, whole) as VegaLiteSpec;
}

/** The settings of one view. A channel is set where it is drawn: y in each layer, the others for all of them. */
function viewed(view: Settings, settings: Settings): Settings {
  const { encoding = {}, ...rest } = settings;
  for (const side of ["width", "height"]) sized(side, rest[side]);
  const channels = record(encoding, "vega: encoding");
  const { layer, encoding: shared } = view;
  const inLayers = Array.isArray(layer) ? (layer as readonly Settings[]) : [];
  const drawn = Object.entries(isRecord(shared) ? shared : {}).filter(
    ([, of]) => isRecord(of) && "field" in of,
  );
  only(channels, ["y", ...drawn.map(([channel]) => channel)], "vega: encoding");
  for (const [channel, set] of Object.entries(channels))
    only(record(set, `vega: encoding: ${channel}`), CHANNEL[channel] ?? [], `vega: encoding: ${channel}`);
  const { y, ...others } = channels;
  return {
    ...(merge(view, { ...rest, encoding: others }) as Settings),
    layer: inLayers.map((one) => (y === undefined ? one : merge(one, { encoding: { y } }))),
  };
}

function sized(side: string, value: Json | undefined): void {
  if (typeof value !== "number" || (value >= 20 && value <= 5000)) return;
  throw dataError(
    "E204",
    `vega: ${side} must be 20 to 5000 pixels, got ${value}`,
    "it is the size of one panel",
  );
}

function merge(base: Json | undefined, over: Json): Json {
  if (!isRecord(base) || !isRecord(over)) return over;
  return {
    ...base,
    ...Object.fromEntries(Object.entries(over).map(([key, value]) => [key, merge(base[key], value)])),
  };
}

const pick = (settings: Settings, wanted: (key: string) => boolean): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([key]) => wanted(key)));

function only(settings: Settings, keys: readonly string[], where: string): void {
  const other = Object.keys(settings).find((key) => !keys.includes(key));
  if (other === undefined) return;
  const meant = near(other, keys);
  const guess = meant === undefined ? "" : `; did you mean '${meant}'?`;
  const instead = Object.hasOwn(INSTEAD, other) ? INSTEAD[other] : `keys: ${keys.join(", ")}`;
  throw dataError("E702", `'${other}' cannot be set in ${where}${guess}`, instead);
}

/** Error E702 for what would load, run or rename something, at any depth. */
function refuseOutside(value: Json): void {
  if (typeof value === "string" && ADDRESS.test(value)) throw loading(value);
  if (Array.isArray(value)) for (const item of value as readonly Json[]) refuseOutside(item);
  if (!isRecord(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (LOADS.has(key)) throw loading(key);
    if (FIXED.has(key) || key === "__proto__")
      throw dataError(
        "E702",
        `'${key}' cannot be set in vega`,
        "a chart is Vega-Lite version 5 with values, not expressions; remove it",
      );
    refuseOutside(item);
  }
}

const loading = (what: string): Problem =>
  dataError(
    "E702",
    `'${what}' in vega would make the chart load something from outside`,
    "charts hold their data; remove it",
  );

function record(value: Json, what: string): Settings {
  if (isRecord(value)) return value;
  throw dataError("E204", `${what} must be a record`, "write vega: { config: { ... } }");
}

const isRecord = (value: Json | undefined): value is Settings =>
  typeof value === "object" && value !== null && !Array.isArray(value);
