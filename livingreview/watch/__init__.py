"""What must not rot: links and references, and what registries say of them."""
