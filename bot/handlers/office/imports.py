"""/import and a workbook sent to the chat: first what it would do, every problem in a file, then a button."""

import secrets

from telegram import Update

from bot.api_client import ApiRefusal
from bot.callback_data import Tap
from bot.texts import plain, t
from bot.turn import Context, answer, api, fields, redraw, remove_buttons, say, send_file
from bot.views.office import imports
from bot.views.screen import Screen

FLOW = "import"
_ENDINGS = (".xlsx", ".zip", ".csv")
_LARGEST = 20 * 1024 * 1024  # bytes, what Telegram lets a bot download


async def import_command(update: Update, context: Context) -> None:
    """/import: how, with the empty workbook to fill in."""
    user = api(update, context)
    if (await user.me())["role"] != "admin":
        raise ApiRefusal("not_allowed", "A college is imported by its admins.", None, {})
    await send_file(update, context, "dayorder.xlsx", await user.template(), t("import.how"))


async def document(update: Update, context: Context) -> None:
    """A file: if it is a college's workbook and an admin's, what importing it would do."""
    file = update.effective_message.document if update.effective_message else None
    assert file is not None, "this handler is for files"
    name = (file.file_name or "").casefold()
    if not name.endswith(_ENDINGS):
        await say(update, context, Screen(t("hint.file")))
        return
    if (file.file_size or 0) > _LARGEST:
        await say(update, context, Screen(t("import.too_large")))
        return
    user, key = api(update, context), secrets.token_hex(4)
    found = await user.import_file(await _bytes(context, file.file_id), file.file_name or name, dry_run=True)
    await user.keep_dialogue(FLOW, {"file": file.file_id, "name": file.file_name, "key": key})
    await say(update, context, imports.dry_run(found, file.file_name or name, key))
    if found["problems"]:
        await send_file(
            update, context, "problems.xlsx", imports.problems_file(found), t("import.every_problem")
        )


async def import_button(update: Update, context: Context) -> None:
    """Apply: all of a file that is right throughout, or only its good rows; goes on where time ended."""
    key, mode = fields(update)
    user = api(update, context)
    dialogue = await user.dialogue()
    if dialogue["flow"] != FLOW or dialogue["state"].get("key") != key:
        await answer(update, plain("import.out_of_date"), alert=True)
        return
    state = dialogue["state"]
    data = await _bytes(context, state["file"])
    done = await user.import_file(data, state["name"], dry_run=False, only_good=mode == imports.GOOD)
    if done["complete"]:
        await user.end_dialogue()
    await redraw(update, context, imports.applied(done, state["name"], key, mode))
    await answer(update)


async def cancel_button(update: Update, context: Context) -> None:
    (key,) = fields(update)
    user, message = api(update, context), update.callback_query and update.callback_query.message
    if (await user.dialogue())["state"].get("key") == key:
        await user.end_dialogue()
    if message:
        await remove_buttons(context.bot, message.chat.id, message.message_id)
    await answer(update, plain("import.cancelled"))


async def _bytes(context: Context, file_id: str) -> bytes:
    return bytes(await (await context.bot.get_file(file_id)).download_as_bytearray())


COMMANDS = {"import": import_command}
BUTTONS = {Tap.IMPORT: import_button, Tap.IMPORT_CANCEL: cancel_button}
