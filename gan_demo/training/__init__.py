"""A run as it trains: the trainer, its loop, what it looks at and what it writes down; knows no page."""
