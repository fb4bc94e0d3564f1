// A worker that answers calls with their keys, and does what a call tells it to: it stands for workers whose machine fails them.
process.on("message", ({ id, calls }) => {
  for (const [at, { key }] of calls.entries()) {
    if (key.startsWith("die")) process.exit(9);
    if (key.startsWith("refuse"))
      process.send({
        kind: "refused",
        id,
        at,
        why: { name: "ModelError", code: "E511", message: key, hint: "" },
      });
    else if (key.startsWith("model"))
      return process.send({
        kind: "failed",
        id,
        why: { name: "ModelError", code: "E505", message: key, hint: "" },
      });
    else if (!key.startsWith("wait"))
      process.send({ kind: "answer", id, at, answer: { text: `${key} by ${process.pid}` } });
    else return;
  }
  process.send({ kind: "done", id });
});
process.on("disconnect", () => process.exit());
process.on("error", () => process.exit());
if (process.env.STRUX_TEST_STILLBORN) process.exit(7);
process.send({ kind: "begun" });
