"""What an officer has a job do from a list: a file of it, one act on many."""
