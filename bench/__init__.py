"""Measured ratios: what the product takes beside the least that the same work can take."""
