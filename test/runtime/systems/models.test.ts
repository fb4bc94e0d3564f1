// Programs that look into a model: first tokens that nobody has taken, likelihoods behind a short text and a long one. The decoder is random, and its next token follows from the last one alone.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { decoder } from "../../../bench/decoder/write.ts";
import { nodeFiles } from "../../../runtime/files-node.ts";
import type { Runner } from "../../../runtime/model/index.ts";
import { folder, makeRunner, nano } from "../model/help.ts";
import { amiss } from "./amiss.ts";

const place = folder();
let runner: Runner;
beforeAll(async () => {
  cpSync(
    await decoder({ size: "tiny", variant: "std", precisions: ["fp32"], quotes: true }),
    join(place, "last"),
    { recursive: true },
  );
  cpSync(nano, join(place, "nano"), { recursive: true });
  runner = await makeRunner();
});
const found = (program: string) =>
  amiss(program, { deps: { runner, files: nodeFiles({ folder: place, env: {} }) } });

test("in-context navigation with a model that ignores the list is the likeliest first tokens in their order, none twice, each continued greedily behind an empty list", async () => {
  expect(
    await found(`
model m = onnx("last") on cpu { temperature: 0, max_tokens: 3 }
data topics = table([{ id: 1, topic: "w7" }, { id: 2, topic: "w100" }])
prompt name(topic: Text, found: Text) -> Text { user """{{ found }} {{ topic }}""" }
prompt after(token: Text) -> Text { user """{{ token }}""" }
run r over topics {
  step first = ask name(.topic, "") with m { max_tokens: 1, logprobs: 20 }
  step a = unexplored(.first.logprobs[0].top)
  step one = ask name(.topic, "") with m { prefix: .a[0].token }
  step second = ask name(.topic, .a[0].token + " " + .one) with m { max_tokens: 1, logprobs: 20 }
  step b = unexplored(.second.logprobs[0].top, explored: [.a[0].id])
  step two = ask name(.topic, "") with m { prefix: .b[0].token }
  step third = ask name(.topic, .one + " " + .two) with m { max_tokens: 1, logprobs: 20 }
  step c = unexplored(.third.logprobs[0].top, explored: [.a[0].id, .b[0].id])
  step alone = ask after(.b[0].token) with m
}
check len(r |> where([.a[0].id, .b[0].id, .c[0].id] == map([0, 1, 2], i => .first.logprobs[0].top[i].id))) == 2 as "rounds are ranks"
check len(r |> where(.two == .alone)) == 2 as "what follows is greedy"`),
  ).toEqual([]);
});

test("first tokens of a model that writes text alone cannot be asked for, which is told before anything runs", async () => {
  await expect(
    found(`model far = http("http://localhost:8000/v1", name: "m")
data t = table([{ id: 1 }])
prompt p() -> Text { user """x""" }
run r over t { step first = ask p() with far { max_tokens: 1, logprobs: 20 } }
check len(r) == 1 as "asked"`),
  ).rejects.toThrow("E313 'logprobs' does not go together with 'http'");
});

test("LongPO: behind the same text the difference is 0 exactly, behind a longer one it is that of the sums of its tokens", async () => {
  expect(
    await found(`
model m = onnx("nano") on cpu { max_tokens: 4 }
data docs = table([{ id: 1, text: "The mill is old. One sun and two moons." }])
prompt answer(text: Text) -> Text { user """{{ text }} Answer:""" }
run r over docs {
  step short = excerpt(.text, budget: 5, seed: 5, tokenizer: "words")
  step near = ask answer(.short) with m { given: "the mill", logprobs: 0 }
  step same = ask answer(.short) with m { given: "the mill" }
  step far = ask answer(.text) with m { given: "the mill", logprobs: 0 }
}
check len(r |> where(.near.logprob - .same.logprob == 0)) == 1 as "nothing is lost behind the same text"
check len(r |> where(abs((.far.logprob - .near.logprob) - (sum(map(.far.logprobs, one => one.logprob)) - sum(map(.near.logprobs, one => one.logprob)))) < 0.00001)) == 1 as "sums of tokens"
check len(r |> where(.short != .text and has(.text, .short))) == 1 as "the short text is a part"`),
  ).toEqual([]);
});
