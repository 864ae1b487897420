"""The steps, one file each. Add one; never edit one that was released."""
