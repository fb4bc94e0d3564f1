// Prompt lookup: answers that quote their prompt in pieces, with and without it, in turns.
import { decoder } from "../decoder/write.ts";
import { ids, median, type Ours, start, stepMs } from "./ours.ts";
import type { Row, Setting } from "./row.ts";

const ANSWER = 128;
/** Tokens of a piece that is quoted, and of what stands between two of them. */
const [PIECE, BETWEEN] = [24, 8];
const first = 7;

/** The decoder says after a token what it always says after it: what is quoted is known, and it costs what any other decoder does. */
export async function quoted({ full, threads }: Setting): Promise<Row[]> {
  const size = full ? "100M" : "24M";
  const dir = await decoder({ size, variant: "gqa", precisions: ["fp32"], quotes: true });
  const ours = await start(dir, { threads });
  try {
    const prompt = await quotable(ours);
    const [plain, looking]: [number[], number[]] = [[], []];
    let [same, drafted, accepted] = [0, 0, 0];
    const rounds = full ? 9 : 7;
    // the first round warms up
    for (let n = 0; n <= rounds; n++) {
      const without = await ours.generate([prompt], ANSWER, { lookup: false });
      const found = await ours.generate([prompt], ANSWER);
      if (n === 0) continue;
      plain.push(stepMs(without));
      looking.push(stepMs(found));
      [drafted, accepted] = [found.drafted, found.accepted];
      if (found.tokens[0]?.join() === without.tokens[0]?.join()) same++;
    }
    const what = `${size} fp32, prompt lookup, answers that quote the prompt in pieces of ${PIECE} tokens`;
    return [
      { what, value: median(plain) / median(looking), unit: "times as fast", target: ">= 1.5" },
      { what: `${what}: drafted tokens that came`, value: accepted, unit: `of ${drafted}` },
      {
        what: `${what}: answers equal to those without`,
        value: same,
        unit: `of ${rounds}`,
        target: String(rounds),
      },
    ];
  } finally {
    await ours.close();
  }
}

/** A prompt that holds what will be said, in pieces of another order, with other text between them. */
async function quotable(ours: Ours): Promise<readonly number[]> {
  const { tokens } = await ours.generate([[first]], ANSWER, { lookup: false });
  const said = tokens[0] ?? [];
  const pieces = Array.from({ length: Math.ceil(said.length / PIECE) }, (_, n) =>
    said.slice(n * PIECE, (n + 1) * PIECE + 2),
  );
  return [
    ...pieces.toReversed().flatMap((piece, n) => [...ids(BETWEEN, n), ...piece]),
    ...ids(BETWEEN, 99),
    first,
  ];
}
