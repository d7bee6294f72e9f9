"""What acts do about money: receipts, reversals, waivers, and the cash of a day."""
