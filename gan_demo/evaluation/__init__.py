"""What a model's pictures are worth, and what its latent directions do."""
