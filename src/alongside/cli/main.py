"""The command line: one command a thing that is done outside the pages, over the same actions."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from django.db.utils import OperationalError
from platformdirs import user_cache_path

from alongside import __version__
from alongside.core.errors import DomainError, Invalid

# command → module:function; a module is imported when its command is asked for, after Django has been set up
COMMANDS = {
    "init": "alongside.cli.install:init",
    "demo": "alongside.cli.demo:demo",
    "serve": "alongside.cli.serve:serve",
    "check": "alongside.cli.install:check",
    "person": "alongside.cli.people:person",
    "collaborative": "alongside.cli.improvement:collaborative",
    "study": "alongside.cli.study:study",
    "improvement": "alongside.cli.improvement:improvement",
    "daily": "alongside.cli.daily:daily",
    "remind": "alongside.cli.remind:remind",
    "report": "alongside.cli.study:report",
    "withdraw": "alongside.cli.study:withdraw",
    "vault": "alongside.cli.install:vault",
    "spc": "alongside.cli.spc:spc",
}


class Commands(click.Group):
    """The commands by name, each loaded when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        if name == "demo":  # never by accident in the folder that holds real work
            os.environ.setdefault("ALONGSIDE_DATA", str(user_cache_path("alongside-demo", appauthor=False)))
        set_up_django()
        module, function = COMMANDS[name].split(":")
        return getattr(import_module(module), function)


def set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
    import django

    django.setup()


def use_data_folder(ctx: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        os.environ["ALONGSIDE_DATA"] = str(value.expanduser().resolve())


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="alongside")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    callback=use_data_folder,
    expose_value=False,
    is_eager=True,
    help="The data folder; without it the platform's own (or ALONGSIDE_DATA).",
)
@click.option(
    "--as",
    "operator",
    metavar="EMAIL",
    envvar="ALONGSIDE_OPERATOR",
    help="In whose name (or ALONGSIDE_OPERATOR).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for scripts.")
@click.pass_context
def alongside(ctx: click.Context, operator: str | None, as_json: bool) -> None:
    """Run and understand a healthcare quality-improvement collaborative.

    \b
    Example: alongside demo
    """
    ctx.obj = Session(operator, as_json)


class Session:
    """What every command knows: in whose name it runs, and how it answers."""

    def __init__(self, operator: str | None, as_json: bool) -> None:
        self.operator = operator
        self.as_json = as_json

    def person(self) -> Any:
        """Who acts. A command that writes refuses to be nobody."""
        from alongside.accounts.actions import operator

        if not self.operator:
            raise Invalid(
                "This command acts in somebody's name.",
                "Add --as EMAIL before the command, or set ALONGSIDE_OPERATOR.",
            )
        return operator(self.operator)

    def say(self, text: str, **result: Any) -> None:
        """The answer: a sentence for people, or the result for scripts."""
        click.echo(json.dumps(result, default=str, ensure_ascii=False) if self.as_json else text)

    def progress(self, what: str) -> Callable[[int, int], None]:
        """A counter on the error stream, where scripts do not read."""

        def show(done: int, total: int) -> None:
            if not self.as_json:
                end = "\n" if done == total else "\r"
                click.echo(f"{what}: {done} of {total}{end}", nl=False, err=True)

        return show


def main() -> None:
    """The entry point: a user's mistake is one clear line and exit code 2."""
    try:
        code = alongside(standalone_mode=False)  # click hands an asked-for exit code back
    except DomainError as problem:
        click.echo(str(problem), err=True)
        for each in getattr(problem, "problems", ()):
            click.echo(f"  {each}", err=True)
        sys.exit(2)
    except OperationalError:
        click.echo(
            "There is no database of this version here. Run `alongside init` first, or name another --data folder.",
            err=True,
        )
        sys.exit(2)
    except click.ClickException as problem:
        problem.show()
        sys.exit(2)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
