"""What a month costs: the page is what the counts and prices say, and the template what is paid for."""

import pytest

from operations.__main__ import main
from operations.costs import page
from operations.costs.month import ALARMS, MEMORY_GB, College, cost, month
from operations.local_product import ROOT
from tests.support.permissions import template


def total(college: College) -> float:
    return sum(cost(amounts) for amounts in month(college).values())


def test_the_page_is_made_of_the_counts_and_the_prices() -> None:
    assert (ROOT / "docs" / "cost.md").read_text() == page.page()


def test_what_is_paid_for_is_what_the_template_has() -> None:
    resources = template()["Resources"]
    memory = {
        name: r["Properties"].get("MemorySize", 512) / 1024
        for name, r in resources.items()
        if r["Type"] == "AWS::Serverless::Function"
    }

    assert memory == pytest.approx(MEMORY_GB, abs=0.01)
    assert sum(r["Type"] == "AWS::CloudWatch::Alarm" for r in resources.values()) == ALARMS


def test_twice_as_many_people_cost_at_most_twice_as_much_and_nobody_costs_something() -> None:
    small, large = total(College(10_000, 16)), total(College(20_000, 32))

    assert small < large < 2 * small
    assert 0 < total(College(0, 0)) < small


def test_one_look_is_priced_as_it_is_published() -> None:
    """An update, two Lambdas and three reads: by hand, a million of them."""
    looks = College(1, 0, looks=1.0, working_days=1)
    lambdas = 2 * 0.20 + (0.350 * 0.5 + 0.120 * 1.0) * 16.6667
    requests, reads = 2 * 1.00, 3 * 0.125
    logs, sent = 2 * 2 * 350 / 1e9 * 0.50 * 1e6, 3000 / 1e9 * 0.09 * 1e6

    assert cost(month(looks)["people looking"]) * 1e6 == pytest.approx(
        lambdas + requests + reads + logs + sent
    )


def test_the_command_answers_for_any_college(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "--students", "50000", "--leaves-per-day", "80"]) == 0

    output = capsys.readouterr().out
    assert "50,000 students, 80 leaves a day" in output and "**together**" in output
