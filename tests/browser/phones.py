"""A phone at a door: Chromium with a profile of its own, which can be cut off, killed and started again."""

import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PASSPHRASE = "three quiet lanterns by the canal"
TITLE, POINT = "marker-meeting-title", "marker-agenda-point"
NAME, OTHER_NAME = "marker-name-agreed", "marker-name-not-agreed"
AHEAD = "(() => { const now = Date.now.bind(Date); Date.now = () => now() + %d; })()"
BESIDE = "document.body.append(Object.assign(document.createElement('textarea'), {id: 'beside'}))"
# Whatever a thief finds who has the phone but not the passphrase: each byte read as Latin-1, so that no text hides.
STORED = """async () => {
  const seen = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), document.cookie];
  const text = value => {
    if (value instanceof ArrayBuffer) value = new Uint8Array(value);
    if (value instanceof Uint8Array) {
      const bytes = Array.from(value, b => String.fromCharCode(b)).join('');
      return bytes + new TextDecoder().decode(value) + btoa(bytes);
    }
    if (value instanceof CryptoKey) return value.extractable ? 'a key that can be taken out' : '';
    if (value && typeof value === 'object') return Object.entries(value).map(([k, v]) => k + '=' + text(v)).join(';');
    return String(value);
  };
  for (const {name} of await indexedDB.databases()) {
    const db = await new Promise((y, n) => { const o = indexedDB.open(name); o.onsuccess = () => y(o.result); o.onerror = n; });
    for (const store of db.objectStoreNames) {
      const rows = await new Promise(y => { const a = db.transaction(store).objectStore(store).getAll(); a.onsuccess = () => y(a.result); });
      seen.push(...rows.map(text));
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const shelf = await caches.open(name);
    for (const request of await shelf.keys()) {
      seen.push(request.url, text(await (await shelf.match(request)).arrayBuffer()));
    }
  }
  return seen.join('\\n');
}"""


