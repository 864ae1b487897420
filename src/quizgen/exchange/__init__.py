"""Banks out to other systems and into ours: a table of formats, one file a format."""
