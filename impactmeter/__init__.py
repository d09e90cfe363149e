"""impactmeter: the path from a sharp mission to firm evidence, as software."""

__version__ = "0.1.0"
