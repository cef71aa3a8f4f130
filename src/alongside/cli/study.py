"""Commands about studies: open one, bring sources in, take a participant out, write the report."""

from __future__ import annotations

from pathlib import Path

import click

from alongside.accounts.actions import operator
from alongside.cli.main import Session
from alongside.core.errors import Invalid, NotKnown
from alongside.exchange.tables import read_csv
from alongside.programme.models import Collaborative
from alongside.study import actions, withdrawal
from alongside.study.importing import import_sources as bring_in
from alongside.study.models import Participant, Study, Withdrawal


def find(slug: str, session: Session) -> Study:
    """The study by its short name, if the operator may know of it."""
    found = Study.objects.visible_to(session.person()).filter(slug=slug).select_related("scope").first()
    if found is None:
        raise NotKnown(
            f"There is no study {slug!r} that you have a part in.", "Open one with: alongside study create"
        )
    return found


@click.group()
def study() -> None:
    """Studies and their sources.

    \b
    Example: alongside --as elin@example.org study create "Why teams keep going" --slug why
    """


@study.command()
@click.argument("name")
@click.option("--slug", required=True, help="Its short name in addresses and commands.")
@click.option(
    "--researcher", metavar="EMAIL", help="Whose study it is; without it the one who runs the command."
)
@click.option(
    "--collaborative",
    "slugs",
    multiple=True,
    help="A collaborative it studies, by short name; may be repeated.",
)
@click.option("--ethics", default="", help="The ethics reference.")
@click.pass_obj
def create(
    session: Session, name: str, slug: str, researcher: str | None, slugs: tuple[str, ...], ethics: str
) -> None:
    """Open a study, with or without a collaborative.

    \b
    Example: alongside --as elin@example.org study create "Why teams keep going" --slug why --collaborative sepsis
    """
    known = list(Collaborative.objects.filter(slug__in=slugs))
    if missing := set(slugs) - {each.slug for each in known}:
        raise Invalid(
            f"There is no collaborative {sorted(missing)[0]!r}.", "Leave it out, or correct the short name."
        )
    by = session.person()
    opened = actions.open_study(
        name=name,
        slug=slug,
        researcher=operator(researcher) if researcher else by,
        collaboratives=known,
        ethics_reference=ethics,
        by=None,  # whoever may run commands on this machine may open a study
    )
    session.say(f"{opened.name} is open at /s/{opened.slug}/", slug=opened.slug, guid=opened.scope.guid)


@study.command("import-sources")
@click.argument("slug", metavar="STUDY")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--attributes", type=click.Path(path_type=Path, dir_okay=False), help="A CSV with a row for each file."
)
@click.option("--key", default="file", show_default=True, help="The column that holds the file's stem.")
@click.option(
    "--identity",
    multiple=True,
    metavar="COLUMN",
    help="A column that goes to the vault only; may be repeated.",
)
@click.option("--skip", multiple=True, metavar="COLUMN", help="A column to leave out; may be repeated.")
@click.option("--encoding", help="The texts' encoding, where it is not recognised.")
@click.option(
    "--kind",
    default="interview",
    show_default=True,
    type=click.Choice(["interview", "focus_group", "field_note", "document"]),
)
@click.option(
    "--identified",
    is_flag=True,
    help="Keep the texts in the vault until somebody makes the pseudonymised ones.",
)
@click.option(
    "--wait",
    is_flag=True,
    help="Texts in which no identity was found wait until somebody confirms each, instead of you now.",
)
@click.pass_obj
def import_sources(
    session: Session,
    slug: str,
    folder: Path,
    attributes: Path | None,
    key: str,
    identity: tuple[str, ...],
    skip: tuple[str, ...],
    encoding: str | None,
    kind: str,
    identified: bool,
    wait: bool,
) -> None:
    """Bring a folder of transcripts in, with an attributes table.

    Each file is one transaction: what is refused says why, and the rest is in. The same file twice is recognised.

    \b
    Example: alongside --as elin@example.org study import-sources why interviews/ \\
               --attributes people.csv --key file --identity Name --skip Notes
    """
    table = read_csv(attributes.name, read(attributes)) if attributes else None
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in {".txt", ".docx"})
    if not paths:
        raise Invalid(
            f"There is no .txt or .docx file in {folder}.", "Name the folder that holds the transcripts."
        )
    summary = bring_in(
        study=find(slug, session),
        files=[(path.name, read(path)) for path in paths],
        attributes=table,
        key=key,
        identity=identity,
        skip=skip,
        kind=kind,
        encoding=encoding,
        identified=identified,
        # replacing the names of the identity columns is the whole check of a batch; its importer stands for it by name
        confirmed=bool(identity) and not wait,
        by=session.person(),
        progress=session.progress("Importing"),
    )
    lines = [
        f"{len(summary.done)} imported, {len(summary.recognised)} here already, {len(summary.refused)} refused."
    ]
    lines += [f"  refused: {problem}" for problem in summary.refused] + [
        f"  note: {note}" for note in summary.notes
    ]
    session.say(
        "\n".join(lines),
        done=len(summary.done),
        recognised=len(summary.recognised),
        refused=[str(each) for each in summary.refused],
        notes=[str(note) for note in summary.notes],
    )
    if summary.refused:
        raise click.exceptions.Exit(1)


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise Invalid(
            f"{path} cannot be read: {problem.strerror}.", "Check the path and its permissions."
        ) from None


