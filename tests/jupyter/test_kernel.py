"""The published kernel under Jupyter's own test kit (Debian: python3-jupyter-kernel-test)."""

import unittest

import jupyter_kernel_test


class CSharpKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = ".net-csharp"
    language_name = "C#"
    file_extension = ".cs"

    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("oops");'
    code_generate_error = 'throw new InvalidOperationException("on purpose");'
    code_clear_output = "ClearOutput();"
    code_inspect_sample = "Console.WriteLine"
    code_page_something = "?Console"

    completion_samples = [
        {"text": "Console.WriteL", "matches": ["WriteLine"]},
        {"text": "Console.Out"},
        {"text": "\U0001d54f; Math.Ma", "matches": ["Max", "MaxMagnitude"]},
    ]

    complete_code_samples = ["var a = 1;", "1 + 1", "int F(int x) { return x; }", "undefinedName"]
    incomplete_code_samples = ["int F(int x) {", "Console.WriteLine(", "if (true)"]
    invalid_code_samples = ["var = = 3;", "Console.WriteLine(1));"]

    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"left" + "right"', "result": "leftright"},
        {"code": "new[] { 1, 2 }.Sum()", "result": "3"},
        {"code": "new { Name = 1 }", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<b>bold</b>"));', "mime": "text/html"},
        {"code": '"# title".DisplayAs("text/markdown");', "mime": "text/markdown"},
        {"code": "display(3);", "mime": "text/plain"},
    ]

    code_history_pattern = "6 ?*7"
    supported_history_operations = ("tail", "range", "search")


if __name__ == "__main__":
    unittest.main()
