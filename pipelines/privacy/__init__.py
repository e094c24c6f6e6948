"""De-identification as pure functions: what identifies people is found, then replaced by stable labels."""
