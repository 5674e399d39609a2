"""The day on which the seed articles are up to date: demo, tests and evaluations over them run on this date."""

from datetime import date

SEED_DATE = date(2026, 11, 20)
