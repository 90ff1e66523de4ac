"""One analysis, three doors: tables, one JSON document, explanations down to the source rows.

Everything here is a function of the facts (`timeline.record.Record`) and of the findings made of them.
"""
