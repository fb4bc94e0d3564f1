// A worker that answers calls with their keys, and does what a call tells it to: it stands for workers whose machine fails them.
/** @param {object} said */
const say = (said) => process.send?.(said);

/** @param {{ id: number, calls: readonly { key: string }[] }} work */
function work({ id, calls }) {
  for (const [at, { key }] of calls.entries()) {
    const why = {
      name: "ModelError",
      code: key.startsWith("model") ? "E505" : "E511",
      message: key,
      hint: "",
    };
    if (key.startsWith("die")) process.exit(9);
    if (key.startsWith("wait")) return;
    if (key.startsWith("model")) {
      say({ kind: "failed", id, why });
      return;
    }
    if (key.startsWith("refuse")) say({ kind: "refused", id, at, why });
    else say({ kind: "answer", id, at, answer: { text: `${key} by ${process.pid}` } });
  }
  say({ kind: "done", id });
}

process.on("message", work);
process.on("disconnect", () => process.exit());
process.on("error", () => process.exit());
if (process.env["STRUX_TEST_STILLBORN"]) process.exit(7);
