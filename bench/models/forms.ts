// What it costs to hold an answer to a form: the same prompt with and without, in turns.
import { decoder } from "../decoder/write.ts";
import type { Form } from "../../runtime/model/protocol.ts";
import { ids, median, start, stepMs } from "./ours.ts";
import type { Row, Setting } from "./row.ts";

const ANSWER = 128;
const PROMPT = 64;

/** The decoders' vocabulary is `w0 w1 ...`, with a space before each. */
const forms: { readonly [what: string]: Form } = {
  "a grammar that allows every token": { kind: "grammar", ebnf: 'root ::= (" w" [0-9]+)*' },
  "a grammar that allows every second token or so": {
    kind: "grammar",
    ebnf: 'root ::= (even odd)*\neven ::= " w" [2468] [0-9]*\nodd ::= " w" [13579] [0-9]*',
  },
};

/** No token of these decoders ends an answer, and the grammars have no end. */
export async function held({ full, threads }: Setting): Promise<Row[]> {
  const size = full ? "100M" : "24M";
  const dir = await decoder({ size, variant: "gqa", precisions: ["fp32"] });
  const ours = await start(dir, { threads });
  try {
    const times: { [what: string]: number[] } = { "": [] };
    // the first round compiles the forms
    for (let n = 0; n < (full ? 12 : 24); n++)
      for (const [what, form] of [["", undefined] as const, ...Object.entries(forms)]) {
        const run = await ours.generate([ids(PROMPT, n)], ANSWER, { lookup: false, ...(form && { form }) });
        if (n > 0) (times[what] ??= []).push(stepMs(run));
      }
    const free = median(times[""] ?? []);
    return Object.keys(forms).map((what) => ({
      what: `${size} fp32, 32000 tokens: answers held to ${what}, overhead per token`,
      value: 100 * (median(times[what] ?? []) / free - 1),
      unit: "%",
      target: "<= 3",
    }));
  } finally {
    await ours.close();
  }
}
