// The tests of the decode engine that take long, each for reasons of its own: many processes, many prompts, random graphs of every form.
export const ENGINE = [
  "test/runtime/model/{beams,broken,ceiling,family,life,likelihood,lookup,resume,seq2seq,together}.test.ts",
  "test/runtime/model/{constrain,encode,lean,logprobs,optimized}.test.ts",
];
