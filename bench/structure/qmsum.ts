// Meetings of QMSum (Zhong et al., NAACL 2021) with the spans of their topics: gold segmentation, read where the data lie.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { lengths } from "../../runtime/context/baselines.ts";

export interface Meeting {
  /** What was said, turn by turn. */
  readonly turns: readonly string[];
  /** Turns in each of the parts that the spans of topics cut them into: a cut wherever a span begins or ends. */
  readonly gold: readonly number[];
}

interface Written {
  readonly topic_list: readonly { readonly relevant_text_span: readonly (readonly [string, string])[] }[];
  readonly meeting_transcripts: readonly { readonly content: string }[];
}

/** The meetings below a folder of data; null where they are not at hand. */
export function meetings(root: string): readonly Meeting[] | null {
  const place = join(root, "Yale-LILY__QMSum/data/ALL/jsonl/val.jsonl");
  const packed = `${place}.gz`;
  if (!existsSync(place) && !existsSync(packed)) return null;
  const text = existsSync(place)
    ? readFileSync(place, "utf8")
    : gunzipSync(readFileSync(packed)).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => meeting(JSON.parse(line) as Written));
}

/** Ends of spans are inclusive, spans may overlap, return, and leave turns out. */
function meeting({ topic_list: topics, meeting_transcripts: said }: Written): Meeting {
  const cuts = new Set<number>();
  for (const { relevant_text_span: spans } of topics)
    for (const [from, to] of spans) {
      cuts.add(Number(from));
      cuts.add(Number(to) + 1);
    }
  const inner = [...cuts].filter((cut) => cut > 0 && cut < said.length).toSorted((a, b) => a - b);
  return { turns: said.map(({ content }) => content), gold: lengths(inner, said.length) };
}
