// Whole programs beside all they become: X.strux, its plan X.plan.json, what it shows X.txt, the chart X.vl.json.
// Regenerate with `npx vitest run test/golden -u`, and read the difference.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { planned, ran } from "../runtime/program.ts";

const folder = import.meta.dirname;
const programs = readdirSync(folder).filter((name) => name.endsWith(".strux"));
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

test.each(programs)("%s", async (name) => {
  const text = readFileSync(`${folder}/${name}`, "utf8");
  const beside = (kind: string): string => `${folder}/${name.replace(/strux$/, kind)}`;
  await expect(json(planned([text]))).toMatchFileSnapshot(beside("plan.json"));

  const { shown, failed, events } = await ran(text);
  expect(failed).toEqual([]);
  await expect(`${shown.join("\n\n")}\n`).toMatchFileSnapshot(beside("txt"));

  const specs = events.flatMap((event) =>
    event.kind === "display" ? (event.bundle.data["application/vnd.vegalite.v5+json"] ?? []) : [],
  );
  await expect(json(specs)).toMatchFileSnapshot(beside("vl.json"));
});
