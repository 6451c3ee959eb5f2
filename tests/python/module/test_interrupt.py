"""Ctrl-C ends a long call within a second and keeps what is done; other threads go on meanwhile."""

import os
import pathlib
import signal
import tempfile
import threading
import time
import unittest

import quartet

MUCH = {"sampler": "random", "budget": 2_000_000, "workload": "kws", "platform": "max78000",
        "axis": [{"key": "cnn.clock_hz", "min": 1e7, "max": 1e8}], "objective": [{"metric": "latency.seconds"}]}


def interrupted(call, after):
    """What `call` raised when SIGINT came, and how long after."""
    sent = []

    def send():
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(after, send)
    timer.start()
    try:
        call()
    except KeyboardInterrupt as caught:
        return caught, time.monotonic() - sent[0]
    finally:
        timer.cancel()
        timer.join()
    raise AssertionError("it ended before the signal came")


class Interrupt(unittest.TestCase):
    LIMIT = 1.5  # seconds: one is promised, the machine may be busy

    def test_of_a_run_keeps_the_samples_that_were_done(self):
        caught, seconds = interrupted(lambda: quartet.run("kws", on="aon-cim", seeds=100_000, jobs=1), 1.0)
        self.assertIsInstance(caught, quartet.Interrupted)
        self.assertLess(seconds, self.LIMIT)
        self.assertIsNotNone(caught.result)
        self.assertGreater(caught.result.accuracy.samples, 0)
        self.assertTrue(caught.result.interrupted)

    def test_of_a_sweep_keeps_the_points_that_were_done(self):
        with tempfile.TemporaryDirectory() as folder:
            database = pathlib.Path(folder) / "sweep.sqlite"
            caught, seconds = interrupted(lambda: quartet.sweep(MUCH, db=database, jobs=1), 2.0)
            self.assertIsInstance(caught, quartet.Interrupted)
            self.assertLess(seconds, 2 * self.LIMIT)  # the points are read after it
            self.assertGreater(len(caught.result), 0)
            self.assertLess(len(caught.result), MUCH["budget"])
            self.assertTrue(database.exists())

    def test_of_a_comparison_keeps_the_platforms_that_were_done(self):
        platforms = ["max78000"] * 2000
        caught, seconds = interrupted(lambda: quartet.compare("kws", on=platforms, samples=20, jobs=1), 1.0)
        self.assertLess(seconds, self.LIMIT)
        self.assertIn("max78000", caught.result)

    def test_leaves_no_process_behind_and_the_next_call_runs(self):
        interrupted(lambda: quartet.run("kws", on="aon-cim", seeds=100_000, jobs=2), 0.5)
        with self.assertRaises(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
        self.assertEqual(quartet.run("kws", on="max78000", samples=1).accuracy.samples, 1)

    def test_other_threads_run_during_a_call(self):
        ticks = []
        ended = threading.Event()

        def tick():
            while not ended.is_set():
                ticks.append(time.monotonic())
                time.sleep(0.01)

        thread = threading.Thread(target=tick)
        thread.start()
        begin = time.monotonic()
        quartet.run("kws", on="aon-cim", samples=100, seeds=10, jobs=1)
        end = time.monotonic()
        ended.set()
        thread.join()
        self.assertGreater(sum(begin < t < end for t in ticks), 0.2 * (end - begin) / 0.01)

    def test_calls_of_several_threads_give_what_they_give_alone(self):
        alone = quartet.run("kws", on="max78000", samples=3).to_json()
        results = [None] * 6

        def run(i):
            results[i] = quartet.run("kws", on="max78000", samples=3, jobs=1).to_json()

        threads = [threading.Thread(target=run, args=(i,)) for i in range(len(results))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(results, [alone] * len(results))

    def test_another_exception_of_a_handler_passes_through(self):
        class Alarm(Exception):
            pass

        def ring(*_):
            raise Alarm()

        before = signal.signal(signal.SIGALRM, ring)
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.3)
            with self.assertRaises(Alarm):
                quartet.run("kws", on="aon-cim", seeds=100_000, jobs=1)
        finally:
            signal.signal(signal.SIGALRM, before)
        with self.assertRaises(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)


if __name__ == "__main__":
    unittest.main()
