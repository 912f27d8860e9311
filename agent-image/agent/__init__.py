"""The agent image's own code: reads one bundle, does one task, writes JSON lines. Runs in a sandbox; never touches broker or storage."""
