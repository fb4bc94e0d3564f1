// What the rest of runtime/ may use of model execution.
export { deviceName, type Device, type DeviceKind, type Tried } from "./device.ts";
export { statedCeiling, usualCeiling } from "./ceiling.ts";
export {
  genaiGraph,
  graphFile,
  graphParts,
  readDirectory,
  settingFiles,
  tokenizerFiles,
  usual,
} from "./directory.ts";
export { doesOf } from "./encode/about.ts";
export { readWindowFiles, statedWindow, windowFiles } from "./encode/settings.ts";
export { type EncoderKind, gives } from "./encode/form.ts";
export type * from "./encode/inference.ts";
export { ModelError, modelCodes, modelErrors, type ModelCode } from "./error.ts";
export { inspect, type Inspected } from "./inspect.ts";
export { companions } from "./seq2seq/files.ts";
export { type Presence, presence, thisMachine as modelMachine } from "./presence.ts";
export type * from "./protocol.ts";
export type * from "./weighing.ts";
export { fetchFiles, type Lying, located, lying, type Offer, offer, removeFiles } from "./provider-files.ts";
export { roomFor } from "./room.ts";
export { again, died, persistent, resumed, type ResumeHooks } from "./resume.ts";
export { startRunner, type GenerateHooks, type Runner, type RunnerOptions } from "./runner.ts";
