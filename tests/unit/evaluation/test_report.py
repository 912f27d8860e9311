"""The tables tell everything of the dev split and nothing but totals of the holdout."""

import json

from evaluation.report import as_json, as_markdown
from evaluation.results import Evaluation, Failure, Result, Totals

RIGHT = Result(name="open-a", kind="crud", split="dev", status="live", right=5, total=5, tokens=100, seconds=4.0, rounds=1, score=90)
WRONG = Result(
    name="open-b",
    kind="crud",
    split="dev",
    status="live",
    right=3,
    total=5,
    tokens=50,
    seconds=8.0,
    failures=[Failure(check="it | pipes", step="GET /a", problem="expected <b>\n1")],
)
REFUSED = Result(name="open-c", kind="game", split="dev", status="failed", reason="set OPENAI_BASE_URL", total=4, seconds=0.5)
HIDDEN = Result(
    name="secret-name",
    kind="cli",
    split="holdout",
    status="failed",
    reason="secret reason",
    total=6,
    seconds=2.0,
    failures=[Failure(check="secret check", step="secret step", problem="secret problem")],
)
ALL = Evaluation(
    model="some-model", commit="abc", date="today", chosen=4, intents=9, built=[RIGHT, WRONG, REFUSED, HIDDEN], single_shot=[WRONG, HIDDEN]
)


def test_totals_are_sums_and_seconds_are_a_median() -> None:
    totals = Totals.of(ALL.built)
    assert (totals.intents, totals.wholly, totals.right, totals.checks, totals.refused, totals.tokens, totals.rounds) == (
        4,
        1,
        8,
        20,
        1,
        150,
        1,
    )
    assert (totals.seconds, totals.slowest) == (3.0, 8.0)
    assert Totals.of([]).checks == 0


def test_nothing_of_the_holdout_is_told_but_its_totals() -> None:
    for text in (as_markdown(ALL), json.dumps(as_json(ALL))):
        assert "secret" not in text
        assert "open-b" in text
    assert as_json(ALL)["qlp"]["holdout"]["checks"] == 6
    assert "| QLP | holdout | 0/1 (0%) | 0/6 (0%) |" in as_markdown(ALL)


def test_the_tables_show_both_ways_side_by_side_and_what_failed() -> None:
    text = as_markdown(ALL)
    assert "| open-a | crud | yes | 5/5 | live | 4.0 | 100 | 1 | 90 |" in text
    assert "| open-c | game | no | 0/4 | refused |" in text
    assert "| single shot | all | 0/2 (0%) | 3/11 (27%) |" in text
    assert "- **open-b** · it \\| pipes: `GET /a` expected &lt;b> 1" in text


def test_every_row_of_a_table_has_as_many_cells_as_its_head() -> None:
    blocks = [block.splitlines() for block in as_markdown(ALL).split("\n\n") if block.startswith("|")]
    assert len(blocks) == 3
    for lines in blocks:
        assert len({line.replace("\\|", "").count("|") for line in lines}) == 1
