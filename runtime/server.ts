// Models behind a server: `http("http://localhost:8000/v1", name: "...")`.
import { doc, int, num, operator, opt, text } from "./operator.ts";
import { Problem } from "./problem.ts";

const MOST = 64;
/** Seconds; Node itself waits no longer for an answer to begin. */
const LONGEST = 300;

/**
 * `http(url, name, parallel, timeout)`: a model of a server that speaks OpenAI's chat completions. Nothing is sent before it is
 * asked. Errors: E511 for what is no address, or out of range.
 */
export const http = operator({
  name: "http",
  family: "model",
  doc: "a model of an OpenAI-compatible server (vLLM, llama.cpp, Ollama), asked with --allow-net",
  params: {
    url: doc('where its interface begins, such as "http://localhost:8000/v1"', text),
    name: doc("the model, as the server calls it", text),
    parallel: doc(`most requests under way at a time, 1 to ${MOST}`, opt(int, 8)),
    timeout: doc(`seconds to wait for an answer to begin, and to go on, up to ${LONGEST}`, opt(num, LONGEST)),
  },
  returns: { kind: "modelSource" },
  run: ({ url, name, parallel, timeout }) => {
    if (parallel < 1 || parallel > MOST) throw wrong("parallel", parallel, `1 to ${MOST}`);
    if (!(timeout > 0 && timeout <= LONGEST)) throw wrong("timeout", timeout, `a number up to ${LONGEST}`);
    if (name === "") throw wrong("name", '""', "the model's name");
    const server = { url: addressOf(url), name, parallel, timeout };
    return { kind: "source", dir: "", ref: `${name} at ${server.url}`, server };
  },
});

const wrong = (what: string, got: string | number, wanted: string): Problem =>
  new Problem("ModelError", "E511", `${what}: ${got} cannot be used with 'http'`, `write ${wanted}`);

/** Without a slash at its end. A password in an address would be a secret in the program and in every message. */
function addressOf(url: string): string {
  const read = URL.canParse(url) ? new URL(url) : null;
  if (!read || !["http:", "https:"].includes(read.protocol))
    throw wrong("url", JSON.stringify(url), 'an address, such as "http://localhost:8000/v1"');
  if (read.username !== "" || read.password !== "" || read.search !== "" || read.hash !== "")
    throw wrong(
      "url",
      JSON.stringify(`${read.origin}${read.pathname}`),
      "it without a user, a password, ? and #",
    );
  return `${read.origin}${read.pathname}`.replace(/\/+$/, "");
}
