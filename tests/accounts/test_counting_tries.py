"""Tries to sign in are counted for the whole installation, whichever of its processes met them."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from alongside.web.shared_cache import SharedCache

ROOT = Path(__file__).parents[2]
ELSEWHERE = """
import django
django.setup()
from django.core.cache import cache
print(cache.get("tries"), cache.add("lock", True), cache.incr("tries"))
"""


@pytest.fixture
def elsewhere() -> dict[str, str]:
    """The environment of another process on the same data folder."""
    return {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
        "ALONGSIDE_DATA": str(settings.DATA_FOLDER),
        "DJANGO_SETTINGS_MODULE": "alongside.config.settings",
    }


def test_another_process_sees_and_continues_the_count(elsewhere):
    cache.clear()
    cache.set("tries", 4)
    assert cache.add("lock", True)
    said = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        env=elsewhere,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert said.stdout.split() == ["4", "False", "5"]
    assert cache.get("tries") == 5
    cache.clear()


def test_of_those_who_take_a_lock_at_once_one_gets_it(tmp_path):
    context = multiprocessing.get_context("spawn")
    with context.Pool(4) as pool:
        for number in range(20):
            got = pool.starmap(_take, [(str(tmp_path), f"lock {number}")] * 8, chunksize=1)
            assert sum(got) == 1


def _take(folder: str, key: str) -> bool:
    return SharedCache(folder, {}).add(key, True, timeout=60)


def test_a_lock_whose_time_is_over_can_be_taken_again(tmp_path):
    shared = SharedCache(str(tmp_path), {})
    assert shared.add("lock", True, timeout=-1)
    assert shared.add("lock", True, timeout=60)
    assert not shared.add("lock", True, timeout=60)
    shared.delete("lock")
    assert shared.add("lock", True, timeout=60)


def test_nothing_but_entries_is_left_in_the_folder(tmp_path):
    shared = SharedCache(str(tmp_path), {})
    shared.add("lock", True, timeout=60)
    shared.add("lock", True, timeout=60)
    assert [path.suffix for path in tmp_path.iterdir()] == [".djcache"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())