class Phone:
    """One phone. `ahead`: by how many milliseconds its clock is wrong; `sees`: what its camera is shown."""

    def __init__(self, play: Any, program: str, profile: Path, address: str, **more: Any) -> None:
        self.play, self.program, self.profile, self.address = play, program, profile, address
        self.ahead, self.sees = more.get("ahead", 0), more.get("sees")
        self.trouble: list[str] = []
        self.written = 0
        self.start()
        self.context.add_cookies([{"name": "session", "value": more["cookie"], "url": address}])

    def start(self, *, offline: bool = False) -> None:
        """Start the browser on its profile."""
        self.context = self.play.chromium.launch_persistent_context(
            str(self.profile), executable_path=self.program, args=[*QUIET, *_eyes(self.sees)], offline=offline,
            viewport={"width": 360, "height": 740}, locale="en-GB",
        )  # fmt: skip
        self.context.add_init_script(AHEAD % self.ahead)
        self.page = self.context.pages[0]
        self.page.set_default_timeout(15_000)
        self.page.on("pageerror", lambda problem: self.trouble.append(str(problem)))
        self.page.on("console", self._said)

    def _said(self, message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.trouble.append(message.text)

    def take(self, meeting: str, device: str, title: str = "") -> "Phone":
        """Take the door of a meeting along; `title` is chosen where the phone holds several."""
        self.page.goto(f"{self.address}/door/{meeting}")
        self.page.fill("#take [name=device]", device)
        self.page.fill("#passphrase", PASSPHRASE)
        self.page.fill("#again", PASSPHRASE)
        self.page.click("#take button")
        self.page.wait_for_url("**/door/app**")
        return self.unlock(title=title)

    def unlock(self, passphrase: str = PASSPHRASE, title: str = "") -> "Phone":
        """Open the door with its passphrase; of several meetings choose one."""
        self.page.fill("#unlock input", passphrase)
        self.page.click("#unlock button")
        if title:
            self.page.click(f"#choose button:has-text('{title}')")
        self.page.wait_for_selector("#open:not([hidden])")
        self.written = int(self.page.text_content("[data-written]"))
        return self

    def kill(self) -> None:
        """Take the battery out: every process of this browser ends at once."""
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and f"--user-data-dir={self.profile}" in _command(folder):
                with suppress(ProcessLookupError):
                    os.kill(int(folder.name), signal.SIGKILL)
        with suppress(Exception):  # it is closed already
            self.context.close()

    def reopen(self) -> "Phone":
        """Start it again where there is still no network."""
        (self.profile / "SingletonLock").unlink(missing_ok=True)
        self.start(offline=True)
        self.page.goto(f"{self.address}/door/app")
        return self

    def cut_off(self) -> None:
        """No network from here on."""
        self.context.set_offline(offline=True)

    def back(self) -> None:
        """The network is there again."""
        self.context.set_offline(offline=False)

    def done(self, more: int = 1) -> None:
        """Wait until everything that was done is written down."""
        self.written += more
        limit = time.monotonic() + 20
        while (shown := self.page.text_content("[data-written]")) != str(self.written):
            assert time.monotonic() < limit, f"{shown} of {self.written} were written down: {self.trouble}"
            self.page.wait_for_timeout(20)

    def waiting(self) -> int:
        """Return how many entries the bar says are still to send."""
        return int(self.page.text_content("[data-bar=waits] [data-count]"))

    def tab(self, name: str) -> None:
        """Go to another part of the door."""
        self.page.click(f"[data-tab={name}]")

    def count(self, *kinds: str) -> None:
        """People walk in."""
        self.tab("count")
        for kind in kinds:
            self.page.click(f"#tap button[value={kind}]")
        self.done(len(kinds))

    def undo(self) -> None:
        """Take the last thing back."""
        self.page.click("#last button")
        self.done()

    def find(self, typed: str) -> None:
        """Look for a code or a name."""
        self.tab("answers")
        self.page.fill("#code", typed)
        self.page.press("#code", "Enter")

    def arrive(self, code: str) -> None:
        """A party shows its code, and all of it came."""
        self.find(code)
        self.page.click("#found [data-came]")
        self.done()

    def raise_concern(self, words: str, category: str, *, slip: bool = False) -> str:
        """Somebody raises a concern; returns the code that they were given."""
        self.tab("concern")
        self.page.check(f"#category [value={category}]", force=True)
        self.page.fill("#concern-words", words)
        self.page.click("#raise button[value=slip]" if slip else "#raise button[value='']")
        self.done()
        return str(self.page.text_content("[data-code]")).replace(" ", "") if slip else ""

    def promise(self, words: str, post: str, due: str) -> None:
        """A post promises something."""
        self.tab("promise")
        self.page.fill("#promise-words", words)
        self.page.select_option("#promise-post", post)
        self.page.fill("#promise-due", due)
        self.page.click("#promised button")
        self.done()

    def sent(self) -> None:
        """Wait until nothing is left to send."""
        self.page.click("#more summary")
        self.page.click("#send-now")
        self.page.wait_for_selector("[data-bar=sent]:not([hidden])")

    def stored(self) -> str:
        """Return all that the browser keeps, as text."""
        return str(self.page.evaluate(STORED))

    def on_disk(self) -> bytes:
        """Return every byte of the profile."""
        return written(self.profile)


def written(profile: Path) -> bytes:
    """Return every byte of a profile; of a living one the files that were still there when they were read."""
    whole = []
    for path in profile.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with suppress(FileNotFoundError):
                whole.append(path.read_bytes())
    return b"\n".join(whole)


def until_written(page: Any, profile: Path, *, patience: int = 30) -> bytes:
    """Type a mark beside all else, and wait until Chromium wrote what it keeps to open its tabs again."""
    page.evaluate(BESIDE)
    page.fill("#beside", "marker-beside")
    limit = time.monotonic() + patience
    while "marker-beside".encode("utf-16-le") not in (disk := written(profile)):
        assert time.monotonic() < limit
        page.mouse.wheel(0, 40)
        page.wait_for_timeout(500)
    page.evaluate("document.querySelector('#beside').remove()")
    return disk


def found_in(disk: bytes, secrets: Iterable[str]) -> list[str]:
    """Return the secrets of which the bytes hold the letters, in either way of writing them."""
    return [each for each in secrets if each.encode() in disk or each.encode("utf-16-le") in disk]


def _eyes(picture: Path | None) -> list[str]:
    """Return how Chromium is given a camera that sees one picture."""
    if picture is None:
        return []
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={picture}",
    ]


def _command(folder: Path) -> str:
    try:
        return (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
