"""What is wrong with a key."""


class PaperKeyError(Exception):
    """There is a key that cannot be used: what is wrong with it, in a sentence for whoever runs the server."""
