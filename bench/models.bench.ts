// Models through the runner, beside transformers.js and the bandwidth of the memory; --quick in five minutes, --full in an hour.
import { availableParallelism } from "node:os";
import { meter } from "./models/bandwidth.ts";
import { mixed, questions } from "./models/batch.ts";
import { contexts, decode } from "./models/decode.ts";
import { held } from "./models/forms.ts";
import { gaps, lives, loads, stops } from "./models/life.ts";
import { quoted } from "./models/lookup.ts";
import { startPeer } from "./models/peer.ts";
import type { Part, Row, Setting } from "./models/row.ts";

const parts: { readonly [name: string]: Part } = {
  decode,
  contexts,
  questions,
  mixed,
  held,
  quoted,
  loads,
  stops,
  gaps,
  lives,
};

export default {
  name: "models",
  async run({ full = false }: { readonly full?: boolean } = {}): Promise<readonly Row[]> {
    const threads = availableParallelism();
    const peer = await startPeer();
    console.log(
      typeof peer === "string" ? `no peer: ${peer}` : `peer: ${peer.name}, ${threads} threads, greedy`,
    );
    const setting: Setting = {
      full,
      threads,
      meter: await meter(threads),
      peer: typeof peer === "string" ? null : peer,
    };
    const rows: Row[] = [];
    for (const [name, part] of Object.entries(parts)) {
      const began = performance.now();
      rows.push(...(await part(setting)));
      console.log(`${name}: ${Math.round((performance.now() - began) / 1000)} s`);
    }
    setting.peer?.close();
    await setting.meter.close();
    return rows;
  },
};
