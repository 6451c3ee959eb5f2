#!/usr/bin/python3
"""The report in a browser: sort, filter, brush, pick, themes, download, print; nothing on the console, nothing from a network."""

import csv
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SKIPPED = 77
try:
    import websocket  # noqa: F401  (what browser.py needs)
except ImportError:
    print("skipped: python3-websocket is not installed (scripts/setup.sh --test installs it)")
    sys.exit(SKIPPED)
if shutil.which("chromium") is None:
    print("skipped: chromium is not installed (scripts/setup.sh --test installs it)")
    sys.exit(SKIPPED)
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from browser import Browser  # noqa: E402

QUARTET = pathlib.Path(os.environ["QUARTET_BUILD_DIR"]) / "quartet"
SPEC = """
schema_version = 1
workload = "kws"
sampler = "sobol"
budget = 400
[[axis]]
key = "platform"
values = ["max78000", "max78002"]
[[axis]]
key = "cnn.clock_hz"
min = 10e6
max = 100e6
[[axis]]
key = "tech.quadrant_cycle"
min = 5e-11
max = 6e-10
scale = "log"
[[constraint]]
metric = "latency.seconds"
max = 2e-3
[[objective]]
metric = "latency.seconds"
[[objective]]
metric = "energy.total_j"
"""
HOSTILE = "</script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>"


