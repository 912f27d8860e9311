"""The embedded stack on a laptop: Functions host, broker, storage, issuer, and the CLI."""
