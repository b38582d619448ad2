"""Sends figures to CloudWatch, as lines of the log (in its embedded metric format)."""

from collections.abc import Mapping

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

NAMESPACE = "Dayorder"


def publish(service: str, figures: Mapping[str, float], **about: str) -> None:
    """Log the figures under their names. `about` can be searched for in the log; as a dimension it would
    cost extra."""
    if not figures:
        return
    metrics = Metrics(namespace=NAMESPACE, service=service)
    for name, value in figures.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)  # there is no unit of minutes
    for key, text in about.items():
        metrics.add_metadata(key=key, value=text)
    metrics.flush_metrics()
