// Frames and messages: what is sent is read again, and nothing is read of what is not signed.
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { answer, type Message } from "../../../kernel/jupyter/message.ts";
import { decode, encode, type Signer, WireFault } from "../../../kernel/jupyter/wire.ts";

const signer: Signer = { hash: "sha256", key: "a0436f6c-1916-498b-8eb9-e81ab9368e84" };
const speaker = { session: "s", username: "ada" };
const request: Message = {
  identities: [Buffer.from("front end 1"), Buffer.from([0, 255])],
  header: {
    msg_id: "1",
    session: "s",
    username: "ada",
    date: "",
    msg_type: "execute_request",
    version: "5.5",
  },
  parent: {},
  metadata: { cellId: "c" },
  content: { code: 'show "😀\u0000"' },
  buffers: [Buffer.from([1, 2, 3]), Buffer.alloc(0)],
};
const texts = (frames: readonly Uint8Array[]): readonly string[] =>
  frames.map((frame) => Buffer.from(frame).toString());

test("what is sent is read again: identities, all four parts, buffers", () => {
  expect(decode(encode(request, signer), signer)).toEqual(request);
});

test("the signature is the HMAC of the four parts, in hex, behind the delimiter", () => {
  const [, , delimiter, signature, ...parts] = texts(encode(request, signer));
  expect(delimiter).toBe("<IDS|MSG>");
  expect(signature).toBe(createHmac("sha256", signer.key).update(parts.slice(0, 4).join("")).digest("hex"));
});

test("an empty key signs nothing and believes everyone", () => {
  const open = { hash: "sha256", key: "" };
  const frames = encode(request, open);
  expect(texts(frames)[3]).toBe("");
  expect(decode(frames, open)).toEqual(request);
});

test("an answer carries the request's header and goes to who asked", () => {
  const reply = answer(speaker, request, { type: "execute_reply", content: { status: "ok" } });
  expect(reply).toMatchObject({
    identities: request.identities,
    parent: request.header,
    header: { msg_type: "execute_reply", session: "s", username: "ada" },
  });
});

describe("what is no message", () => {
  const good = encode(request, signer);
  const changed = (at: number, frame: Uint8Array): readonly Uint8Array[] => good.with(at, frame);
  const signed = (...parts: readonly (string | Uint8Array)[]): readonly Uint8Array[] => {
    const bytes = parts.map((part) => Buffer.from(part));
    const signature = createHmac("sha256", signer.key).update(Buffer.concat(bytes)).digest("hex");
    return [Buffer.from("<IDS|MSG>"), Buffer.from(signature), ...bytes];
  };
  const header = JSON.stringify(request.header);
  test.each([
    ["nothing", [], "no delimiter"],
    ["no delimiter", [Buffer.from("x")], "no delimiter"],
    ["frames cut off", good.slice(0, 6), "frames are missing"],
    ["another code", changed(7, Buffer.from('{"code":"steal"}')), "the signature is wrong"],
    ["a signature of another length", changed(3, Buffer.from("00")), "the signature is wrong"],
    ["no JSON", signed(header, "{}", "{}", "{"), "a part is no JSON"],
    ["no UTF-8", signed(header, "{}", "{}", Buffer.from([0x7b, 0xff, 0x7d])), "a part is no JSON"],
    ["a list for an object", signed(header, "{}", "{}", "[]"), "a part is no object"],
    [
      "a header without an id",
      signed('{"msg_type":"x","session":"s"}', "{}", "{}", "{}"),
      "the header lacks",
    ],
    [
      "an id that is no text",
      signed('{"msg_id":{},"msg_type":"x","session":"s"}', "{}", "{}", "{}"),
      "the header lacks",
    ],
  ])("%s", (_, frames, why) => {
    expect(() => decode(frames, signer)).toThrow(WireFault);
    expect(() => decode(frames, signer)).toThrow(why);
  });

  test("the signature is looked at before the parts are", () => {
    const frames = ["<IDS|MSG>", "0".repeat(64), "no JSON", "no JSON", "no JSON", "no JSON"];
    expect(() =>
      decode(
        frames.map((frame) => Buffer.from(frame)),
        signer,
      ),
    ).toThrow("the signature is wrong");
  });
});
