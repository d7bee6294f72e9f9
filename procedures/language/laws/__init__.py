"""The laws that a machine must keep before it may be published, by what they are about."""
