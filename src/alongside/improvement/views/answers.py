"""Files as answers: a name, a type, and the bytes."""

from __future__ import annotations

from django.http import HttpResponse

TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}


def download(content: bytes | str, name: str) -> HttpResponse:
    """A file to keep; its type is that of the name's ending."""
    response = HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
