"""Calculators: from what an enterprise has to the value of an indicator, with the working shown.

Everything is computed exactly and rounded once, at the end. What a figure was made with stands in its provenance.
"""
