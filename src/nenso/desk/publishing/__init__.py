"""The screens of publishers: formulas written, previewed, published, adopted; processes changed step by step."""
