"""The city's coverage of vulnerable workers, against what is asked of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Coverage:
    """How many of the city's vulnerable workers are insured.

    It also says what last year's coverage asks of this year.

    `tahun` is last year, `peserta` of `potensi` its figures; `kini` are this year's so far
    (peserta, potensi) or None.
    """

    year: int
    insured: int
    potential: int
    yearly_rise: float
    now: tuple[int, int] | None

    @property
    def percent(self) -> float:
        """Last year's coverage in percent: the base of both targets."""
        return 100 * self.insured / self.potential

    @property
    def target_times(self) -> float:
        """The base times 1 plus the yearly rise (Permendagri 15/2024), at most 100."""
        return min(100.0, self.percent * (1 + self.yearly_rise))

    @property
    def target_points(self) -> float:
        """The base plus yearly rise in percentage points (the city's own reading), at most 100."""
        return min(100.0, self.percent + 100 * self.yearly_rise)

    @property
    def percent_now(self) -> float | None:
        """This year's coverage so far in percent."""
        return 100 * self.now[0] / self.now[1] if self.now else None
