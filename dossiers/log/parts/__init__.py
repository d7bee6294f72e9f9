"""Parts of what events keep: a paper that was issued, a paper that was looked up, how an event did against limits."""
