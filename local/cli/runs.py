"""Commands about runs: submit, follow, look, decide."""

import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from local.cli.changes import shown_changes
from local.cli.client import PATIENCE, connect, full_id, patiently
from local.cli.follow import Follower, summary
from local.cli.output import Json, clean, colored, document, err, out, raw, say, table, when
from local.cli.progress import told
from shared.errors import Invalid
from shared.lifecycle import ENDS

Run = Annotated[str, typer.Argument(help="The run's id, or the start of it.")]
Intent = Annotated[str, typer.Argument(help="What to build, in your words; `-` reads it from standard input.")]
Ask = Annotated[
    bool, typer.Option("--ask", help="Be asked where the intent is unclear or not understood, instead of assumptions and refusals.")
]
Base = Annotated[str | None, typer.Option("--base", help="The live run whose app this intent changes.")]
Key = Annotated[str | None, typer.Option("--key", help="Idempotency key: the same key gives the same run.")]
Budget = Annotated[int | None, typer.Option("--budget", help="Most tokens that the run may use.")]
MoneyBudget = Annotated[
    float | None, typer.Option("--money", help="Most money that the run may cost, in the currency of the models' prices.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Approve without asking.")]
Timeout = Annotated[float | None, typer.Option("--timeout", help="Seconds after which to stop following (the run goes on).")]
Reason = Annotated[str, typer.Option("--reason", help="Kept with the decision.")]
#: A live app is told to stop or start within the round of the platform's timer; starting may take as long as its health check.
_SWITCH_SECONDS, _LOOK_SECONDS = 90.0, 0.3


def run(
    intent: Intent,
    ask: Ask = False,
    base: Base = None,
    key: Key = None,
    budget: Budget = None,
    money: MoneyBudget = None,
    yes: Yes = False,
    timeout: Timeout = None,
    json: Json = False,
) -> None:
    """Build an intent: submit it, show progress, ask for approval, print the live address."""
    with connect() as gateway:
        submitted = gateway.submit(_body(intent, ask, base, budget, money), key, _patience(timeout))
        watch_to_end(submitted["run_id"], yes, timeout, json)


def submit(
    intent: Intent,
    ask: Ask = False,
    base: Base = None,
    key: Key = None,
    budget: Budget = None,
    money: MoneyBudget = None,
    json: Json = False,
) -> None:
    """Submit an intent and return at once."""
    with connect() as gateway:
        submitted = gateway.submit(_body(intent, ask, base, budget, money), key)
    if json:
        document(submitted)
    else:
        say(submitted["run_id"])


def change(
    base: Annotated[str, typer.Argument(help="The live run whose app is to be changed, or the start of its id.")],
    intent: Annotated[str, typer.Argument(help="What is to be different; `-` reads it from standard input.")],
    ask: Ask = False,
    key: Key = None,
    budget: Budget = None,
    money: MoneyBudget = None,
    yes: Yes = False,
    timeout: Timeout = None,
    json: Json = False,
) -> None:
    """Change a live app: build its next version from what it is, and after approval replace it; its data stay."""
    with connect() as gateway:
        body = _body(intent, ask, full_id(gateway, base), budget, money)
        submitted = gateway.submit(body, key, _patience(timeout))
    watch_to_end(submitted["run_id"], yes, timeout, json)


def watch(run: Run, yes: Yes = False, timeout: Timeout = None, json: Json = False) -> None:
    """Follow a run to its end."""
    watch_to_end(run, yes, timeout, json)


def watch_to_end(run: str, yes: bool, timeout: float | None, json: bool) -> None:
    """Follows it, prints how it ended, and exits with 1 unless it is live."""
    console = err if json else out
    with connect() as gateway:
        latest = Follower(gateway, console, yes, timeout).follow(full_id(gateway, run))
    if json:
        document(summary(latest))
    else:
        _ending(latest)
    if latest["status"] != "live":
        raise typer.Exit(1)


def runs(limit: Annotated[int, typer.Option(min=1, max=1000)] = 20, json: Json = False) -> None:
    """List the runs, newest first."""
    with connect() as gateway:
        found = gateway.pages("/runs", "runs", limit)
    if json:
        document({"runs": found})
        return
    rows = [
        (
            r["run_id"],
            colored(r["status"]),
            when(r["created"]),
            f"{r['seconds']:.0f} s",
            str(r["score"] or ""),
            clean(r["title"]),
            r["live_url"] or "",
        )
        for r in found
    ]
    table(("run", "status", "submitted", "took", "score", "title", "live at"), rows)


