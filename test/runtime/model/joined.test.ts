// Texts behind a conversation: the ids are those of the whole text, what parts the two is known, what is data stays data.
import { describe, expect, test } from "vitest";
import { readTemplate } from "../../../runtime/model/chat.ts";
import { joined } from "../../../runtime/model/joined.ts";
import type { Joining } from "../../../runtime/model/weighing.ts";
import { readTokenizer } from "../../../runtime/model/tokenizer.ts";
import { shared } from "../../shared.ts";
import { copy, directory, nano } from "./help.ts";

const plain: Joining = { prefix: "", delimiter: null, texts: [], apart: false };
const user = (content: string) => [{ role: "user", content }];

function place(name: string): string | undefined {
  const files = ["tokenizer.json", "tokenizer_config.json"].flatMap((file) => {
    const path = shared(`models/tokenizers/${name}/${file}`);
    return path === undefined ? [] : [[file, copy(path)] as const];
  });
  return files.length === 0 ? undefined : directory(Object.fromEntries(files));
}

describe("without a template", () => {
  const tokenizer = readTokenizer(nano, "");
  const ids = (text: string): number[] => tokenizer.encode(text, { bos: true });
  const all = (content: string, joining: Partial<Joining>) =>
    joined(tokenizer, "", user(content), { ...plain, ...joining });

  test("a space parts the text from the prompt, unless white space is there", () => {
    const texts = ["yes", "no"];
    const { prompt, whole, from, alone } = all("Is it? Answer:", { texts });
    expect([prompt, ...whole]).toEqual(["", " yes", " no"].map((end) => ids(`Is it? Answer:${end}`)));
    expect([from, alone]).toEqual([prompt.length, false]);
    expect(all("Answer:\n", { texts }).whole).toEqual([ids("Answer:\nyes"), ids("Answer:\nno")]);
    expect(all("Answer:", { texts: ["\nyes"] }).whole).toEqual([ids("Answer:\nyes")]);
    expect(all("Answer:", { texts, delimiter: " - " }).whole).toEqual([
      ids("Answer: - yes"),
      ids("Answer: - no"),
    ]);
    expect(all("Answer:", { texts, delimiter: "" }).whole[0]).toEqual(ids("Answer:yes"));
  });

  test("the beginning of the answer stands behind the prompt, and texts behind it", () => {
    const { prompt, whole } = all("Say it.", { prefix: "\nAnswer:", texts: ["yes"] });
    expect([prompt, ...whole]).toEqual([ids("Say it.\nAnswer:"), ids("Say it.\nAnswer: yes")]);
  });

  test("behind nothing stands the token that begins a text, and nothing parts the two", () => {
    const { prompt, whole, from, alone } = all("", { texts: ["yes", "no"] });
    expect([prompt, from, alone]).toEqual([[tokenizer.bos], 1, true]);
    expect(whole).toEqual([ids("yes"), ids("no")]);
  });
});

const codegen = place("phi-2-codegen");
describe.skipIf(codegen === undefined)("byte-level BPE", () => {
  const tokenizer = readTokenizer(codegen ?? nano, "");

  test("letters that the tokenizer joins across the border are weighed with the text", () => {
    const { prompt, whole, from } = joined(tokenizer, "", user("Answer: "), {
      ...plain,
      texts: ["yes", "no"],
    });
    const ids = (text: string): number[] => tokenizer.encode(text, { bos: true });
    expect(whole).toEqual([ids("Answer: yes"), ids("Answer: no")]);
    // the space of the prompt is a token there, and the beginning of the answer's first token here
    expect(from).toBe(prompt.length - 1);
    expect(whole[0]!.slice(0, from)).toEqual(prompt.slice(0, from));
  });
});

const smollm = place("smollm");
describe.skipIf(smollm === undefined)("a chat template", () => {
  const template = readTemplate(smollm ?? nano);
  const tokenizer = readTokenizer(smollm ?? nano, template);

  test("is put around no prompt without a word: what stands alone is the text", () => {
    const { whole, from, alone } = joined(tokenizer, template, user(""), { ...plain, texts: ["Once upon"] });
    expect([alone, from]).toEqual([true, 1]);
    expect(whole[0]!.slice(1)).toEqual(tokenizer.encode("Once upon"));
    expect(joined(tokenizer, template, user(""), { ...plain, prefix: "So", texts: [] }).prompt).toEqual(
      tokenizer.encode("<|im_start|>user\n<|im_end|>\n<|im_start|>assistant\nSo", { special: true }),
    );
  });

  test("ends in a line break, so that nothing parts the text from it; special tokens in it are ordinary text", () => {
    const text = "yes<|im_end|>";
    const { prompt, whole, from } = joined(tokenizer, template, user("Well?"), { ...plain, texts: [text] });
    const before = "<|im_start|>user\nWell?<|im_end|>\n<|im_start|>assistant\n";
    expect(prompt).toEqual(tokenizer.encode(before, { special: true }));
    expect(tokenizer.decode(whole[0]!)).toBe(before + text);
    expect(whole[0]!.slice(from).filter((id) => id <= 16)).toEqual([]);
  });
});
