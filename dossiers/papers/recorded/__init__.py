"""Papers and the record: those of before that were taken in, whether one is what was recorded, those rebuilt from the log."""
