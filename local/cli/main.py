"""The program `qlp`: its commands, and the one place where an error becomes a sentence and an exit code."""

import sys
from collections.abc import Callable

import typer

from local.cli import capsules, deadletters, doctor, logs, runs, stack, tokens
from local.cli.output import clean, document, err
from shared.errors import QlpError

app = typer.Typer(
    name="qlp",
    help="From an intent to a live app.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_COMMANDS: tuple[Callable[..., None], ...] = (
    *(stack.up, stack.down, stack.status),
    *(
        runs.run,
        runs.submit,
        runs.runs,
        runs.show,
        runs.change,
        runs.watch,
        runs.approve,
        runs.reject,
        runs.cancel,
        runs.stop,
        runs.start,
        runs.answer,
        runs.budget,
        runs.drops,
    ),
    *(logs.logs, tokens.token, doctor.doctor),
)
for command in _COMMANDS:
    app.command()(command)
app.add_typer(capsules.app, name="capsule")
app.add_typer(deadletters.app, name="deadletter")


def run() -> None:
    """The program."""
    try:
        app()
    except QlpError as error:
        if "--json" in sys.argv:
            document({"error": error.code, "message": error.message})
        err.print(
            f"qlp: {clean(error.message) if chr(10) not in error.message else error.message}", markup=False, style="red", soft_wrap=True
        )
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
