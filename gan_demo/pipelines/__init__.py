"""From a checkpoint to pictures: drawing, explaining, walking through the latent space."""
