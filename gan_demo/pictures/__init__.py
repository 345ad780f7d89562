"""Pictures inside and outside: tensors, files, and films."""
