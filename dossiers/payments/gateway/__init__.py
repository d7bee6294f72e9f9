"""Paying on line: orders, what a payment gateway says of them, and how that becomes payments (ADR 0068)."""
