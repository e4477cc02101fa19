"""Runs one test module of CPython inside the guest and leaves what came out as JSON in /result.json."""

import fnmatch
import importlib
import json
import sys
import traceback
import unittest

from test import support

# As regrtest does without -u: no network, nothing that takes minutes.
support.use_resources = []
# The product has none (small-tables.patch); traceback and the test's own tools ask for it.
sys.stdlib_module_names = frozenset()

RESULT = "/result.json"


class Result(unittest.TestResult):
    """Notes one verdict a test: the worst of its subtests."""

    def __init__(self):
        super().__init__()
        self.verdicts = {}
        self.texts = {}

    def note(self, test, verdict, text=""):
        name = name_of(test)
        worst = max(self.verdicts.get(name, "passed"), verdict, key=VERDICTS.index)
        self.verdicts[name] = worst
        if text:
            self.texts[name] = f"{self.texts.get(name, '')}{text}"

    def addSuccess(self, test):
        self.note(test, "passed")

    def addFailure(self, test, error):
        self.note(test, "failed", self._exc_info_to_string(error, test))

    addError = addFailure

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.note(test, "failed", f"{subtest}\n{self._exc_info_to_string(error, test)}")

    def addSkip(self, test, reason):
        self.note(test, "skipped", reason)

    def addExpectedFailure(self, test, error):
        self.note(test, "passed")

    def addUnexpectedSuccess(self, test):
        self.note(test, "failed", "unexpected success")


VERDICTS = ["passed", "left out", "skipped", "failed"]


def name_of(test):
    """The id without the module: Class.method, or what a doctest is called. Subtests count as their test."""
    test = getattr(test, "test_case", test)
    return test.id().removeprefix(f"test.{sys.modules[__name__].tested}.")


def tests_in(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from tests_in(test)
        else:
            yield test


def run(name, left_out):
    """Runs test.<name> but for the tests that match a pattern of `left_out`."""
    sys.modules[__name__].tested = name
    result = Result()
    try:
        module = importlib.import_module(f"test.{name}")
        suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    except unittest.SkipTest as reason:
        finish({"": "skipped"}, {"": str(reason)})
        return
    except BaseException:
        finish({"": "failed"}, {"": traceback.format_exc()})
        return
    chosen = []
    for test in tests_in(suite):
        if any(fnmatch.fnmatchcase(name_of(test), pattern) for pattern in left_out):
            result.note(test, "left out")
        else:
            chosen.append(test)
    # A suite again: it runs the fixtures of classes and of the module.
    unittest.TestSuite(chosen).run(result)
    finish(result.verdicts, result.texts)


def finish(verdicts, texts):
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    with open(RESULT, "w") as file:
        json.dump({"verdicts": verdicts, "texts": texts, "files": sorted(filter(None, files))}, file)
