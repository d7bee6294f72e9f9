"""Mail that a server took and gave back later: what came back is read, and the desk learns whom no mail reaches (ADR 0100)."""