def quartet(*words):
    done = subprocess.run([str(QUARTET), *map(str, words)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"quartet {words}: {done.stderr}"
    return done.stdout


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="quartet_report_page_"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        (cls.folder / "s.toml").write_text(SPEC)
        cls.database, cls.page = cls.folder / "s.sqlite", cls.folder / "page.html"
        quartet("sweep", cls.folder / "s.toml", "--db", cls.database, "-j", 1)
        results = []
        for platform in ("max78000", "cv32e40p", "pynq-z2"):
            results.append(cls.folder / f"{platform}.json")
            quartet("run", "kws", "--on", platform, "--samples", 2, "--json", results[-1], "--trace", cls.folder / f"{platform}.trace", "-q")
        quartet("report", cls.database, *results, cls.folder / "pynq-z2.trace", "-o", cls.page)
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.browser.problems.clear()
        self.browser.requests.clear()
        self.browser.open(self.page)

    def tearDown(self):
        self.assertEqual(self.browser.problems, [], "the console complains")
        self.assertEqual([url for url in self.browser.requests if not url.startswith(("file:", "data:", "blob:"))], [], "something was fetched")

    def column(self, table, name):
        """The cells of a column that are shown, as text."""
        return self.browser.js(f"""(() => {{ const node = document.querySelector('[data-table="{table}"]');
            const at = [...node.querySelectorAll('th')].findIndex(th => th.dataset.column === '{name}');
            return [...node.querySelectorAll('tbody tr')].map(tr => tr.children[at].textContent); }})()""")

    def count(self, table="points"):
        return self.browser.js(f"Q.table('{table}').count")

    def test_every_plot_is_drawn(self):
        plots = self.browser.js("[...document.querySelectorAll('figure.plot')].map(f => [f.dataset.plot, !!f.querySelector('svg'), !!f.querySelector('p.absent')])")
        self.assertGreater(len(plots), 8)
        for name, drawn, absent in plots:
            self.assertTrue(drawn != absent, f"{name}: either a drawing or the reason why there is none")
        self.assertIn(["energy-2", False, True], plots, "a soft core has no energy of its own")

    def test_a_header_sorts_up_then_down(self):
        header = '[data-table="points"] th[data-column="energy.total_j"]'
        self.browser.click(header + " button")
        rising = [float(v) for v in self.column("points", "energy.total_j")]
        self.assertEqual(rising, sorted(rising))
        self.assertEqual(self.browser.js(f"document.querySelector('{header}').getAttribute('aria-sort')"), "ascending")
        least = self.browser.js("Math.min(...Q.table('points').values('energy.total_j'))")
        self.assertAlmostEqual(rising[0] * 1e-6, least, delta=least * 0.01)
        self.browser.click(header + " button")
        falling = [float(v) for v in self.column("points", "energy.total_j")]
        self.assertEqual(falling, sorted(falling, reverse=True))
        self.assertGreater(falling[0], rising[-1])

    def test_a_header_sorts_by_the_keyboard_too(self):
        self.browser.js("""document.querySelector('[data-table="points"] th[data-column="latency.seconds"] button').focus()""")
        self.browser.key("Enter")
        values = [float(v) for v in self.column("points", "latency.seconds")]
        self.assertEqual(values, sorted(values))

    def test_a_brush_selects_in_every_view(self):
        whole = self.count()
        self.browser.drag('#plot-pareto .stage', (0.15, 0.5), (0.5, 0.87))
        kept = self.count()
        self.assertTrue(0 < kept < whole, f"{kept} of {whole}")
        says = f"{kept} of {whole}"
        for selector in ('[data-table="points"] .status', "#plot-pareto .status", "#plot-parallel .status"):
            self.assertIn(says, self.browser.js(f"document.querySelector('{selector}').textContent"))
        inside = self.browser.js("""(() => { const r = Q.plots.find(p => p.plot.id === 'pareto').range, t = Q.table('points');
            const x = t.values('latency.seconds'), y = t.values('energy.total_j');
            return [...t.selected.keys()].every(i => !!t.selected[i] === (x[i] >= r.x[0] && x[i] <= r.x[1] && y[i] >= r.y[0] && y[i] <= r.y[1])); })()""")
        self.assertTrue(inside, "exactly the points inside are selected")
        self.browser.click('[data-table="points"] .clear')
        self.assertEqual(self.count(), whole)
        self.assertIsNone(self.browser.js("Q.plots.find(p => p.plot.id === 'pareto').range"))

    def test_a_brush_on_a_parallel_axis_joins_the_other(self):
        self.browser.drag('#plot-parallel g[data-axis="cnn.clock_hz"] .overlay', (0.5, 0.05), (0.5, 0.5))
        upper = self.count()
        self.assertTrue(0 < upper < self.browser.js("Q.table('points').rows"))
        self.browser.drag('#plot-parallel g[data-axis="platform"] .overlay', (0.5, 0.02), (0.5, 0.45))
        self.assertTrue(0 < self.count() < upper, "both must hold")
        clocks = self.browser.js("(t => [...t.selected.keys()].filter(i => t.selected[i]).map(i => t.values('cnn.clock_hz')[i]))(Q.table('points'))")
        self.assertGreater(min(clocks), 50e6)

    def test_filters_above_the_columns(self):
        def type_in(column, text):
            self.browser.js(f"""(i => {{ i.value = {json.dumps(text)}; i.dispatchEvent(new Event('input')); }})(document.querySelector('[data-table="points"] input[data-filter="{column}"]'))""")
        whole = self.count()
        type_in("platform", "78002")
        self.assertEqual(set(self.column("points", "platform")), {"max78002"})
        type_in("cnn.clock_hz", "50M..60M")
        clocks = self.browser.js("(t => [...t.selected.keys()].filter(i => t.selected[i]).map(i => t.values('cnn.clock_hz')[i]))(Q.table('points'))")
        self.assertTrue(clocks and all(50e6 <= c <= 60e6 for c in clocks))
        type_in("energy.total_j", "<30")
        energies = self.browser.js("(t => [...t.selected.keys()].filter(i => t.selected[i]).map(i => t.values('energy.total_j')[i]))(Q.table('points'))")
        self.assertTrue(all(e < 30e-6 for e in energies), "in the unit of the header")
        type_in("energy.total_j", "what?")
        self.assertTrue(self.browser.js("document.querySelector('[data-table=\"points\"] input[data-filter=\"energy.total_j\"]').hasAttribute('aria-invalid')"))
        for column in ("platform", "cnn.clock_hz", "energy.total_j"):
            type_in(column, "")
        self.assertEqual(self.count(), whole)

    def test_a_picked_row_gives_the_command_that_repeats_it(self):
        self.browser.click('[data-table="points"] tbody tr')
        command = self.browser.js("document.querySelector('[data-table=\"points\"] .detail code').textContent")
        row = self.browser.js("Q.table('points').picked")
        out = self.folder / "again.json"
        done = subprocess.run(["/bin/sh", "-c", command.replace("quartet", str(QUARTET), 1) + f" --json {out} -q"], check=False)
        self.assertEqual(done.returncode, 0, command)
        again = json.loads(out.read_text())
        self.assertEqual(again["energy"]["total_j"], self.browser.js(f"Q.table('points').values('energy.total_j')[{row}]"))
        self.assertEqual(again["latency"]["seconds"], self.browser.js(f"Q.table('points').values('latency.seconds')[{row}]"))

    def test_other_axes_and_scales(self):
        self.browser.js("(s => { s.value = 'cnn.clock_hz'; s.dispatchEvent(new Event('change')); })(document.querySelector('#plot-pareto .choose-x'))")
        self.browser.settle()
        self.assertIn("cnn.clock_hz", self.browser.js("[...document.querySelectorAll('#plot-pareto text.axis-title')].map(t => t.textContent).join()"))
        self.browser.js("document.querySelector('#plot-pareto input[type=checkbox]').click()")
        self.browser.settle()
        self.assertTrue(self.browser.js("Q.plots.find(p => p.plot.id === 'pareto').log.x"))

    def test_arrow_keys_go_from_point_to_point(self):
        self.browser.js("document.querySelector('#plot-pareto .stage').focus()")
        self.browser.key("ArrowRight")
        first = self.browser.js("document.getElementById('says').textContent")
        self.browser.key("ArrowRight")
        second = self.browser.js("document.getElementById('says').textContent")
        self.assertIn("latency", first)
        self.assertNotEqual(first, second)
        self.browser.key("Enter")
        self.assertGreaterEqual(self.browser.js("Q.table('points').picked"), 0)

    def test_downloads_hold_what_the_command_line_writes(self):
        text = self.browser.js("Q.table('points').csv(false)")
        ours = list(csv.reader(io.StringIO(quartet("report", self.database, "--plot", "pareto", "--csv", "-"))))
        theirs = list(csv.reader(io.StringIO(text)))
        self.assertEqual(ours[0], theirs[0])
        self.assertEqual(len(ours), len(theirs))
        for a, b in zip(ours[1:], theirs[1:]):
            for x, y in zip(a, b):
                self.assertTrue(x == y or float(x) == float(y), f"{x} and {y}")
        saved = self.browser.js("""(() => { let name = ''; HTMLAnchorElement.prototype.click = function () { name = this.download + ' ' + this.href.slice(0, 5); };
            document.querySelector('#plot-pareto .csv').click(); return name; })()""")
        self.assertEqual(saved, "pareto.csv blob:")

    def test_themes(self):
        def ground():
            return self.browser.js("getComputedStyle(document.body).backgroundColor")
        self.browser.prefers("light")
        light = ground()
        self.browser.prefers("dark")
        self.assertNotEqual(ground(), light, "as the system says")
        self.browser.prefers("light")
        self.browser.click("#theme")
        self.assertNotEqual(ground(), light, "the button says dark")
        self.browser.click("#theme")
        self.assertEqual(ground(), light)
        self.browser.click("#theme")
        self.assertEqual(self.browser.js("document.documentElement.hasAttribute('data-theme')"), False)

    def test_texts_stand_out_from_their_ground(self):
        for scheme in ("light", "dark"):
            self.browser.prefers(scheme)
            ratios = self.browser.js("""(() => {
              const rgb = s => (m => m.slice(0, 3).map(Number))(s.match(/[\\d.]+/g));
              const light = c => { const l = c.map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };
              const ground = n => { for (; n; n = n.parentElement) { const b = getComputedStyle(n).backgroundColor; if (!/rgba\\(.*, 0\\)|transparent/.test(b)) return rgb(b); } return [255, 255, 255]; };
              const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
              return [...document.querySelectorAll('h1,h2,h3,p,dt,dd,small,th,td,button,figcaption,code,li,.axis text,text.label')].filter(n => n.getClientRects().length && n.textContent.trim() && !n.disabled)
                .map(n => { const s = getComputedStyle(n); return [ratio(rgb(n.namespaceURI.endsWith('svg') ? s.fill : s.color), ground(n)), n.tagName + ' ' + n.textContent.slice(0, 30)]; });
            })()""")
            self.assertGreater(len(ratios), 100)
            for ratio, what in ratios:
                self.assertGreaterEqual(ratio, 4.5, f"{scheme}: {what}")
        self.browser.prefers("light")

    def test_no_text_leaves_its_drawing(self):
        for width in (1400, 760):
            self.browser.call("Emulation.setDeviceMetricsOverride", width=width, height=1000, deviceScaleFactor=1, mobile=False)
            self.browser.open(self.page)
            outside = self.browser.js("""[...document.querySelectorAll('figure.plot')].flatMap(f => { const b = f.getBoundingClientRect();
                return [...f.querySelectorAll('svg text')].filter(t => { const r = t.getBoundingClientRect(); return r.width > 0 && (r.left < b.left - 1 || r.right > b.right + 1); }).map(t => f.dataset.plot + ': ' + t.textContent); })""")
            self.assertEqual(outside, [], f"at {width} pixels")
            self.assertLessEqual(self.browser.js("document.documentElement.scrollWidth"), width, "no sideways scrolling")
        self.browser.call("Emulation.setDeviceMetricsOverride", width=1400, height=1000, deviceScaleFactor=1, mobile=False)

    def test_ticks_do_not_cover_one_another(self):
        covered = self.browser.js("""[...document.querySelectorAll('figure.plot .axis')].flatMap(a => { const r = [...a.querySelectorAll('.tick text')].map(t => t.getBoundingClientRect());
            return r.slice(1).filter((b, i) => b.left < r[i].right - 1 && b.right > r[i].left + 1 && b.top < r[i].bottom - 2 && b.bottom > r[i].top + 2).map(() => a.closest('figure').dataset.plot); })""")
        self.assertEqual(covered, [])

    def test_names_from_files_stay_text(self):
        result = json.loads((self.folder / "max78000.json").read_text())
        result["network"] = result["layers"][0]["name"] = HOSTILE
        result["warnings"] = [HOSTILE]
        for line in result["ledger"]:
            line["layer"] = HOSTILE if line["layer"] == "conv1" else line["layer"]
        hostile, page = self.folder / "hostile.json", self.folder / "hostile.html"
        hostile.write_text(json.dumps(result))
        quartet("report", hostile, "-o", page)
        self.browser.open(page)
        self.assertIsNone(self.browser.js("window.hacked ?? null"))
        self.assertIn(HOSTILE, self.browser.js("document.querySelector('h1').textContent"))
        self.browser.click('[data-table="layers"] tbody tr')
        self.assertIsNone(self.browser.js("window.hacked ?? null"))

    def test_twenty_thousand_points_stay_usable(self):
        (self.folder / "large.toml").write_text(SPEC.replace("budget = 400", "budget = 20000").replace("max = 2e-3", "max = 1"))
        database, page = self.folder / "large.sqlite", self.folder / "large.html"
        quartet("sweep", self.folder / "large.toml", "--db", database, "-j", 2)
        quartet("report", database, "-o", page)
        self.browser.open(page)
        self.assertLessEqual(self.browser.js("Q.table('points').rows"), 5000)
        self.assertIn("of 20,000 points are listed", self.browser.js("document.querySelector('#table-points .subtitle').textContent"))
        quartet("report", database, "--points", 20000, "-o", page)
        self.browser.open(page)
        self.assertEqual(self.browser.js("Q.table('points').rows"), 20000)
        self.assertLessEqual(self.browser.js("document.querySelectorAll('*').length"), 5000, "rows come page by page")
        milliseconds = self.browser.js("""(() => { const t = Q.table('points'), v = t.values('energy.total_j'), start = performance.now();
            t.setFilter('test', r => v[r] < 3e-5); return performance.now() - start; })()""")
        self.assertLess(milliseconds, 5000, "a selection redraws every view")

    def test_prints_on_white(self):
        self.browser.prefers("dark")
        data = self.browser.call("Page.printToPDF", printBackground=True)
        self.assertGreater(len(data["data"]), 20000)
        self.browser.prefers("light")

    def test_screenshots_in_both_themes(self):
        folder = os.environ.get("QUARTET_SCREENSHOTS")
        pictures = []
        for scheme in ("light", "dark"):
            self.browser.prefers(scheme)
            pictures.append(self.browser.screenshot(folder and pathlib.Path(folder) / f"report_{scheme}.png"))
            self.assertGreater(len(pictures[-1]), 100_000, "an empty page compresses to less")
        self.assertNotEqual(*pictures)
        self.browser.prefers("light")


if __name__ == "__main__":
    unittest.main(verbosity=2)
