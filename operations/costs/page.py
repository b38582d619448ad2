"""docs/cost.md, from what is counted and priced: `python -m operations.costs.page > docs/cost.md`."""

import sys

from operations.costs.month import BILLED_MS, College, cost, counted, month, prices

SIZES = (College(2_000, 4), College(10_000, 16), College(50_000, 80))
_HEAD = """# What it costs

One month in AWS, in {currency}, by the list prices of {region} as of {as_of} (`operations/costs/prices.json`,
with its sources; no free tier taken off, no tax). Prices differ by region and change: put yours into
that file. `./dayorder cost --students 50000 --leaves-per-day 80` works out any other college. This page
is made by `make cost-page`.

"""
_ASSUMED = """
**Counted:** what each request of the API, each event and each solve reads and writes (`make bench-cost`:
the demo college on the emulator; transactions cost twice, and an item is written once more for each
index it stands in).

| | read units | write units |
| --- | ---: | ---: |
{counted}

**Assumed:** each student looks {looks:g} times on each of {days} working days; {people} people are told of
a leave; {digests:.0%} of the students have a daily digest. Billed milliseconds of each call: {billed}.
Until the first bill this is worked out, not measured.
"""


def page() -> str:
    return (
        _HEAD.format(**{k: prices()[k] for k in ("currency", "region", "as_of")}) + table(SIZES) + _assumed()
    )


def table(colleges: tuple[College, ...]) -> str:
    heads = [f"{c.students:,} students, {c.leaves_per_day:g} leaves a day" for c in colleges]
    months = [month(c) for c in colleges]
    lines = [f"| | {' | '.join(heads)} |", "| --- |" + " ---: |" * len(colleges)]
    lines += [f"| {name} | {' | '.join(f'{cost(m[name]):,.2f}' for m in months)} |" for name in months[0]]
    totals = [sum(cost(amounts) for amounts in m.values()) for m in months]
    lines.append(f"| **together** | {' | '.join(f'**{t:,.2f}**' for t in totals)} |")
    each = [t / c.students for t, c in zip(totals, colleges, strict=True)]
    lines.append(f"| a student | {' | '.join(f'{e:.4f}' for e in each)} |")
    return "\n".join(lines) + "\n"


def _assumed() -> str:
    usual = SIZES[0]
    return _ASSUMED.format(
        counted="\n".join(f"| {n} | {c['reads']:g} | {c['writes']:g} |" for n, c in counted().items()),
        looks=usual.looks,
        days=usual.working_days,
        people=usual.recipients_per_leave,
        digests=usual.digests,
        billed=", ".join(f"{name} {ms:,}" for name, ms in BILLED_MS.items()),
    )


if __name__ == "__main__":
    sys.stdout.write(page())
