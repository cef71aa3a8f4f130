"""What is generated must match its source: migrations, the command-line and API references, the privacy table.

`python tools/drift.py` fails where they differ; `--write` brings them up to date.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"


def commands() -> str:
    """The command-line reference: each command's own help."""
    import click

    from alongside.cli.main import alongside

    def pages(command: click.Command, path: str) -> Iterator[str]:
        context = click.Context(command, info_name=path, max_content_width=100, terminal_width=100)
        yield f"## {path}\n\n```text\n{command.get_help(context).rstrip()}\n```\n"
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                found = command.get_command(context, name)
                if found is not None:
                    yield from pages(found, f"{path} {name}")

    return "# Command line\n\nWritten from the commands themselves (`make fix`).\n\n" + "\n".join(
        pages(alongside, "alongside")
    )


def interface() -> str:
    """The REST reference: each route with what it does."""
    from alongside.api.routes import api

    schema = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    rows = []
    for path, methods in sorted(schema["paths"].items()):
        for method, route in sorted(methods.items()):
            rows.append(f"| `{method.upper()}` | `{path}` | {route.get('summary', '')} |")
    return (
        "# REST interface\n\nWritten from the routes themselves (`make fix`). Every field: `/api/v1/docs` on a running server."
        "\n\n| method | path | what it does |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n"
    )


def privacy() -> str:
    """The privacy table: what each stored field holds, and how words lead back to who said them."""
    from django.apps import apps

    lines = [
        "# What is stored about people",
        "",
        "Written from the models' privacy manifests (`make fix`).",
        "",
    ]
    for model in sorted(apps.get_models(), key=lambda each: each._meta.label):
        if not model.__module__.startswith("alongside.") or not len(model.privacy.fields):
            continue
        lines += [f"## {model._meta.label}", "", "| field | holds | reached by |", "| --- | --- | --- |"]
        for name, held in model.privacy:
            path = getattr(held, "path", None)
            lines.append(f"| `{name}` | {held.level} | {f'`{path}`' if path else getattr(held, 'why', '')} |")
        lines.append("")
    return "\n".join(lines)


def permissions() -> str:
    """The table of roles and permissions."""
    from alongside.access.roles import ROLES, Permission

    head = "| permission | " + " | ".join(role.label for role in ROLES) + " |"
    rule = "| --- |" + " --- |" * len(ROLES)
    rows = [
        f"| `{permission.value}` | "
        + " | ".join(ROLES[role][permission].value if permission in ROLES[role] else "" for role in ROLES)
        + " |"
        for permission in Permission
    ]
    return (
        "# Roles and permissions\n\nWritten from `access/roles.py` (`make fix`). An administrator holds none of these.\n\n"
        + "\n".join([head, rule, *rows])
        + "\n"
    )


def main() -> int:
    os.environ["ALONGSIDE_DATA"] = tempfile.mkdtemp(prefix="alongside-drift-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    write, wrong = "--write" in sys.argv, []
    for name, make in {
        "command-line": commands,
        "rest": interface,
        "privacy": privacy,
        "roles": permissions,
    }.items():
        path, text = REFERENCE / f"{name}.md", make()
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            wrong.append(f"{path.relative_to(ROOT)} is not what the code says. Run `make fix`.")
    try:
        call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    except SystemExit:
        wrong.append("The models have changes without a migration. Run `alongside`'s makemigrations.")
    print("\n".join(wrong) or "Nothing has drifted.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
