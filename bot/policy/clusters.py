"""Intents in clusters: where the search for a question looks first, and what the engine is told beside its prompt."""

from __future__ import annotations

from bot.domain import Classification
from bot.policy import Cluster, Policy


def areas_for(policy: Policy, classification: Classification) -> tuple[str, ...]:
    """The product areas that all intents of a message keep to together; empty (everywhere) when one keeps to none."""
    found = _clusters(policy, classification)
    if not found or not all(cluster and cluster.product_areas for cluster in found):
        return ()
    return tuple(dict.fromkeys(area for cluster in found if cluster for area in cluster.product_areas))


def guidance_for(policy: Policy, classification: Classification) -> str:
    """The guidance of the clusters that the message's intents are in, the strongest intent's first."""
    told = [cluster.guidance.strip() for cluster in _clusters(policy, classification) if cluster]
    return "\n".join(dict.fromkeys(text for text in told if text))


def _clusters(policy: Policy, classification: Classification) -> list[Cluster | None]:
    return [
        next((cluster for cluster in policy.clusters.values() if intent.name in cluster.intents), None)
        for intent in classification.intents
    ]
