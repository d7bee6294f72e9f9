"""Parts of the log: what lies at the desk; and of events: a paper that was issued or looked up, how one did against limits."""
