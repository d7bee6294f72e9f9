"""What managers are told without asking: how a week went, what has left its band, what nobody can go on with."""
