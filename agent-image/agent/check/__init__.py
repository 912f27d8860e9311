"""Role `check`: builds, tests, starts and probes the assembled files. A tool, no model; what it starts is hostile.

So this process cannot be read or traced by what it starts, hands it neither its output nor its environment, gives every step a
deadline, and ends everything at the end. Tests run inside the code under test and could lie about themselves; the probes ask from outside.
"""
