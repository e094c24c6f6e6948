"""The group `catalog`, which loads a verb only when it is typed."""

from __future__ import annotations

import importlib
from typing import Any

import click

from catalog.errors import CatalogError

# Verb to the module and command that do it, in the order in which help lists them.
VERBS = {
    "init": "pipelines.cli.init:init",
    "add": "pipelines.cli.add:add",
    "check": "pipelines.cli.check:check",
    "build": "pipelines.cli.build:build",
    "ingest": "pipelines.cli.build:ingest",
    "deidentify": "pipelines.cli.build:deidentify",
    "segment": "pipelines.cli.build:segment",
    "tag": "pipelines.cli.build:tag",
    "review": "pipelines.cli.build:review",
    "publish": "pipelines.cli.build:publish",
    "train": "pipelines.cli.train:train",
    "evaluate": "pipelines.cli.evaluate:evaluate",
    "preview": "pipelines.cli.preview:preview",
    "try": "pipelines.cli.try_text:try_text",
    "redact": "pipelines.cli.redact:redact",
    "mark": "pipelines.cli.mark:mark",
    "import": "pipelines.cli.import_file:import_file",
    "export": "pipelines.cli.export:export",
    "agree": "pipelines.cli.agree:agree",
    "prevalence": "pipelines.cli.prevalence:prevalence",
    "release": "pipelines.cli.release:release",
    "report": "pipelines.cli.report:report",
    "status": "pipelines.cli.status:status",
    "backup": "pipelines.cli.backup:backup",
    "restore": "pipelines.cli.backup:restore",
    "serve": "pipelines.cli.serve:serve",
    "staff": "pipelines.cli.staff:staff",
}


class Verbs(click.Group):
    """Commands by name; importing one does not import the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs, in the order of a study's life."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a verb, or None."""
        if cmd_name not in VERBS:
            return None
        module, _, name = VERBS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; what a person can mend ends with exit code 1 and says how."""
        try:
            return super().invoke(ctx)
        except CatalogError as fault:
            for problem in fault.problems:
                click.echo(f"Error: {problem}", err=True)
            if len(fault.problems) > 1:
                click.echo(f"{len(fault.problems)} problems; nothing was changed by the step that failed.", err=True)
            ctx.exit(1)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="evidence-to-exemplar", prog_name="catalog")
def main() -> None:
    """From survey answers and focus groups, as delivered, to a searchable catalog of practices.

    \b
    Example:
      catalog init my-study
      cd my-study
      catalog add ~/Downloads/survey.csv ~/Downloads/focus_group.vtt
      catalog build
      catalog serve
    """
