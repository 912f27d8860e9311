"""What a small model makes of a sentence that the reader refuses: `python -m evaluation.restating --model URL` counts that.

Of the sentences in other words that `evaluation.rewriting` has, those that make the reader refuse the intent. The RequirementsAgent is
started as in a run, without a sandbox, with the model and low effort; what it assumes the sentences to mean is read, and the intent's
checks tell whether that is right. Of the holdout only totals are told.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context

from evaluation.rewriting import Outcome, Rewrite, intents, judged, of_split, outcome
from local.stack.places import ROOT
from shared.reading.changes import restating

#: Seconds for one text.
_DEADLINE = 420.0


def _restated(text: str, url: str) -> tuple[str, list[restating.Restated]]:
    """The text with what the agent reads instead, and that. Raises CalledProcessError when the agent ends without an outcome, TimeoutExpired when it does not end."""
    chosen = {"QLP_AGENT_MODEL": "openai", "QLP_MODEL_EFFORT": "low", "OPENAI_BASE_URL": url}
    given = {"OPENAI_API_KEY": "none", **os.environ, **chosen, "PYTHONPATH": f"{ROOT / 'agent-image'}:{ROOT}"}
    bundle = {"task": "restating", "role": "requirements", "inputs": {"intent": {"text": text}}, "seconds": _DEADLINE}
    ran = subprocess.run(
        [sys.executable, "-m", "agent"],
        input=json.dumps(bundle),
        capture_output=True,
        text=True,
        env=given,
        timeout=_DEADLINE + 30,
        check=True,
    )
    last = json.loads(ran.stdout.splitlines()[-1])
    told = restating.assumed(last["drop"]["result"]["assumptions"]) if last["kind"] == "drop" else []
    return restating.put_all(text, told), told


def _outcome(text: str, name: str) -> tuple[Outcome, str]:
    with get_context("fork").Pool(1) as pool:
        return pool.apply(outcome, (text, name))


def _refused(every: Sequence[Rewrite], size: int) -> list[Rewrite]:
    """So many of those that are refused, here and there, and the same every time."""
    mixed = sorted(every, key=lambda one: sha256(one.instead.encode()).digest())
    return list(islice((one for one, what, _ in judged(mixed) if what == "refused"), size))


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a command


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m evaluation.restating", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", required=True, help="the base URL of an OpenAI-compatible server (…/v1)")
    parser.add_argument("--split", choices=("dev", "holdout"), default="dev")
    parser.add_argument(
        "--sample", type=int, default=20, metavar="SIZE", help="so many sentences (a small model takes about a minute for each)"
    )
    options = parser.parse_args(given)
    counted: Counter[str] = Counter()
    seconds: list[float] = []
    for one in _refused(of_split(options.split), options.sample):
        begun = time.monotonic()
        text, told = _restated(one.within(intents()[one.intent].intent), options.model)
        seconds.append(time.monotonic() - begun)
        found, why = _outcome(text, one.intent)
        counted[found] += 1
        if options.split == "dev":
            read_as = "".join(f"\n  > {re.sub(r'\s+', ' ', instead)}" for _, instead in told)
            _say(f"{found}: {one.intent}, {seconds[-1]:.0f} s\n  + {one.instead}{read_as}\n    {why[:300]}")
    total = sum(counted.values())
    shares = ", ".join(f"{count} {found}" for found, count in counted.most_common())
    _say(
        f"{total} refused sentences ({options.split}), put in other words by the model: {shares}; {statistics.median(seconds):.0f} s each (median)"
    )


if __name__ == "__main__":
    main()
