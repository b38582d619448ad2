"""Figures into CloudWatch, as lines of the log (its embedded metric format)."""

from collections.abc import Mapping

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

NAMESPACE = "Dayorder"


def publish(service: str, figures: Mapping[str, float], **about: str) -> None:
    """`about` is in the line to search by, not a dimension of its own to pay for."""
    if not figures:
        return
    metrics = Metrics(namespace=NAMESPACE, service=service)
    for name, value in figures.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)  # there is no unit of minutes
    for key, known in about.items():
        metrics.add_metadata(key=key, value=known)
    metrics.flush_metrics()
