"""Chromium without a screen, driven over its DevTools protocol. Needs Debian's chromium and python3-websocket."""

import base64
import ctypes
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request

import websocket

START_SECONDS = 60
PR_SET_PDEATHSIG = 1


def _end_with_the_test():
    """The browser ends when the test is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)



class Browser:
    """One page. `problems` collects whatever the page's console complained about."""

    def __init__(self, width=1400, height=1000):
        binary = shutil.which("chromium")
        self.folder = tempfile.mkdtemp(prefix="quartet_browser_")
        self.process = subprocess.Popen(
            [binary, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-port=0",
             f"--user-data-dir={self.folder}", f"--window-size={width},{height}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_the_test)
        self.problems = []
        self.requests = []
        self.number = 0
        try:
            self.socket = self._connect()
            for domain in ("Runtime", "Log", "Page", "Network"):
                self.call(f"{domain}.enable")
            self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        except Exception:
            self.close()
            raise

    def _connect(self):
        port_file = pathlib.Path(self.folder) / "DevToolsActivePort"
        deadline = time.time() + START_SECONDS
        while time.time() < deadline:
            lines = port_file.read_text().splitlines() if port_file.exists() else []
            if len(lines) >= 2:
                break
            time.sleep(0.1)
        else:
            raise RuntimeError("Chromium did not start")
        with urllib.request.urlopen(f"http://127.0.0.1:{lines[0]}/json") as answer:
            pages = [target for target in json.load(answer) if target["type"] == "page"]
        return websocket.create_connection(pages[0]["webSocketDebuggerUrl"], suppress_origin=True, timeout=60)

    def call(self, method, **parameters):
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            self._note(message)
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]

    def _note(self, message):
        method, parameters = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.problems.append(json.dumps(parameters["exceptionDetails"])[:500])
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self.problems.append(parameters["entry"]["text"])
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning"):
            self.problems.append(json.dumps(parameters["args"])[:500])
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])

    def open(self, file, wait="document.documentElement?.classList.contains('ready')"):
        self.call("Page.navigate", url=pathlib.Path(file).resolve().as_uri())
        self.until(wait)
        self.settle()

    def js(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{expression}: {result['exceptionDetails'].get('exception', {}).get('description')}")
        return result["result"].get("value")

    def until(self, condition, seconds=30):
        deadline = time.time() + seconds
        while time.time() < deadline:
            if self.js(condition):
                return
            time.sleep(0.05)
        raise AssertionError(f"never true: {condition}")

    def settle(self):
        """Two frames: what was asked for is drawn."""
        self.js("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")

    def box(self, selector):
        """Of an element, scrolled into view: [x, y, width, height] in the window."""
        self.js(f"document.querySelector({json.dumps(selector)}).scrollIntoView({{block: 'center', behavior: 'instant'}})")
        self.settle()
        return self.js(f"(b => [b.x, b.y, b.width, b.height])(document.querySelector({json.dumps(selector)}).getBoundingClientRect())")

    def mouse(self, kind, x, y):
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=0 if kind == "mouseReleased" else 1, clickCount=1)

    def click(self, selector):
        x, y, width, height = self.box(selector)
        for kind in ("mousePressed", "mouseReleased"):
            self.mouse(kind, x + width / 2, y + height / 2)
        self.settle()

    def drag(self, selector, start, end):
        """From one place of an element to another; both as shares of its size."""
        x, y, width, height = self.box(selector)
        at = [(x + width * sx, y + height * sy) for sx, sy in (start, end)]
        self.mouse("mousePressed", *at[0])
        for step in range(1, 6):
            self.mouse("mouseMoved", *(a + (b - a) * step / 5 for a, b in zip(*at)))
        self.mouse("mouseReleased", *at[1])
        self.settle()

    def key(self, key):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode={"Enter": 13, "Tab": 9}.get(key, 0),
                      text="\r" if key == "Enter" and kind == "keyDown" else "")
        self.settle()

    def prefers(self, scheme):
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.settle()

    def screenshot(self, file=None, selector=None):
        if selector:
            self.box(selector)
            x, y, width, height = self.js(f"(b => [b.x + scrollX, b.y + scrollY, b.width, b.height])(document.querySelector({json.dumps(selector)}).getBoundingClientRect())")
        else:
            x, y, width, height = 0, 0, *self.js("[innerWidth, document.documentElement.scrollHeight]")
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip={"x": x, "y": y, "width": width, "height": height, "scale": 1})
        picture = base64.b64decode(data["data"])
        if file:
            pathlib.Path(file).write_bytes(picture)
        return picture

    def close(self):
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(20)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
