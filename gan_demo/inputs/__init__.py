"""What a generator takes: one file a kind; a recipe names its inputs, and nothing else asks which recipe it is."""
