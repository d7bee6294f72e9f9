"""What is measured: each module runs ours and the other side one after the other, round by round, and yields figures."""
