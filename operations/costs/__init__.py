"""What a college costs a month in AWS: counted calls, times what people do, times published prices.

The verb `cost` imports it, and the page docs/cost.md is made by it.
"""
