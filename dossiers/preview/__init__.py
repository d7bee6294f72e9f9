"""A definition before it is final, in one file: how it works, what citizens will see, what will be different."""
