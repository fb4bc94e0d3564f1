// Forged messages: each is dropped with its reason before anything of it is done, in the kernel as in what reads its frames.
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { decode, encode, notAgain, type Signer, WireFault } from "../../kernel/jupyter/wire.ts";
import type { Message } from "../../kernel/jupyter/message.ts";

const signer: Signer = { hash: "sha256", key: "a0436f6c-1916-498b-8eb9-e81ab9368e84" };
const header = {
  msg_id: "1",
  session: "s",
  username: "ada",
  date: "",
  msg_type: "execute_request",
  version: "5.5",
};
const message: Message = {
  identities: [],
  header,
  parent: {},
  metadata: {},
  content: { code: "show 1" },
  buffers: [],
};
const signed = (...parts: readonly string[]): readonly Uint8Array[] => {
  const signature = createHmac("sha256", signer.key).update(parts.join("")).digest("hex");
  return ["<IDS|MSG>", signature, ...parts].map((part) => Buffer.from(part));
};
const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;

describe("a message is not taken", () => {
  test.each([
    ["signed with another key", encode(message, { ...signer, key: "guess" }), "the signature is wrong"],
    ["signed by no key", encode(message, { ...signer, key: "" }), "the signature is wrong"],
    ["with content that nests", signed(JSON.stringify(header), "{}", "{}", deep), "nest deeper than 500"],
    [
      "with a header that nests",
      signed(`{"x":${deep},"msg_id":"1"}`, "{}", "{}", "{}"),
      "nest deeper than 500",
    ],
    ["that is no JSON", signed(JSON.stringify(header), "{}", "{}", "{"), "a part is no JSON"],
    [
      "larger than any",
      [...encode(message, signer), ...Array.from({ length: 5 }, () => new Uint8Array(64 * 2 ** 20))],
      "of at most 268435456",
    ],
  ])("%s", (_, frames, why) => {
    expect(() => decode(frames, signer)).toThrow(WireFault);
    expect(() => decode(frames, signer)).toThrow(why);
  });

  test("a second time, on whatever socket", () => {
    const first = notAgain(signer);
    const frames = encode(message, signer);
    const other = encode({ ...message, header: { ...header, msg_id: "2" } }, signer);
    first(frames);
    first(other);
    expect(() => first([Buffer.from("another identity"), ...frames])).toThrow("the same message came before");
  });
});

test("without a key there is nothing to tell messages apart by: they are taken", () => {
  const first = notAgain({ ...signer, key: "" });
  const frames = encode(message, { ...signer, key: "" });
  first(frames);
  expect(() => first(frames)).not.toThrow();
});

test("keys of prototypes in a message pollute nothing", () => {
  const frames = signed(
    JSON.stringify(header),
    "{}",
    '{"__proto__":{"polluted":1}}',
    '{"constructor":{"prototype":{"polluted":1}}}',
  );
  decode(frames, signer);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
