// What ONNX Runtime says of a failure, without the places in its own source that it names.

/** `model.cc:187 onnxruntime::Model::Model(...) `: a path before it or none, the function with its type and arguments or without. */
const PLACE =
  /(?:\/[^\s:]*\/)?\b[\w-]+\.(?:cc|cpp|cu|h|hpp):\d+ (?:(?:[\w:*&<>]+ )*?[\w<>]+::[\w:~<>]+(?:\([^()]*\)(?: const)?)? |[A-Z]\w*[a-z][A-Z]\w* )?/g;

/** The same in words of its user; what names no place stays as it is. */
export const plainly = (text: string): string => text.replace(PLACE, " ").replaceAll(/ {2,}/g, " ").trim();
