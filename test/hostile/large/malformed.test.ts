// Ten thousand messages that no front end would send: the kernel drops them, answers the next one, and holds no memory for them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../bin/build.mjs";
import type { Header, Message } from "../../../kernel/jupyter/message.ts";
import { encode, type Signer } from "../../../kernel/jupyter/wire.ts";
import { connect, launch, ready } from "../../kernel/jupyter/client.ts";

const SEED = 20_261_127;
const N = 10_000;

/** Numbers below 1, the same on every machine. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test.skipIf(process.platform !== "linux")(
  `${N} malformed messages (seed ${SEED})`,
  async () => {
    const kernel = await launch([
      process.execPath,
      join(root, "bin/strux.mjs"),
      "kernel",
      "start",
      "{connection_file}",
    ]);
    const client = await connect(kernel.connection);
    await ready(client);
    const next = numbers(SEED);
    const bytes = (most: number): Buffer =>
      Buffer.from(Array.from({ length: Math.floor(next() * most) }, () => Math.floor(next() * 256)));
    const some = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
    /** Sound in its frames, nonsense in what it says. */
    const nonsense = (): Message => {
      const type = some([
        "execute_request",
        "complete_request",
        "comm_open",
        "history_request",
        "__proto__",
        "x".repeat(5000),
      ]);
      const header: Header = {
        msg_id: "m",
        session: "s",
        username: "u",
        date: "",
        msg_type: type,
        version: "9",
      };
      const value = (): unknown =>
        some([null, -1, NaN, {}, [], "\u0000", "run run run", { __proto__: [] }, 1e308]);
      const content = {
        code: value(),
        stop_on_error: false,
        cursor_pos: value(),
        comm_id: value(),
        target_name: value(),
        n: value(),
        hist_access_type: value(),
        user_expressions: value(),
      };
      return {
        identities: [],
        header,
        parent: {},
        metadata: { cellId: value() },
        content,
        buffers: [bytes(20)],
      };
    };
    const frames = (signer: Signer): readonly Uint8Array[] => {
      const sound = encode(nonsense(), signer);
      const at = Math.floor(next() * sound.length);
      return some([
        () => [bytes(300)],
        () => [Buffer.from("<IDS|MSG>"), bytes(64), bytes(50), bytes(50), bytes(5), bytes(5)],
        () => encode(nonsense(), { ...signer, key: "guessed" }),
        () => sound.slice(0, at + 1),
        () => sound.with(at, bytes(100)),
        () => sound,
      ])();
    };
    const pid = kernel.child.pid ?? 0;
    const memory = (): number =>
      Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
    const wave = async (): Promise<number> => {
      for (let i = 0; i < N; i++) await client.raw(frames(kernel.connection));
      const { reply } = await client.execute("20 + 1");
      expect(reply.content["status"]).toBe("ok");
      return memory();
    };
    // what is collected late is no leak: of two waves more, one may need room
    const [first, second, third] = [await wave(), await wave(), await wave()];
    expect(Math.min(second - first, third - second)).toBeLessThan(30);
    expect(kernel.log()).toMatch(/was dropped/);
    // a log that grows with what strangers send would fill a disk
    expect(kernel.log().split("\n").length).toBeLessThan(100);
    client.close();
    kernel.child.kill("SIGKILL");
  },
  180_000,
);
