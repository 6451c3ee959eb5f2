"""The stub says what the compiled module has, and the classes of the package what a result has."""

import ast
import pathlib
import re
import unittest

import quartet
from quartet import _quartet

PACKAGE = pathlib.Path(quartet.__file__).parent


def stub():
    return ast.parse((PACKAGE / "_quartet.pyi").read_text(encoding="utf-8"))


def arguments_of(function):
    return [a.arg for a in function.args.args if a.arg != "self"]


def arguments_in(documentation):
    """Names in the first line of what pybind11 documents: "run(request: …, jobs: int) -> tuple"."""
    signature = documentation.splitlines()[0]
    return [name for name in re.findall(r"(?:\(|, )(\w+): ", signature) if name not in ("self", "arg0")]


class Stub(unittest.TestCase):
    def test_names_the_functions_and_classes_of_the_module(self):
        declared = {node.name for node in stub().body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        declared |= {node.target.id for node in stub().body if isinstance(node, ast.AnnAssign)}
        self.assertEqual(declared, {name for name in dir(_quartet) if not name.startswith("_")})

    def test_gives_functions_their_arguments(self):
        for node in stub().body:
            if isinstance(node, ast.FunctionDef):
                with self.subTest(node.name):
                    self.assertEqual(arguments_of(node), arguments_in(getattr(_quartet, node.name).__doc__))

    def test_gives_classes_their_members(self):
        for node in stub().body:
            if not isinstance(node, ast.ClassDef):
                continue
            with self.subTest(node.name):
                cls = getattr(_quartet, node.name)
                members = {m.name for m in node.body if isinstance(m, ast.FunctionDef) and m.name != "__init__"}
                members |= {m.target.id for m in node.body if isinstance(m, ast.AnnAssign)}
                self.assertEqual(members, {name for name in vars(cls) if not name.startswith("_")})
                for member in node.body:
                    if isinstance(member, ast.FunctionDef) and not member.decorator_list:
                        documentation = getattr(cls, member.name).__doc__
                        self.assertEqual(arguments_of(member), arguments_in(documentation), member.name)

    def test_properties_are_properties(self):
        for node in stub().body:
            for member in node.body if isinstance(node, ast.ClassDef) else ():
                is_property = isinstance(member, ast.AnnAssign) or bool(getattr(member, "decorator_list", None))
                name = member.target.id if isinstance(member, ast.AnnAssign) else member.name
                self.assertEqual(isinstance(vars(getattr(_quartet, node.name))[name], property), is_property, name)

    def test_the_package_exports_what_it_says(self):
        for name in quartet.__all__:
            self.assertTrue(hasattr(quartet, name), name)

    def test_public_functions_are_annotated(self):
        for name in quartet.__all__:
            function = getattr(quartet, name)
            if callable(function) and not isinstance(function, type):
                self.assertIn("return", function.__annotations__, name)

    def test_a_result_has_the_members_that_its_class_declares(self):
        result = quartet.run("kws", on="max78000", samples=1, fidelity="plan")
        declared = set(quartet.Result.__annotations__) | {"layers"}
        self.assertLessEqual(declared, set(result))


if __name__ == "__main__":
    unittest.main()
