"""Scripts with cells become notebooks that a reader of the format accepts."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECKOUT = pathlib.Path(os.environ["QUARTET_CHECKOUT"])
CONVERTER = CHECKOUT / "scripts" / "notebook.py"


def convert(script, output):
    return subprocess.run([sys.executable, CONVERTER, script, "-o", output], capture_output=True, text=True)


class Notebook(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.out = pathlib.Path(self.folder.name) / "out.ipynb"

    def tearDown(self):
        self.folder.cleanup()

    def converted(self, text):
        script = pathlib.Path(self.folder.name) / "script.py"
        script.write_text(text, encoding="utf-8")
        done = convert(script, self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(self.out.read_text(encoding="utf-8"))

    def test_every_tutorial_has_the_members_that_the_format_requires(self):
        tutorials = sorted((CHECKOUT / "docs" / "tutorials").glob("*.py"))
        self.assertGreaterEqual(len(tutorials), 3)
        for tutorial in tutorials:
            with self.subTest(tutorial.name):
                done = convert(tutorial, self.out)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.check(json.loads(self.out.read_text(encoding="utf-8")))

    def check(self, notebook):
        """nbformat 4.5: what its JSON schema requires of every notebook and cell."""
        self.assertEqual((notebook["nbformat"], notebook["nbformat_minor"]), (4, 5))
        self.assertEqual(set(notebook), {"cells", "metadata", "nbformat", "nbformat_minor"})
        self.assertEqual(notebook["metadata"]["kernelspec"]["name"], "python3")
        identifiers = [cell["id"] for cell in notebook["cells"]]
        self.assertEqual(len(set(identifiers)), len(identifiers))
        kinds = {cell["cell_type"] for cell in notebook["cells"]}
        self.assertEqual(kinds, {"code", "markdown"})
        for cell in notebook["cells"]:
            self.assertRegex(cell["id"], r"^[a-zA-Z0-9_-]{1,64}$")
            self.assertIsInstance(cell["metadata"], dict)
            self.assertTrue(all(isinstance(line, str) for line in cell["source"]) and cell["source"])
            expected = {"cell_type", "id", "metadata", "source"}
            if cell["cell_type"] == "code":
                expected |= {"execution_count", "outputs"}
                self.assertEqual((cell["execution_count"], cell["outputs"]), (None, []))
                compile("".join(cell["source"]), "cell", "exec")
            self.assertEqual(set(cell), expected)

    def test_cells_are_what_stands_between_the_marks(self):
        cells = self.converted("# %% [markdown]\n# # Title\n#\n# text\n\n# %%\nx = 1\n\ny = 2\n\n# %%\n")["cells"]
        self.assertEqual([c["cell_type"] for c in cells], ["markdown", "code"])
        self.assertEqual("".join(cells[0]["source"]), "# Title\n\ntext")
        self.assertEqual("".join(cells[1]["source"]), "x = 1\n\ny = 2")

    def test_code_before_the_first_mark_is_a_cell(self):
        cells = self.converted("import os\n# %%\nprint(os)\n")["cells"]
        self.assertEqual(["".join(c["source"]) for c in cells], ["import os", "print(os)"])

    def test_the_code_of_a_notebook_is_the_code_of_its_script(self):
        tutorial = CHECKOUT / "docs" / "tutorials" / "architect.py"
        convert(tutorial, self.out)
        code = "\n".join("".join(c["source"]) for c in json.loads(self.out.read_text())["cells"] if c["cell_type"] == "code")
        lines = [line for line in tutorial.read_text().splitlines() if line.strip() and not line.startswith("#")]
        self.assertEqual([line for line in code.splitlines() if line.strip() and not line.startswith("#")], lines)

    def test_text_that_is_no_comment_is_an_error(self):
        script = pathlib.Path(self.folder.name) / "bad.py"
        script.write_text("# %% [markdown]\nnot a comment\n")
        done = convert(script, self.out)
        self.assertEqual(done.returncode, 1)
        self.assertIn("does not begin with '# '", done.stderr)
        self.assertFalse(self.out.exists())


if __name__ == "__main__":
    unittest.main()
