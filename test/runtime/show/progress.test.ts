// The bar of a run: readable without script and without colour, by eye and by screen reader.
import { expect, test } from "vitest";
import { showProgress } from "../../../runtime/show/progress.ts";
import { moment } from "../moment.ts";

const one = moment({
  name: "r<b>",
  done: 1500,
  total: 3000,
  rate: 4.56,
  eta: 329,
  cached: 1000,
  made: 500,
  providers: ["cpu"],
});

test("plain text is one line, HTML a bar with the facts below it", () => {
  const { data } = showProgress(one);
  expect(data["text/plain"]).toBe(
    "r<b>: 1,500 of 3,000 rows (50 %), 4.6 rows/s, 5 min left, 1,000 from the store, 500 made, on cpu",
  );
  const html = String(data["text/html"]);
  expect(html).toContain(
    'role="progressbar" aria-label="r&lt;b&gt;" aria-valuemin="0" aria-valuemax="3000" aria-valuenow="1500" aria-valuetext="1,500 of 3,000 rows (50 %)"',
  );
  expect(html).toContain("width:50%");
  expect(html).toContain("4.6 rows/s · 5 min left · 1,000 from the store · 500 made · on cpu");
});

test("what is fetched is counted in bytes", () => {
  const fetching = moment({
    name: "m",
    phase: "fetching",
    column: "onnx/model.onnx of lab/nano",
    done: 1_500_000,
    total: 3_000_000,
    rate: 250_000,
    eta: 6,
  });
  expect(showProgress(fetching).data["text/plain"]).toBe(
    "m: fetching onnx/model.onnx of lab/nano, 1.50 MB of 3.00 MB (50 %), 250 KB/s, 6.0 s left",
  );
});

test("no script, no colour of its own, no markup of the user's", () => {
  const html = String(showProgress(one).data["text/html"]);
  expect(html).not.toMatch(/<script|#[0-9a-f]{3,6}\b|rgb\(|<b>/);
  expect(html).toContain("currentColor");
});

test("a run over no rows yet is no division by zero", () => {
  expect(String(showProgress({ ...one, done: 0, total: 0 }).data["text/html"])).toContain("width:0%");
});
