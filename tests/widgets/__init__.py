"""Questions on a page, read as HTML and answered in a real browser."""
