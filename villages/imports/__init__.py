"""From a workbook to clean rows: what is read, what is wrong with it, and what would change."""
