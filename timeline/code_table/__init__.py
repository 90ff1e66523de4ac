"""What is known of CPT and HCPCS codes: the code table, and the guide to it."""

from timeline.code_table.table import Code, code_table

__all__ = ["Code", "code_table"]
