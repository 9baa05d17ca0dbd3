"""Reports: one view-model, rendered as HTML, PDF (Typst), workbook. Summarise, then render."""
