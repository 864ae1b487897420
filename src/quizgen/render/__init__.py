"""Papers, keys, answer sheets and marking sheets as PDF, Word and Excel."""
