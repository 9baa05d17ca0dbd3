"""What the engine speaks about: the referential, the catalogue, and what is computed from them."""
