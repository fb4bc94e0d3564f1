// The registry: every operator of the standard library, by family; what the checker knows follows from it.
import { statistics } from "./assess/index.ts";
import { charts } from "./chart.ts";
import { constructors } from "./construct/index.ts";
import { contexts } from "./context/index.ts";
import { readers } from "./data/index.ts";
import { compare } from "./compare.ts";
import { demos } from "./demos/index.ts";
import { delta } from "./delta.ts";
import { encoders } from "./encoder/index.ts";
import { expectations } from "./expect.ts";
import { hub } from "./hub.ts";
import { metrics } from "./metric/index.ts";
import { numbers } from "./number/index.ts";
import { onnx } from "./onnx.ts";
import type { Operator } from "./operator.ts";
import { rankers } from "./rank/index.ts";
import { judges } from "./judges/index.ts";
import { profiles } from "./profile/index.ts";
import { reasoning } from "./reasoning/index.ts";
import { intervals } from "./score-interval.ts";
import { http } from "./server.ts";
import { scripted } from "./scripted.ts";
import { spent } from "./spent.ts";
import { texts } from "./text/index.ts";
import { verbs } from "./verbs/index.ts";
import { worldTasks } from "./world-tasks.ts";
import { world } from "./world.ts";

export const operators: readonly Operator[] = [
  onnx,
  http,
  scripted,
  hub,
  ...readers,
  world,
  worldTasks,
  ...verbs,
  spent,
  ...texts,
  ...numbers,
  ...encoders,
  ...contexts,
  ...rankers,
  ...demos,
  ...reasoning,
  ...constructors,
  ...profiles,
  ...metrics,
  ...intervals,
  delta,
  compare,
  ...expectations,
  ...statistics,
  ...judges,
  ...charts,
];

/** The same by name, as a running program looks them up. */
export const operatorsByName: ReadonlyMap<string, Operator> = new Map(
  operators.map((one) => [one.signature.name, one]),
);
