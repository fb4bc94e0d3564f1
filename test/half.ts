// Before any test: where Node has a Float16Array (23 and later), ONNX Runtime 1.30 refuses float16 inputs, and it looks once, when a worker first uses it.
// The product takes it away too (runtime/model/backend/binding.ts).
delete (globalThis as { Float16Array?: unknown }).Float16Array;
