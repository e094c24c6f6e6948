"""What each page of the public site says: a read-only connection in, a frozen record out.

Every field of every record says in its metadata what it holds. The site's plugin and templates see
only these records; JSON and Markdown twins of the pages can be made from the same ones.
"""
