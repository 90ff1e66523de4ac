"""FHIR R4, R4B and R5: bundles, newline-delimited JSON and single resources -> a grid of spans.

Small typed readers over plain JSON: Appointment, Encounter and Procedure are read, every other resource is left out
by name. A row's number is the place of its entry in the bundle, or its line.
"""

from timeline.sheets.fhir.grid import fhir_grid, looks_like_fhir

__all__ = ["fhir_grid", "looks_like_fhir"]
