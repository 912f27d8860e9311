"""The embedded stack: broker, storage and Functions host as child processes of one supervisor, on loopback only."""
