"""Files on disk: reading, checking, writing."""
