"""Whether a run trains well: lights, what they look at, and which change of settings is to blame."""
