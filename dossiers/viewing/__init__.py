"""What people uploaded is opened here and nowhere else, in a process of its own with limits of time and memory (ADR 0043).

``child`` and what it imports run in that process: they know no Django, no database and no setting. ``box`` is the way to
it for everybody else, ``pictures`` keeps the pages that it has drawn.
"""
