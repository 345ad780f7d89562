"""See, touch and train GANs."""
