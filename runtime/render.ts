// The door of vega and vega-lite: a spec is compiled, checked and drawn as SVG without a screen, and loads nothing.
import type * as vega from "vega";
import type { TopLevelSpec } from "vega-lite";
import { dataError } from "./problem.ts";
import { textWidth } from "./theme.ts";
import type { Json } from "./value.ts";

export type VegaLiteSpec = { readonly [key: string]: Json };

/** A quarter of what the program would load at its start: it comes with the first chart. */
let loaded: Awaited<ReturnType<typeof load>> | null = null;
const load = async () => ({ vega: await import("vega"), vegaLite: await import("vega-lite") });

/** Comes before the first `render`. */
export async function readyToDraw(): Promise<void> {
  loaded ??= await load();
}

/**
 * The SVG of a spec: the same bytes for the same spec. Error E703 where the compiler objects, warnings included.
 * {@link readyToDraw} comes first.
 */
export function render(spec: VegaLiteSpec): string {
  if (loaded === null) throw new Error("a chart is drawn before vega is loaded");
  const { vega, vegaLite } = loaded;
  const { logger, heard } = listener();
  const objections = (): void => {
    if (heard.length > 0) throw new Error(heard.join("; "));
  };
  try {
    // partly the user's own data: whether it is a spec is for the compiler to tell
    const compiled = vegaLite.compile(spec as unknown as TopLevelSpec, { logger }).spec;
    objections();
    untyped(vega).textMetrics.width = (item, text) => textWidth(words(text ?? ""), item.fontSize ?? 11);
    const view = new vega.View(vega.parse(compiled), { renderer: "none", loader: refusing, logger }).run();
    objections();
    const svg = draw(vega, view as unknown as Drawn);
    view.finalize();
    return svg;
  } catch (cause) {
    throw dataError("E703", `the chart cannot be drawn: ${words(cause)}`, "look at its with { vega: {...} }");
  }
}

/** What `View.toSVG` does, at once: it waits only for data to load, and nothing is loaded. */
function draw(from: typeof vega, view: Drawn): string {
  from.resetSVGDefIds();
  const { top, right, bottom, left } = view.padding();
  const [x, y] = view._origin;
  return new (untyped(from).SVGStringRenderer)(refusing)
    .initialize(null, view._viewWidth + left + right, view._viewHeight + top + bottom, [x + left, y + top], 1)
    .render(view.scenegraph().root)
    .svg();
}

const words = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split("\n")[0] ?? "";

/** Charts hold their data: whatever asks for a file or an address is refused. */
const refuse = (uri: string): Promise<never> =>
  Promise.reject(new Error(`'${uri}' is outside the chart, which loads nothing`));
const refusing: vega.Loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };

/** Vega's own number for this level. */
const WARN = 2;

/** A logger that collects warnings and errors instead of printing them. */
function listener(): { readonly logger: vega.LoggerInterface; readonly heard: string[] } {
  const heard: string[] = [];
  const hear = (...said: readonly unknown[]): vega.LoggerInterface => {
    heard.push(said.map(words).join(" "));
    return logger;
  };
  const ignore = (): vega.LoggerInterface => logger;
  function level(set: number): vega.LoggerInterface;
  function level(): number;
  function level(set?: number): vega.LoggerInterface | number {
    return set === undefined ? WARN : logger;
  }
  const logger: vega.LoggerInterface = { level, error: hear, warn: hear, info: ignore, debug: ignore };
  return { logger, heard };
}

// What vega exports without types.
interface Drawn {
  readonly _origin: readonly [number, number];
  readonly _viewWidth: number;
  readonly _viewHeight: number;
  padding(): { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
  scenegraph(): { readonly root: unknown };
}
interface Renderer {
  initialize(
    element: null,
    width: number,
    height: number,
    origin: readonly number[],
    scale: number,
  ): Renderer;
  render(root: unknown): Renderer;
  svg(): string;
}
interface Untyped {
  readonly SVGStringRenderer: new (loader: vega.Loader) => Renderer;
  /** `width` may be replaced; ours keeps a canvas that happens to be installed from moving the layout. */
  readonly textMetrics: { width: (item: { readonly fontSize?: number }, text: unknown) => number };
}
const untyped = (from: typeof vega): Untyped => from as unknown as Untyped;
