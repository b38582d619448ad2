"""A workbook sent to the chat: what it would do, what is wrong with it, what was done."""

from bot.callback_data import Tap
from bot.contract.schemas import ImportOut, ProblemOut
from bot.texts import lines, plain, t
from bot.views.screen import Screen, button, keyboard
from bot.views.workbook import workbook

_MAX_SHOWN = 8
ALL, GOOD = "a", "g"


def dry_run(value: ImportOut, name: str, key: str) -> Screen:
    """What applying the file would do; buttons while there is something to apply."""
    problems = value["problems"]
    to_do = sum(value["created"].values()) + sum(value["updated"].values())
    text = lines(
        t("import.title", name=name),
        t("import.nothing") if not to_do and not problems else "",
        _counted("import.would_create", value["created"]),
        _counted("import.would_update", value["updated"]),
        *_problems(value),
    )
    words, mode = ("button.import_good", GOOD) if problems else ("button.import", ALL)
    apply = [button(plain(words), Tap.IMPORT, key, mode)]
    cancel = [button(plain("button.cancel"), Tap.IMPORT_CANCEL, key)]
    return Screen(text, keyboard(apply if to_do else [], cancel if to_do else []))


def applied(value: ImportOut, name: str, *, key: str, mode: str) -> Screen:
    """What applying the file did, and a button to go on where time ended."""
    text = lines(
        t("import.done" if value["complete"] else "import.partly", name=name, count=value["written"]),
        *_problems(value),
    )
    more = [] if value["complete"] else [button(plain("button.import_on"), Tap.IMPORT, key, mode)]
    return Screen(text, keyboard(more))


def problems_file(value: ImportOut) -> bytes:
    """Every problem by its place, as a workbook."""
    header = [plain(f"import.column_{c}") for c in ("sheet", "row", "column", "problem")]
    rows = [
        [p["sheet"], p["cell"] or str(p["row"] or ""), p["column"], p["sentence"]] for p in value["problems"]
    ]
    return workbook(plain("import.problems_sheet"), header, rows)


def _counted(key: str, kinds: dict[str, int]) -> str:
    counts = ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))
    return t(key, count=sum(kinds.values()), kinds=counts) if counts else ""


def _problems(value: ImportOut) -> list[str]:
    problems = value["problems"]
    rows = [t("import.problem", where=_where(p), sentence=p["sentence"]) for p in problems[:_MAX_SHOWN]]
    more = [t("import.in_file", count=len(problems) - _MAX_SHOWN)] if len(problems) > _MAX_SHOWN else []
    return [t("import.problems", count=len(problems)), *rows, *more] if problems else []


def _where(problem: ProblemOut) -> str:
    return " ".join(filter(None, (problem["sheet"], problem["cell"], problem["column"])))
