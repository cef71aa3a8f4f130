"""One coding after the other over HTTP, as a page sends them: ours and Taguette's, the same words, the same machine.

`python -m bench.coding_http` prints the table. Taguette comes from the package registry, into an environment of its own; where it
cannot be had, ours stands alone.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from bench import peers

TAGUETTE = ("taguette==1.5.2",)
MANY = 200
WARM = 10  # the first requests open the database and fill caches, on both sides


class Sender:
    """One connection that is kept, with its cookies, as a browser has."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.connection.connect()
        # as browsers do: else the body waits 40 ms for the head to be acknowledged
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.cookies = cookies or {}

    def send(self, method: str, address: str, body: bytes | None = None, **headers: str) -> tuple[Any, bytes]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, address, body=body, headers={"Cookie": cookie, **named})
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer, answer.read()

    def as_json(self, address: str, sent: object, **headers: str) -> Any:
        answer, body = self.send(
            "POST", address, json.dumps(sent).encode(), Content_Type="application/json", **headers
        )
        if answer.status >= 400:
            raise RuntimeError(f"{address}: {answer.status} {body[:300]!r}")
        return json.loads(body)


def main() -> None:
    from bench.coding import settle

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        settle(folder)
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from bench.coding_world import build, spans

        world = build()
        # its text is a little shorter than ours, without the lines between turns
        early = [each for each in spans(world, 2 * MANY, seed=23) if each["end"] < 0.95 * world.length]
        wanted = early[: MANY + WARM]
        print(table(world, wanted, folder))


def table(world: Any, wanted: list[dict[str, Any]], folder: Path) -> str:
    """Milliseconds of a request that makes a coding, from its sending to the whole of its answer."""
    ours = _ours(world, wanted, folder)
    head = f"{'One coding over HTTP, 60,000 words':<52}{'median':>12}{'95th':>12}{'times ours':>14}"
    rows = [("ours: placed, audited, kept for undo, turn answered", ours)]
    try:
        rows.append(("Taguette 1.5.2: highlight with its tag", _taguette(world, wanted, folder)))
    except peers.Unavailable as problem:
        head = f"Taguette cannot be had here: {problem}\n{head}"
    return "\n".join(
        [
            head,
            *(
                f"{what:<52}{median(took):>9.1f} ms{quantiles(took, n=20)[-1]:>9.1f} ms"
                f"{median(took) / median(ours):>13.1f}×"
                for what, took in rows
            ),
        ]
    )


def _timed(send: Callable[[dict[str, Any]], object], wanted: list[dict[str, Any]]) -> list[float]:
    took = []
    for item in wanted:
        begun = time.perf_counter()
        send(item)
        took.append((time.perf_counter() - begun) * 1000)
    return took[WARM:]


def _ours(world: Any, wanted: list[dict[str, Any]], folder: Path) -> list[float]:
    from django.conf import settings
    from django.test import Client

    from tests.e2e.conftest import free_port, serving

    port = free_port()
    client = Client()
    client.force_login(world.researcher, backend=settings.AUTHENTICATION_BACKENDS[0])
    environment = {**os.environ, "ALONGSIDE_URL": f"http://127.0.0.1:{port}"}
    process = serving(["serve", "--port", str(port)], environment, port, folder / "ours.txt")
    try:
        session = settings.SESSION_COOKIE_NAME
        sender = Sender(port, {session: client.cookies[session].value})
        page = f"/s/{world.study.slug}/sources/{world.source.guid}/"
        _, body = sender.send("GET", page)
        token = re.search(rb'csrfmiddlewaretoken" value="([^"]+)"', body)
        if token is None:
            raise RuntimeError("the page gave no token for its forms")

        def send(item: dict[str, Any]) -> object:
            code = str(item["code"].code.guid)
            batch = [
                {
                    "guid": str(uuid.uuid4()),
                    "start": item["start"],
                    "end": item["end"],
                    "code": code,
                    "text": 1,
                }
            ]
            answer = sender.as_json(
                f"{page}codings/", {"batch": batch}, X_CSRFToken=token.group(1).decode(), Referer=page
            )
            if answer.get("refused"):
                raise RuntimeError(str(answer["refused"]))
            return answer

        return _timed(send, wanted)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _taguette(world: Any, wanted: list[dict[str, Any]], folder: Path) -> list[float]:
    from alongside.coding.models import CodeEntry
    from alongside.study.models import SourceText

    text = SourceText.objects.get(source=world.source).text
    names = dict(
        CodeEntry.objects.filter(version__framework__study=world.study).values_list("code_id", "name")
    )
    with _taguette_serving(folder) as sender:
        sender.send("GET", "/project/new")
        form = urlencode({"name": "A long study", "description": "", "_xsrf": sender.cookies["_xsrf"]})
        answer, _ = sender.send(
            "POST", "/project/new", form.encode(), Content_Type="application/x-www-form-urlencoded"
        )
        project = f"/api{answer.headers['Location']}".rstrip("/")
        given = {"X_XSRFToken": sender.cookies["_xsrf"]}
        tags = {
            code: sender.as_json(f"{project}/tag/new", {"path": name, "description": ""}, **given)["id"]
            for code, name in names.items()
        }
        document = _upload(sender, project, text, given)

        def send(item: dict[str, Any]) -> object:
            place = {"start_offset": item["start"], "end_offset": item["end"]}
            return sender.as_json(
                f"{project}/document/{document}/highlight/new",
                {**place, "tags": [tags[item["code"].code_id]]},
                **given,
            )

        return _timed(send, wanted)


@contextmanager
def _taguette_serving(folder: Path) -> Iterator[Sender]:
    from tests.e2e.conftest import free_port

    python = peers.environment("taguette", TAGUETTE)
    port = free_port()
    log = folder / "taguette.txt"
    process = subprocess.Popen(
        [str(python), "-m", "taguette.main", "--no-browser", "--port", str(port),
         "--database", str(folder / "taguette.sqlite3")],
        stdout=log.open("w"), stderr=subprocess.STDOUT, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    try:
        for _ in range(300):
            if found := re.search(r"(/\?token=\S+)", log.read_text()):
                break
            if process.poll() is not None:
                raise peers.Unavailable(f"it did not start: {log.read_text().strip().splitlines()[-1]}")
            time.sleep(0.1)
        else:
            raise peers.Unavailable("it did not start within 30 seconds")
        sender = Sender(port)
        sender.send("GET", found.group(1))
        yield sender
    finally:
        process.terminate()
        process.wait(timeout=20)


def _upload(sender: Sender, project: str, text: str, given: dict[str, str]) -> int:
    page = "".join(f"<p>{escape(turn)}</p>" for turn in text.split("\n\n"))
    edge = uuid.uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("name", "P07"), ("description", ""))
    ]
    parts.append(
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="P07.html"\r\n'
        f"Content-Type: text/html\r\n\r\n<html><body>{page}</body></html>\r\n--{edge}--\r\n"
    )
    answer, body = sender.send(
        "POST", f"{project}/document/new", "".join(parts).encode(),
        Content_Type=f"multipart/form-data; boundary={edge}", **given,
    )  # fmt: skip
    if answer.status >= 400:
        raise RuntimeError(f"Taguette refused the text: {body[:300]!r}")
    return int(json.loads(body)["created"])


if __name__ == "__main__":
    main()
