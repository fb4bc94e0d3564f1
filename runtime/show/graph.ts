// The steps of a plan as a small picture: what leads to what, from left to right.
import { textWidth } from "../theme.ts";
import { counted, cut, escaped } from "./bundle.ts";
import { scroll } from "./style.ts";
import { svg } from "./svg.ts";

export interface Node {
  /** Unique, as `needs` names it. */
  readonly key: string;
  readonly id: string;
  readonly kind: string;
  /** Numbers below the name; "": none. */
  readonly told: string;
  readonly needs: readonly string[];
  /** It cannot be run. */
  readonly refused: boolean;
}

/** Steps that are drawn; of a larger plan none are, as nobody could follow the lines. */
const MOST = 40;
/** Pixels of a narrow page. */
const PAGE = 500;
const BOX = { high: 36, pad: 8, between: 34, above: 8 } as const;

/** A picture of the steps; "" for one step, or for more than can be followed. */
export function graphHtml(nodes: readonly Node[]): string {
  if (nodes.length < 2) return "";
  if (nodes.length > MOST)
    return `<div class="quiet">${counted(nodes.length, "step")}: too many for a picture</div>`;
  const { boxes, width, height } = placed(nodes);
  const lines = [...boxes.values()].flatMap((to) =>
    to.node.needs.flatMap((key) => {
      const from = boxes.get(key);
      return from ? [edge(from, to)] : [];
    }),
  );
  // text between the shapes is not drawn: it parts the names where a front end takes the picture away and leaves its words
  const inner = lines.join("") + [...boxes.values()].map(box).join("; ");
  return scroll("the steps", width > PAGE, svg(width, height, cut(spoken(nodes), 2000), inner, "wide plan"));
}

interface Box {
  readonly node: Node;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly wide: number;
}

/** Columns by the longest way to a step; in a column, as high as what leads to it, so that lines cross little. */
function placed(nodes: readonly Node[]) {
  const depth = depths(nodes);
  const boxes = new Map<string, Box>();
  let x = 1;
  let height = 0;
  for (let level = 0; ; level++) {
    const here = nodes.filter(({ key }) => depth.get(key) === level);
    if (here.length === 0) break;
    const middle = ({ needs }: Node): number => {
      const ys = needs.flatMap((key) => boxes.get(key)?.y ?? []);
      return ys.length === 0 ? 0 : ys.reduce((sum, y) => sum + y, 0) / ys.length;
    };
    const sorted = level === 0 ? here : here.toSorted((a, b) => middle(a) - middle(b));
    const names = sorted.map(({ id, kind }) => cut(id.includes("#") ? kind : id, 24));
    const wide = Math.max(...sorted.map((node, at) => wideOf(node, names[at] ?? "")));
    let y = 1;
    for (const [at, node] of sorted.entries()) {
      boxes.set(node.key, { node, name: names[at] ?? "", x, y, wide });
      y += BOX.high + BOX.above;
    }
    height = Math.max(height, y - BOX.above + 1);
    x += wide + BOX.between;
  }
  return { boxes, width: x - BOX.between + 1, height };
}

function depths(nodes: readonly Node[]): Map<string, number> {
  const depth = new Map<string, number>();
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const of = (node: Node): number => {
    const known = depth.get(node.key);
    if (known !== undefined) return known;
    const before = node.needs.flatMap((key) => byKey.get(key) ?? []).map(of);
    const own = before.length === 0 ? 0 : Math.max(...before) + 1;
    depth.set(node.key, own);
    return own;
  };
  for (const node of nodes) of(node);
  return depth;
}

const wideOf = ({ kind, told }: Node, name: string): number =>
  Math.ceil(Math.max(textWidth(name, 12), textWidth(second(kind, name, told), 10)) + 2 * BOX.pad);

/** What stands below the name. */
const second = (kind: string, name: string, told: string): string =>
  [...(kind === name ? [] : [kind]), ...(told === "" ? [] : [told])].join(", ");

function box({ node: { kind, told, refused }, name, x, y, wide }: Box): string {
  const tone = refused
    ? ' class="box refused" stroke="#c8402f" stroke-width="2"'
    : ' class="box" stroke="currentColor" stroke-opacity=".5"';
  const below = second(kind, name, told);
  const text = (words: string, at: number, size: number, quiet: string): string =>
    `<text x="${x + BOX.pad}" y="${y + at}" font-size="${size}" fill="currentColor"${quiet}>${escaped(words)}</text>`;
  const title = text(refused ? `✗ ${name}` : name, below === "" ? 22 : 16, 12, ' font-weight="600"');
  return (
    `<rect${tone} fill="none" x="${x}" y="${y}" width="${wide}" height="${BOX.high}" rx="4"/>${title}` +
    `${below === "" ? "" : ` (${text(below, 29, 10, ' fill-opacity=".75"')})`}`
  );
}

function edge(from: Box, to: Box): string {
  const [x1, y1] = [from.x + from.wide, from.y + BOX.high / 2];
  const [x2, y2] = [to.x - 5, to.y + BOX.high / 2];
  const bend = Math.max(14, (x2 - x1) / 2);
  return (
    `<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}" fill="none" stroke="currentColor" stroke-opacity=".45"/>` +
    `<path d="M${x2 - 1} ${y2 - 3.5}L${x2 + 5} ${y2}L${x2 - 1} ${y2 + 3.5}Z" fill="currentColor" fill-opacity=".6"/>`
  );
}

function spoken(nodes: readonly Node[]): string {
  const named = ({ id, kind }: Pick<Node, "id" | "kind">): string => (id.includes("#") ? `a ${kind}` : id);
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const lines = nodes.flatMap((node) => {
    const needs = node.needs.flatMap((key) => byKey.get(key) ?? []).map(named);
    return needs.length === 0 ? [] : [`${named(node)} from ${needs.join(", ")}`];
  });
  return `${counted(nodes.length, "step")}: ${lines.join("; ")}`;
}
