"""Undo and redo: one's own acts, back to the start of the visit.

An act that runs inside `memory.visiting` says what it touches (`touch`, `made`); when it is done, the states before and
after are kept. `acts.undo` puts the states before back if nothing was changed in between, and says what stands in the way
if something was. Outside of a visit (REST, command line, imports) nothing is kept.
"""
