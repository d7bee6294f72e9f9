"""A payment gateway that moves no money: the stand-in of the demo and of tests, never of a server."""
