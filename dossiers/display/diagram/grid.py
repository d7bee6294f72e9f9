"""Where the stations of the diagram from left to right stand: columns, and rows where there are many steps."""

from dataclasses import dataclass

WIDEST = 1272
"""Pixels across: what a screen of 1366 leaves beside the page's margins, and a little less."""
ENTRY, END, GAP, EDGE = 108, 118, 14, 1
BROADEST = 196
MOST_IN_ONE_ROW = 8
MOST_IN_A_ROW = 7
"""Steps side by side where there are several rows, which are of about the same length."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of a picture; ``end`` is the station after the last step."""

    end: int

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        steps = self.end - 1
        return 1 if steps <= MOST_IN_ONE_ROW else -(-steps // MOST_IN_A_ROW)

    @property
    def across(self) -> int:
        """Return how many steps a full row has."""
        return -(-(self.end - 1) // self.rows)

    @property
    def card(self) -> int:
        """Return the width of a step's box."""
        room = WIDEST - ENTRY - END - GAP * (self.across + 1) - 2 * EDGE
        return min(BROADEST, room // self.across)

    @property
    def width(self) -> int:
        """Return the width of the picture."""
        return max(self.left(self.end) + END, self.left(self.across) + self.card + GAP) + EDGE

    def stations(self, row: int) -> range:
        """Return the stations of a row that have a box; the filing is in the first."""
        first = 1 + row * self.across
        return range(first if row else 0, min(first + self.across, self.end))

    def row(self, station: int) -> int:
        """Return the row of a station; the end of the line is in the last."""
        return min(max(station - 1, 0) // self.across, self.rows - 1)

    def left(self, station: int) -> int:
        """Return the left edge of a station's box."""
        if station == 0:
            return EDGE
        column = station - 1 - self.row(station) * self.across
        return EDGE + ENTRY + GAP + column * (self.card + GAP)

    def breadth(self, station: int) -> int:
        """Return the width of a station's box."""
        return {0: ENTRY, self.end: END}.get(station, self.card)

    def right(self, station: int) -> int:
        """Return the right edge of a station's box."""
        return self.left(station) + self.breadth(station)

    def middle(self, station: int) -> int:
        """Return where a station is on the line."""
        return self.left(station) + self.breadth(station) // 2
