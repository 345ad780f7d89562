"""The networks; a generator takes (z, label) and a discriminator (images, label), their arguments are JSON values."""