def show(
    run: Run, requirements: Annotated[bool, typer.Option("--requirements", help="The requirements only.")] = False, json: Json = False
) -> None:
    """Show where a run stands, with its tasks."""
    with connect() as gateway:
        found = gateway.ask("GET", f"/runs/{full_id(gateway, run)}")
    if json:
        document(found)
    elif requirements:
        raw(found["requirements_md"] or "The requirements are not known yet.")
    else:
        _details(found)


def drops(
    run: Run,
    drop: Annotated[str | None, typer.Argument(help="One drop: its files in full.")] = None,
    folder: Annotated[Path | None, typer.Option("-o", "--output", help="Write the drop's files below this folder.")] = None,
    json: Json = False,
) -> None:
    """List a run's drops, or show one with its files."""
    with connect() as gateway:
        path = f"/runs/{full_id(gateway, run)}/drops"
        found = gateway.ask("GET", f"{path}/{drop}" if drop else path)
    if folder is not None and drop:
        _write(folder, found["files"])
    if json:
        document(found)
    elif drop is None:
        rows = [(d["id"], d["role"], when(d["time"]), ", ".join(clean(f) for f in d["files"])) for d in found["drops"]]
        table(("drop", "role", "published", "files"), rows)
    elif folder is None:
        for file in found["files"]:
            say(f"── {clean(file['path'])}", "bold")
            raw(file["content"])


def approve(run: Run, reason: Reason = "", json: Json = False) -> None:
    """Approve the capsule that waits: it goes live."""
    _decide(run, "approve", reason, json)


def reject(run: Run, reason: Reason = "", json: Json = False) -> None:
    """Reject the capsule that waits: the run ends."""
    _decide(run, "reject", reason, json)


def cancel(run: Run, reason: Reason = "", json: Json = False) -> None:
    """Stop a run and everything that it started."""
    _command(run, "cancel", {"reason": reason}, "The run is being cancelled.", json)


