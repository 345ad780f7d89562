"""What a generator makes: one file a kind; the vocabulary is in _example.py."""
