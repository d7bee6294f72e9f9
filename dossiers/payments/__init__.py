"""How fees are paid: the account and its code, bank statements, the day's cash; what was paid is core's."""
