"""Families on their way out of the register, as a workbook."""
