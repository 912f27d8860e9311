"""Writes an evaluation down: JSON for programs, Markdown for people. Of the holdout intents only totals are told, so that nobody tunes to them. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

from evaluation.results import Evaluation, Result, Totals

_SHOWN = 500


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """The whole evaluation without the holdout's details."""
    return {
        **evaluation.model_dump(include={"model", "commit", "date", "chosen", "intents"}),
        **{name: _totals(results) for name, results in _columns(evaluation)},
        "results": {
            name: [{**each.model_dump(), "wholly": each.wholly, "refused": each.refused} for each in _dev(results)]
            for name, results in _columns(evaluation)
        },
    }


def as_markdown(evaluation: Evaluation) -> str:
    """Totals, kinds, one line for each intent of the dev split, and its failures."""
    parts = [
        f"# Evaluation: {evaluation.model}",
        f"Commit {evaluation.commit}, {evaluation.date}, by `python -m evaluation.run`. “Wholly right”: every black-box check of an intent passed "
        f"on the live app. Asked for: {evaluation.chosen} of {evaluation.intents} intents. The agents never see the checks. Of the holdout intents only the totals are told. Seconds are the median of the runs.",
        "## Totals",
        _totals_table(evaluation),
        "## Kinds (dev)",
        _kinds_table(evaluation),
        "## Intents (dev)",
        _intents_table(evaluation),
    ]
    for name, results in _columns(evaluation):
        parts += [f"## What failed ({_heading(name)}, dev)", _failures(_dev(results)) or "Nothing."]
    return "\n\n".join(parts) + "\n"


def _columns(evaluation: Evaluation) -> list[tuple[str, Sequence[Result]]]:
    return [("qlp", evaluation.built), *([("single_shot", evaluation.single_shot)] if evaluation.single_shot else [])]


def _heading(name: str) -> str:
    return {"qlp": "QLP", "single_shot": "single shot"}[name]


def _dev(results: Iterable[Result]) -> list[Result]:
    return [each for each in results if each.split == "dev"]


def _splits(results: Sequence[Result]) -> list[tuple[str, Totals]]:
    """The totals of each split that was measured, and of both."""
    found = [(split, [each for each in results if each.split == split]) for split in ("dev", "holdout")]
    given = [(split, some) for split, some in found if some]
    return [(split, Totals.of(some)) for split, some in (*given, *([("all", results)] if len(given) > 1 else []))]


def _totals(results: Sequence[Result]) -> dict[str, Any]:
    return {split: totals.model_dump() for split, totals in _splits(results)}


def _totals_table(evaluation: Evaluation) -> str:
    rows = [
        (
            *(_heading(name), split, _share(t.wholly, t.intents), _share(t.right, t.checks)),
            *(str(t.refused), f"{t.seconds:.1f}", f"{t.slowest:.1f}", f"{t.tokens:,}", str(t.rounds)),
        )
        for name, results in _columns(evaluation)
        for split, t in _splits(results)
    ]
    return _table(("built by", "split", "wholly right", "checks right", "refused", "seconds", "slowest", "tokens", "repair rounds"), rows)


def _kinds_table(evaluation: Evaluation) -> str:
    kinds = sorted({each.kind for each in _dev(evaluation.built)})
    rows = []
    for kind in kinds:
        cells: list[str] = [kind]
        for _, results in _columns(evaluation):
            t = Totals.of([each for each in _dev(results) if each.kind == kind])
            cells += [_share(t.wholly, t.intents), _share(t.right, t.checks)]
        rows.append(cells)
    heads = [f"{_heading(name)}: {what}" for name, _ in _columns(evaluation) for what in ("wholly right", "checks right")]
    return _table(("kind", *heads), rows)


def _intents_table(evaluation: Evaluation) -> str:
    alone = {each.name: each for each in evaluation.single_shot}
    heads = ["intent", "kind", "right", "checks", "status", "seconds", "tokens", "rounds", "score"]
    rows = []
    for each in _dev(evaluation.built):
        status = "refused" if each.refused else each.status
        cells = [each.name, each.kind, "yes" if each.wholly else "no", f"{each.right}/{each.total}", status, f"{each.seconds:.1f}"]
        cells += [f"{each.tokens:,}", str(each.rounds), "" if each.score is None else str(each.score)]
        if alone:
            other = alone.get(each.name)
            cells += [f"{other.right}/{other.total}", f"{other.seconds:.1f}", f"{other.tokens:,}"] if other else ["", "", ""]
        rows.append(cells)
    return _table([*heads, *(("single shot: checks", "seconds", "tokens") if alone else ())], rows)


def _failures(results: Iterable[Result]) -> str:
    return "\n".join(
        f"- **{each.name}** · {_cell(failure.check)}: {f'`{_cell(failure.step)}` ' if failure.step else ''}{_cell(failure.problem)}"
        for each in results
        for failure in each.failures
    )


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} ({part / whole:.0%})" if whole else "–"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    """On one line, cut, and nothing in it that is Markdown's or HTML's."""
    short = " ".join(text.split())
    short = short if len(short) <= _SHOWN else f"{short[:_SHOWN]}…"
    return short.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("`", "'")
