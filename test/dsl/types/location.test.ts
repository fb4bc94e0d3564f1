// Places on a hub as text: what is written is read back, and nothing that could lead elsewhere is a place.
import { expect, test } from "vitest";
import { placeText, readLocation, repositoryOf } from "../../../dsl/types/location.ts";

const model = { type: "model", repository: "lab/nano", revision: null, file: null } as const;

test.each([
  [model, "hf://lab/nano"],
  [{ ...model, type: "dataset", file: "data/a b.csv" }, "hf://datasets/lab/nano/data/a b.csv"],
  [
    { ...model, revision: "refs/pr/1", file: "onnx/model.onnx" },
    "hf://lab/nano@refs%2Fpr%2F1/onnx/model.onnx",
  ],
] as const)("%o is %s", (location, text) => {
  expect(placeText(location)).toBe(text);
  expect(readLocation(text)).toEqual(location);
});

test.each([
  { ...model, repository: "nano" },
  { ...model, repository: "../nano" },
  { ...model, repository: "lab/na/no" },
  { ...model, repository: "lab/nano@main" },
  { ...model, file: "../../key" },
  { ...model, file: "/etc/passwd" },
  { ...model, file: "a\\b" },
  { ...model, revision: ".." },
  { ...model, revision: "" },
])("%o is no place", (location) => {
  expect(placeText(location)).toBeNull();
});

test("what belongs to the whole repository is looked for without the file; other paths stay", () => {
  expect(repositoryOf("hf://lab/nano@v1/onnx/model.onnx")).toBe("hf://lab/nano@v1");
  expect(repositoryOf("models/nano")).toBe("models/nano");
});
