"""/import and a workbook sent to the chat: first what it would do, every problem in a file, then a button."""

import secrets

from bot.api_client import ApiRefusal
from bot.callback_data import Tap
from bot.texts import plain, t
from bot.turn import Turn
from bot.views.office import imports
from bot.views.screen import Screen

FLOW = "import"
_ENDINGS = (".xlsx", ".zip", ".csv")
_MAX_FILE_BYTES = 20 * 1024 * 1024  # what Telegram lets a bot download


async def import_command(turn: Turn) -> None:
    """/import: how, with the empty workbook to fill in."""
    api = turn.api
    if (await api.me())["role"] != "admin":
        raise ApiRefusal("not_allowed", "A college is imported by its admins.")
    await turn.send_file("dayorder.xlsx", await api.template(), t("import.how"))


async def document(turn: Turn) -> None:
    """A file: if it is a college's workbook and an admin's, what importing it would do."""
    message = turn.update.effective_message
    file = message.document if message else None
    assert file is not None, "this handler is for files"
    name = (file.file_name or "").casefold()
    if not name.endswith(_ENDINGS):
        await turn.say(Screen(t("hint.file")))
        return
    if (file.file_size or 0) > _MAX_FILE_BYTES:
        await turn.say(Screen(t("import.too_large")))
        return
    api, key = turn.api, secrets.token_hex(4)
    outcome = await api.import_file(await turn.download(file.file_id), file.file_name or name, dry_run=True)
    await api.keep_dialogue(FLOW, {"file": file.file_id, "name": file.file_name, "key": key})
    await turn.say(imports.dry_run(outcome, file.file_name or name, key))
    if outcome["problems"]:
        await turn.send_file("problems.xlsx", imports.problems_file(outcome), t("import.every_problem"))


async def import_button(turn: Turn) -> None:
    """Apply: all of a file that is right throughout, or only its good rows; goes on where time ended."""
    key, mode = turn.fields
    api = turn.api
    dialogue = await api.dialogue()
    if dialogue["flow"] != FLOW or dialogue["state"].get("key") != key:
        await turn.done(plain("import.out_of_date"), alert=True)
        return
    state = dialogue["state"]
    data = await turn.download(state["file"])
    outcome = await api.import_file(data, state["name"], dry_run=False, only_good=mode == imports.GOOD)
    if outcome["complete"]:
        await api.end_dialogue()
    await turn.redraw(imports.applied(outcome, state["name"], key=key, mode=mode))
    await turn.done()


async def cancel_button(turn: Turn) -> None:
    (key,) = turn.fields
    api = turn.api
    if (await api.dialogue())["state"].get("key") == key:
        await api.end_dialogue()
    if turn.tapped_message is not None:
        await turn.remove_buttons(turn.tapped_message)
    await turn.done(plain("import.cancelled"))


COMMANDS = {"import": import_command}
BUTTONS = {Tap.IMPORT: import_button, Tap.IMPORT_CANCEL: cancel_button}
