"""The verbs: the stages from delivered files to a published catalog, and the command line."""
