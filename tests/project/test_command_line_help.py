"""Every verb of the command line explains itself, with an example."""

from __future__ import annotations

from collections.abc import Iterator

import click

from pipelines.cli import main


def verbs(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """(name as typed, command) of every visible verb; the verbs of a group one by one."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, f"catalog {name} is listed and cannot be loaded"
        if isinstance(command, click.Group):
            yield from verbs(command, (*path, name))
        elif not command.hidden:
            yield " ".join((*path, name)), command


def unexplained(group: click.Group) -> list[str]:
    """What of a command line lacks help, or an example that shows the verb in use."""
    found = []
    for name, command in verbs(group):
        if f"catalog {name}" not in (command.help or "") + (command.epilog or ""):
            found.append(f"catalog {name}: its help has no example that reads `catalog {name} ...`")
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden and not option.help:
                found.append(f"catalog {name}: {option.opts[0]} has no help")
    return found


def test_every_verb_has_help_with_an_example() -> None:
    found = unexplained(main)

    assert list(verbs(main))
    assert not found, "\n".join(found)


def test_the_search_for_help_bites() -> None:
    @click.group()
    def bad() -> None: ...

    @bad.command()
    @click.option("--bare")
    def silent(bare: str) -> None:
        """Say nothing."""

    assert len(unexplained(bad)) == 2
