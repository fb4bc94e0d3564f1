// What TypeScript prints: heard by the step that called it, in order, also from a timer, and never by the terminal.
import { expect, test } from "vitest";
import { printing, type StreamName } from "../../../runtime/module/prints.ts";
import { folder, ranIn } from "./help.ts";

test("prints of a module, while it loads, while it runs and later, are events of the cell", async () => {
  const at = folder({
    "loud.ts": `process.stdout.write("loading\\n");
export const size = (x: string): number => { process.stdout.write(x + "\\n"); process.stderr.write("careful\\n"); return x.length; };
export const later = async (x: string): Promise<string> => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.stdout.write(new TextEncoder().encode("é later\\n"));
  return x;
};`,
  });
  const { prints, failed } = await ranIn(
    at,
    `use "loud.ts" as loud\nshow loud.size("abc")\nshow loud.later("x")`,
  );
  expect(failed).toEqual([]);
  expect(prints).toEqual(["stdout: loading\n", "stdout: abc\n", "stderr: careful\n", "stdout: é later\n"]);
});

test("two at a time are kept apart; what nobody asked for goes where it went", async () => {
  const heard: { [who: string]: string[] } = { a: [], b: [] };
  const speak = (who: string): Promise<void> =>
    printing(
      (name: StreamName, text) => heard[who]?.push(`${name} ${text}`),
      async () => {
        for (let n = 0; n < 3; n++) {
          process.stdout.write(`${who}${n}`);
          await new Promise((resolve) => setTimeout(resolve));
        }
      },
    );
  await Promise.all([speak("a"), speak("b")]);
  expect(heard).toEqual({
    a: ["stdout a0", "stdout a1", "stdout a2"],
    b: ["stdout b0", "stdout b1", "stdout b2"],
  });
});

test("who hears of a print may print it in turn", () => {
  const heard: string[] = [];
  printing(
    (_, text) => {
      heard.push(text);
      process.stderr.write("");
    },
    () => process.stderr.write("once"),
  );
  expect(heard).toEqual(["once"]);
});

test("a writer that waits is told when its text is taken", async () => {
  const taken = printing(
    () => undefined,
    () => new Promise((resolve) => process.stdout.write("x", "utf8", resolve)),
  );
  await expect(taken).resolves.toBeUndefined();
});
