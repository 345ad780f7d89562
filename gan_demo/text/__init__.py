"""Captions of pictures: made from attributes, cut into tokens, and checked for what is known."""