@click.command()
@click.argument("slug", metavar="STUDY")
@click.option(
    "--to",
    "target",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="FILE.docx or FILE.pdf",
)
@click.pass_obj
def report(session: Session, slug: str, target: Path) -> None:
    """Write the study's report, as Word or PDF by the file's ending.

    \b
    Example: alongside --as elin@example.org report why --to report.docx
    """
    from alongside.reporting.study_report import write_study_report

    form = target.suffix.lower().lstrip(".")
    if form not in {"docx", "pdf"}:
        raise Invalid(
            f"A report is written as .docx or .pdf, not {target.suffix or 'without an ending'}.",
            "Name the file so.",
        )
    if not target.parent.is_dir():
        raise Invalid(f"There is no folder {target.parent}.", "Make it first, or name another.")
    data = write_study_report(study=find(slug, session), form=form, by=session.person())
    target.write_bytes(data)
    session.say(f"{target} is written, {len(data) // 1024} KB.", file=str(target), bytes=len(data))


@click.command()
@click.argument("slug", metavar="STUDY")
@click.argument("case")
@click.option(
    "--extent",
    type=click.Choice([each.value for each in Withdrawal.Extent]),
    help="How far the withdrawal goes.",
)
@click.option("--confirm", is_flag=True, help="Confirm what a colleague proposed; this deletes.")
@click.pass_obj
def withdraw(session: Session, slug: str, case: str, extent: str | None, confirm: bool) -> None:
    """Withdraw a participant: one person proposes (the preview is printed), another confirms.

    \b
    Example: alongside --as elin@example.org withdraw why P07 --extent delete_all
             alongside --as tomas@example.org withdraw why P07 --confirm
    """
    found, by = find(slug, session), session.person()
    participant = (
        Participant.objects.filter(case__study=found, case__name=case)
        .select_related("case__study__scope")
        .first()
    )
    if participant is None:
        raise NotKnown(f"There is no participant {case!r} in this study.", "Use the pseudonym, such as P07.")
    if confirm:
        proposed = Withdrawal.objects.filter(
            study=found, participant_guid=participant.guid, state=Withdrawal.State.PROPOSED
        ).last()
        if proposed is None:
            raise Invalid(f"Nobody has proposed to withdraw {case}.", "Propose it first, with --extent.")
        done = withdrawal.confirm(withdrawal=proposed, by=by)
        session.say(f"{case} is withdrawn. {counted(done.counts)}", guid=done.guid, counts=done.counts)
        return
    if not extent:
        raise Invalid(
            "Say how far the withdrawal goes.", "Add --extent stop, no_quotes, keep_analysed or delete_all."
        )
    preview = withdrawal.preview(participant=participant, extent=extent, by=by)
    proposed = withdrawal.propose(participant=participant, extent=extent, by=by)
    session.say(
        f"Proposed. It would touch: {counted(preview)}\nNothing is done yet: a second person confirms it with --confirm.",
        guid=proposed.guid,
        preview=preview,
    )


def counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items() if number) or "nothing."
