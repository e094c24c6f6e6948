"""The model coder: learns a study's codes from its codebook and from consensus, and says how sure it is.

Import its modules for what they hold; this package itself loads nothing, so that a fast path does not
pay for scikit-learn.
"""
