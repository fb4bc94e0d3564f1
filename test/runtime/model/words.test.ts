// What ONNX Runtime says, as its user reads it: what went wrong stays, where in its source does not.
import { expect, test } from "vitest";
import { plainly } from "../../../runtime/model/backend/words.ts";

test.each([
  [
    "Load model from /m/a b.onnx failed:/onnxruntime_src/onnxruntime/core/graph/model.cc:187 onnxruntime::Model::Model(onnx::ModelProto&&, const onnxruntime::PathString&) ModelProto does not have a graph.",
    "Load model from /m/a b.onnx failed: ModelProto does not have a graph.",
  ],
  [
    "Deserialize tensor x failed.tensorprotoutils.cc:1763 GetExtDataFromTensorProto External initializer: x offset: 4",
    "Deserialize tensor x failed. External initializer: x offset: 4",
  ],
  [
    "Non-zero status code returned while running Mul node. Name:'/m' Status Message: /onnxruntime_src/onnxruntime/core/framework/op_kernel.cc:83 virtual OrtValue* onnxruntime::OpKernelContext::OutputMLValue(int, const onnxruntime::TensorShape&) status.IsOK() was false.",
    "Non-zero status code returned while running Mul node. Name:'/m' Status Message: status.IsOK() was false.",
  ],
  [
    "Status Message: matmul_helper.h:157 onnxruntime::MatMulComputeHelper::Compute left operand cannot broadcast",
    "Status Message: left operand cannot broadcast",
  ],
  // nothing of its source in it
  ["Load model from /m/model.onnx failed:Fatal error: Foo is not a registered function/op", undefined],
  ["CUDA failure 2: out of memory ; GPU=0 ; file=/src/cuda_call.cc ; line=129", undefined],
  ["std::bad_alloc", undefined],
])("%s", (said, expected) => expect(plainly(said)).toBe(expected ?? said));
