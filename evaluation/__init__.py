"""The evaluation: intents with black-box checks on what comes of them, which no agent ever sees. `python -m evaluation.run` measures with it."""
