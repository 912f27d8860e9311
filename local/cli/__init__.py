"""The command line, `qlp`: a client of the gateway like any other, and the way to start and stop the embedded stack."""
