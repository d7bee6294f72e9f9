"""Viewflow's reference: a flow with the steps of our machine, its process and its tasks on the same PostgreSQL."""
