"""What is wrong with a key."""


class PaperKeyError(Exception):
    """There is a key that cannot be used: what is wrong with it, in a sentence for whoever runs the server."""


class RevokedKeyError(PaperKeyError):
    """There is a key that its authority has taken back. What it says begins with the name of the key, before a colon."""

    def __init__(self, name: str, said: str) -> None:
        """Name the key as ``keys`` does, and give what the authority says."""
        super().__init__(f"{name}: the certificate of the key of papers was revoked: {said}")
