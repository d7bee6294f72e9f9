"""What wakes and what keeps: the schedule, and the supervisor of the demo."""