def stop(
    run: Run,
    reason: Reason = "",
    delete_data: Annotated[bool, typer.Option("--delete-data", help="Delete for good what the app has stored.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False,
    json: Json = False,
) -> None:
    """Take a live app down; what it has stored stays, and `qlp start` brings it back."""
    if delete_data and not yes:
        typer.confirm("Everything that the app has stored will be gone. Go on?", abort=True, err=True)
    _switch(run, "stop", {"reason": reason.strip(), "delete_data": delete_data}, "stopped", json)


def start(run: Run, json: Json = False) -> None:
    """Bring a stopped app back, under the address that it had."""
    _switch(run, "start", {}, "live", json)


def _switch(run: str, verb: str, body: dict[str, Any], wanted: str, json: bool) -> None:
    """Tells the gateway, waits until it is so, and exits with 1 where that does not come."""
    with connect() as gateway:
        full = full_id(gateway, run)
        before = gateway.ask("GET", f"/runs/{full}")["stopped"]
        gateway.tell(f"/runs/{full}/{verb}", body)
        until = time.monotonic() + _SWITCH_SECONDS
        latest = patiently(lambda: gateway.ask("GET", f"/runs/{full}"))
        while latest["stopped"] == before and time.monotonic() < until:
            time.sleep(_LOOK_SECONDS)
            latest = patiently(lambda: gateway.ask("GET", f"/runs/{full}"))
    if json:
        document(summary(latest))
    elif latest["status"] != wanted:
        say(
            f"The app is {latest['status']}: {clean((latest['stopped'] or {}).get('reason') or 'it takes longer than expected')}",
            "bold red",
        )
    else:
        say(f"Live at {latest['live_url']}" if latest["live_url"] else "Stopped.")
    if latest["status"] != wanted:
        raise typer.Exit(1)


def answer(
    run: Run, answers: Annotated[list[str], typer.Argument(help="One answer for each question, in their order.")], json: Json = False
) -> None:
    """Answer the questions that a run asked."""
    _command(run, "answers", {"answers": [each.strip() for each in answers]}, "The run goes on with the answers.", json)


def budget(
    run: Run,
    tokens: Annotated[int | None, typer.Argument(min=1, help="Most tokens that the run may use in all.")] = None,
    money: MoneyBudget = None,
    json: Json = False,
) -> None:
    """Raise a run's budget; a run that paused at it goes on."""
    given = {"tokens": tokens, "money": money}
    said = {name: value for name, value in given.items() if value is not None}
    if not said:
        raise Invalid("say how many TOKENS, or how much --money")
    _command(run, "budget", said, "The budget is raised.", json)


def _decide(run: str, decision: str, reason: str, json: bool) -> None:
    with connect() as gateway:
        full = full_id(gateway, run)
        waits = patiently(lambda: gateway.ask("GET", f"/runs/{full}")).get("approval") or {}
        body = {"decision": decision, "reason": reason.strip(), **({"digest": waits["digest"]} if waits else {})}
        gateway.tell(f"/runs/{full}/approval", body)
    if json:
        document({"run_id": full, "decision": decision, "digest": waits.get("digest")})
    else:
        say(f"{'Approved' if decision == 'approve' else 'Rejected'}: {waits.get('digest', '')}")


def _command(run: str, verb: str, body: dict[str, Any], said: str, json: bool) -> None:
    with connect() as gateway:
        full = full_id(gateway, run)
        gateway.tell(f"/runs/{full}/{verb}", body)
    if json:
        document({"run_id": full})
    else:
        say(said)


def _body(intent: str, ask: bool, base: str | None, budget: int | None = None, money: float | None = None) -> dict[str, Any]:
    text = sys.stdin.read() if intent == "-" else intent
    given = {"base_run": base, "token_budget": budget, "money_budget": money}
    return {"intent": text, "ask": ask, **{name: value for name, value in given.items() if value is not None}}


def _patience(timeout: float | None) -> float:
    return PATIENCE if timeout is None else min(timeout, PATIENCE)


def _ending(latest: dict[str, Any]) -> None:
    status = latest["status"]
    if status == "live":
        say(
            f"Live at {latest['live_url']}  (score {latest['score']}, {latest['seconds']:.0f} s, {latest['tokens']:,} tokens)", "bold green"
        )
        say(f"Capsule {latest['capsule']}: `qlp capsule get {latest['run_id'][:8]} -o app.qlcapsule`")
    elif status == "stopped":
        _stopped(latest)
    elif status in ENDS:
        say(f"The run is {status}: {clean(latest['reason'] or 'no reason was given')}", "bold red")
    else:
        say(f"The run is still {status}. `qlp watch {latest['run_id']}` follows it further.", "bold yellow")


def _stopped(found: dict[str, Any]) -> None:
    told = found["stopped"]
    why = f" ({clean(told['reason'])})" if told["reason"] else ""
    data = ", and its data are deleted" if told["data_deleted"] else ""
    say(f"The app was stopped by {clean(told['by'])}{why}{data}: `qlp start {found['run_id'][:8]}` brings it back", "bold yellow")


def _details(found: dict[str, Any]) -> None:
    say(clean(found["title"]), "bold")
    facts = ("run_id", "status", "reason", "live_url", "capsule", "score", "tokens", "seconds", "submitted_by", "base_run")
    table(("", ""), [(name.replace("_", " "), clean(found[name])) for name in facts if found.get(name) not in (None, "")])
    budgets(found)
    shown_changes(found)
    if found["stopped"]:
        _stopped(found)
    for question in found["questions"]:
        say(f"  asks: {clean(question)}", "yellow")
    if found["approval"]:
        say(f"Waits for approval of {found['approval']['digest']}: `qlp approve {found['run_id'][:8]}`", "yellow")
    if found["tasks"]:
        rows = [
            (clean(t["task"]), clean(t["role"]), _state(t), f"{t['seconds']:.1f} s", clean(", ".join(t["needs"]) or t["reason"]))
            for t in found["tasks"]
        ]
        table(("task", "role", "state", "took", "needs"), rows)


def budgets(found: dict[str, Any]) -> None:
    """What the run is expected to use, and what it has used of what it may."""
    if estimate := found.get("estimate"):
        say(f"Estimate: {told(estimate)}")
    if spending := found.get("spending"):
        say(f"Used: {_of(spending, 'tokens', 'token_cap')} tokens, {_of(spending, 'money', 'money_cap')} in money")


def _of(spending: dict[str, Any], kind: str, cap: str) -> str:
    spent, aside, most = spending[f"{kind}_spent"], spending[f"{kind}_reserved"], spending[cap]
    waiting = f" (and {aside:,} set aside for running tasks)" if aside else ""
    return f"{spent:,}{waiting} of {f'{most:,}' if most is not None else 'any'}"


def _state(task: dict[str, Any]) -> Any:  # noqa: ANN401 - rich's text
    return "reused" if task.get("reused_from") else colored(task["state"])


def _write(folder: Path, files: list[dict[str, str]]) -> None:
    """Writes a drop's files; their paths are checked again here, because this is another machine's word."""
    from shared.drops import safe_path

    for file in files:
        target = folder / safe_path(file["path"])
        if not target.resolve().is_relative_to(folder.resolve()):
            raise Invalid(f"not a path inside the folder: {file['path']!r}")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file["content"])
    say(f"{len(files)} files written below {folder}")
