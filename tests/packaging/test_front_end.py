"""Building the front end beside a server that runs: it never meets a folder without styles."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
INSIDE = Path("src", "alongside", "ui", "static", "alongside")


@pytest.fixture
def hatch_build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path, hatch_build: ModuleType) -> Path:
    """A source tree with a front end that was built earlier; its bundler writes down what it sees while it works."""
    source = tmp_path / "frontend"
    (source / "node_modules").mkdir(parents=True)
    (source / "package-lock.json").write_text("{}")
    (source / "node_modules" / hatch_build.STAMP).write_text(hatch_build._lock_hash(source))
    built = tmp_path / INSIDE
    built.mkdir(parents=True)
    for name in (*hatch_build.RESULTS, "island-of-before.js"):
        (built / name).write_text("before")
    bundler(source, hatch_build.RESULTS)
    return tmp_path


def bundler(source: Path, writes: tuple[str, ...], then: str = "") -> None:
    source.joinpath("build.mjs").write_text(f"""
import {{ mkdirSync, readdirSync, writeFileSync }} from "node:fs";
const out = process.env.ALONGSIDE_FRONTEND_OUT;
mkdirSync(out, {{ recursive: true }});
writeFileSync("../seen.json", JSON.stringify(readdirSync("../{INSIDE.as_posix()}")));
for (const name of {json.dumps(writes)}) writeFileSync(`${{out}}/${{name}}`, "after");
{then}
""")


def served(tree: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (tree / INSIDE).iterdir() if path.name[0] != "."}


def test_the_styles_of_before_are_there_while_the_new_ones_are_made(tree, hatch_build):
    hatch_build.build_frontend(tree)
    assert set(hatch_build.RESULTS) <= set(json.loads((tree / "seen.json").read_text()))


def test_afterwards_the_folder_holds_what_was_built_and_nothing_else(tree, hatch_build):
    hatch_build.build_frontend(tree)
    assert served(tree) == dict.fromkeys(hatch_build.RESULTS, "after")
    assert [path.name for path in (tree / INSIDE).parent.iterdir()] == ["alongside"]
    assert hatch_build.build_frontend(tree) == "Front end: up to date."


@pytest.mark.parametrize(
    ("writes", "then"),
    [(("app.css",), "process.exit(1);"), (("app.css", "app.js"), "")],
    ids=["a bundler that fails", "a bundler that makes half"],
)
def test_a_build_that_fails_changes_nothing_and_leaves_nothing(tree, hatch_build, writes, then):
    bundler(tree / "frontend", writes, then)
    with pytest.raises(hatch_build.FrontendError):
        hatch_build.build_frontend(tree)
    assert served(tree) == dict.fromkeys((*hatch_build.RESULTS, "island-of-before.js"), "before")
    assert [path.name for path in (tree / INSIDE).parent.iterdir()] == ["alongside"]


def test_a_first_build_needs_no_folder(tree, hatch_build):
    for path in (tree / INSIDE).iterdir():
        path.unlink()
    (tree / INSIDE).rmdir()
    bundler(tree / "frontend", hatch_build.RESULTS)
    script = tree / "frontend" / "build.mjs"
    script.write_text(script.read_text().replace(f"../{INSIDE.as_posix()}", ".."))
    hatch_build.build_frontend(tree)
    assert served(tree) == dict.fromkeys(hatch_build.RESULTS, "after")
