"""The commands: each module has `flags(parser)` and `run(given) -> exit status`; heavy imports wait inside `run`."""
