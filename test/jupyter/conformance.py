"""jupyter_kernel_test, configured with everything the kernel of Strux supports. Prints one JSON line per test."""

import json
import unittest

import jupyter_kernel_test


class StruxTests(jupyter_kernel_test.KernelTests):
    kernel_name = "strux"
    language_name = "strux"
    file_extension = ".strux"

    code_hello_world = '%%ts\nconsole.log("hello, world")'
    code_stderr = '%%ts\nconsole.error("hello, error")'
    code_clear_output = '%%ts\nconsole.log("gone")\nconsole.clear()'

    completion_samples = [
        {"text": "let a = csv", "matches": {"csv"}},
        {"text": "estim", "matches": {"estimate"}},
        {"text": "show zz_unknown_"},
    ]
    complete_code_samples = ["let a = 1", "show 1 + 1", "", "// a comment"]
    incomplete_code_samples = ["let a = [1,", 'let t = """', "prompt p(text: Text) -> Text {"]
    invalid_code_samples = ["let = 1", "show )"]

    code_page_something = "csv?"
    code_generate_error = "show zz"
    code_execute_result = [
        {"code": "1 + 1", "result": "2"},
        {"code": "2 + 2", "result": "4"},
        {"code": '"a" + "b"', "result": "ab"},
    ]
    code_display_data = [
        {"code": "show 1 + 1", "mime": "text/plain"},
        {"code": "show table([{id: 1}, {id: 2}])", "mime": "text/html"},
        {
            "code": "chart c = table([{x: 1, y: 2}]) |> bar(x: x, y: y)",
            "mime": "application/vnd.vegalite.v5+json",
        },
    ]
    code_history_pattern = "1 +*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "csv("


class StruxWelcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "strux"
    support_iopub_welcome = True


class Lines(unittest.TestResult):
    """What came of each test, and of the parts of it that failed."""

    def startTest(self, test):
        super().startTest(test)
        self.said = []

    def addError(self, test, err):
        self.said.append(("failed", self._exc_info_to_string(err, test)))

    addFailure = addError

    def addSkip(self, test, reason):
        self.said.append(("skipped", reason))

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.addError(subtest, err)

    def stopTest(self, test):
        super().stopTest(test)
        name = getattr(test, "_testMethodName", str(test))
        how = "failed" if any(kind == "failed" for kind, _ in self.said) else self.said[0][0] if self.said else "ok"
        print(json.dumps({"name": name, "how": how, "why": "\n".join(why for _, why in self.said)}), flush=True)


if __name__ == "__main__":
    load = unittest.defaultTestLoader.loadTestsFromTestCase
    unittest.TestSuite([load(StruxTests), load(StruxWelcome)]).run(Lines())
