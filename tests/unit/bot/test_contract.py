"""The types of what the API takes and answers are made from its contract."""

from bot.contract.generation import SCHEMAS, generate


def test_the_types_are_what_the_contract_says_of_all_that_the_bot_imports() -> None:
    assert SCHEMAS.read_text() == generate(), "run: make contract"
