// Places on a model hub: `hub("owner/name")`.
import { placeText } from "../dsl/types/location.ts";
import { choice, doc, maybe, operator, opt, text } from "./operator.ts";
import { typeError } from "./problem.ts";

/**
 * `hub(repository, revision, file, type)`: a place on a Hugging Face hub, for `onnx` and for readers, as the text
 * `hf://datasets/owner/name@revision/file`. Nothing is looked up before it is read.
 * Errors: E203 for what cannot be a repository, a revision or a path in it.
 */
export const hub = operator({
  name: "hub",
  family: "read",
  doc: "a repository of a model hub, or a file of it, for onnx and for readers. What its cache has is read there; anything else is fetched, with --allow-net",
  params: {
    repository: doc("owner/name", text),
    revision: doc("a branch, a tag or a commit; left out: main", maybe(text)),
    file: doc("path in the repository: the file to read, or the ONNX file of a model", maybe(text)),
    type: doc("what kind of repository it is", opt(choice("model", "dataset"), "model")),
  },
  returns: { kind: "rule", rule: "location" },
  run: ({ repository, revision, file, type }) => {
    const place = placeText({ type, repository, revision, file });
    if (place !== null) return place;
    throw typeError(
      "E203",
      `'hub' takes a repository: owner/name, and a path inside of it, but got ${repository}${file === null ? "" : `, ${file}`}`,
      "letters, digits, - _ and . are in names",
    );
  },
});
