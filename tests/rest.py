"""Speaking to the REST interface as a person."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client


class Rest:
    """The REST interface under a person's own token."""

    def __init__(self, someone: Any) -> None:
        from alongside.accounts.actions import make_token

        _, raw = make_token(person=someone, name="tests", by=someone)
        self.client, self.headers = Client(), {"Authorization": f"Bearer {raw}"}

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers)

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api/v1{path}", headers=self.headers)

    def post(self, path: str, **body: Any) -> Any:
        return self._send(self.client.post, path, body)

    def put(self, path: str, **body: Any) -> Any:
        return self._send(self.client.put, path, body)

    def patch(self, path: str, **body: Any) -> Any:
        return self._send(self.client.patch, path, body)

    def post_list(self, path: str, items: list[Any]) -> Any:
        return self._send(self.client.post, path, items)

    def _send(self, call: Any, path: str, body: dict[str, Any] | list[Any]) -> Any:
        return call(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=self.headers)
