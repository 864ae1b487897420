"""A training session: the rules, the store, the server.

``rules`` decides and knows no clock, no store and no network; ``service`` carries its decisions
into the store; ``server`` turns requests into calls of the service and values into pages.
"""
