"""How far coders agree: alpha, kappa, AC1 and their intervals, per code and over all codes.

Of anyone's codings, people's, rules' or models': only excerpts that at least two of the coders read count.
"""
