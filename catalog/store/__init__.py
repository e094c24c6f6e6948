"""How the nouns are kept in the three databases; all SQL on them stands here or in catalog.pages."""
