// The layout structurizer: a text as its own headings order it, each below the one of a higher level before it.
import { segment, type Span } from "../text/segment.ts";
import type { Aspect, Tree } from "../value.ts";
import { names, scopeOf } from "./names.ts";
import { title } from "./outline.ts";

interface Section {
  /** 0 for what stands before the first heading. */
  readonly level: number;
  readonly from: number;
  readonly to: number;
}

/**
 * A text by its Markdown headings (`# name`): each is an aspect with the sentences, list lines and rows of tables that follow it, below the last
 * heading of a higher level; the heading itself is its name and its first description, so that nothing is lost. What stands before
 * the first heading is an aspect of its own, and a text without headings has an aspect for each paragraph. A single heading of the highest level that
 * opens the text is its scope.
 */
export function laidOut(text: string): Tree {
  const spans = segment(text);
  if (spans.length === 0) return { kind: "tree", scope: "", aspects: [] };
  const heads = spans.flatMap(({ heading, opens }, at) =>
    heading
      ? [{ at, level: levelOf(text, spans[at]!) }]
      : opens && noHeading(spans)
        ? [{ at, level: 1 }]
        : [],
  );
  const sections = [...((heads[0]?.at ?? spans.length) > 0 ? [{ level: 0, at: 0 }] : []), ...heads].map(
    ({ level, at }, n, all): Section => ({ level, from: at, to: all[n + 1]?.at ?? spans.length }),
  );
  const [top, ...rest] = sections;
  const alone = top && top.level > 0 && rest.length > 0 && rest.every(({ level }) => level > top.level);
  const parts = sections.map(({ from, to }) => text.slice(spans[from]?.start, spans[to - 1]?.end));
  const found = names(
    parts,
    sections.map(({ from }) => (spans[from]?.end ?? 0) - (spans[from]?.start ?? 0)),
  );
  const name = ({ from }: Section, at: number): string => {
    const { start, end, heading } = spans[from]!;
    return (heading ? title(text.slice(start, end)) : "") || (found[at] ?? "");
  };
  const flat = sections.map((section, at): Laid => ({
    level: section.level,
    aspect: {
      name: name(section, at),
      descriptions: spans.slice(section.from, section.to).map(({ start, end }) => text.slice(start, end)),
      range: [section.from + 1, section.to],
    },
  }));
  return { kind: "tree", scope: alone && top ? name(top, 0) : scopeOf(parts), aspects: nested(flat) };
}

interface Laid {
  readonly level: number;
  readonly aspect: Aspect;
}

/** Each section with those below it: the ones that follow until one of its level, or of a higher one. */
function nested(sections: readonly Laid[]): Aspect[] {
  const out: Aspect[] = [];
  for (let at = 0; at < sections.length;) {
    const { level, aspect } = sections[at]!;
    let end = at + 1;
    while (end < sections.length && level > 0 && sections[end]!.level > level) end++;
    const below = nested(sections.slice(at + 1, end));
    const last = below.at(-1)?.range?.[1];
    out.push(
      below.length === 0
        ? aspect
        : { ...aspect, range: [aspect.range?.[0] ?? 1, last ?? aspect.range?.[1] ?? 1], aspects: below },
    );
    at = end;
  }
  return out;
}

const levelOf = (text: string, { start, end }: Span): number =>
  /^#+/.exec(text.slice(start, end).trimStart())?.[0].length ?? 1;
const noHeading = (spans: readonly Span[]): boolean => spans.every(({ heading }) => !heading);
