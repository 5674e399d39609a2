"""An exposition as a scraper reads it."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client.parser import text_string_to_metric_families


class Scrape:
    """Series by name and labels; names are given without their prefix."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.series = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    def of(self, name: str, **labels: str) -> float | None:
        """One series' value; None where there is none."""
        return self.series.get((f"earnest_{name}", frozenset(labels.items())))

    def labels(self, name: str) -> list[Mapping[str, str]]:
        """The labels of each series of a metric."""
        return [dict(labels) for found, labels in self.series if found == f"earnest_{name}"]
