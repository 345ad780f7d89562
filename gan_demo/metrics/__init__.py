"""Measures of pictures: classifiers, the distances in their features, and closed forms."""
