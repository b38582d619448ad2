"""A bot of a few handlers: enough talk for every kind of thing that the page shows."""

from typing import Any

from telegram import (
    BotCommand,
    ForceReply,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard
from telegram.ext import CallbackQueryHandler, CommandHandler, InlineQueryHandler, MessageHandler, filters

from tests.support.sandbox import PIXEL, App, Sandbox, client

HOD, RAO, ASHA = 1, 2, 3
PEOPLE: list[dict[str, Any]] = [
    {
        "id": HOD,
        "name": "Dr Meera Iyer",
        "role": "hod",
        "about": "Computer Science",
        "start": "c1",
        "open": True,
    },
    {
        "id": RAO,
        "name": "Dr Suresh Rao",
        "role": "teacher",
        "about": "teaches DBMS",
        "start": "c2",
        "open": True,
    },
    {"id": ASHA, "name": "Asha Nair", "role": "student", "about": "section CSE-3-A", "start": "c3"},
]
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
LONG = "Approve although two classes of Friday afternoon move to the laboratory"


async def start(update: Update, context: Any) -> None:
    assert update.effective_message
    rows = [[Button("Count", callback_data="1")], [Button(LONG, callback_data="1")]]
    await update.effective_message.reply_html(
        f"<b>Linked</b> with <code>{''.join(context.args)}</code>", reply_markup=Keyboard(rows)
    )


async def count(update: Update, context: Any) -> None:
    query = update.callback_query
    assert query and query.data
    await query.answer(f"That was tap {query.data}")
    again = Keyboard([[Button("Count", callback_data=f"{int(query.data) + 1}")]])
    await query.edit_message_text(f"Taps: {query.data}", reply_markup=again)


async def month(update: Update, context: Any) -> None:
    assert update.effective_message
    days = [Button(str(day), callback_data=f"{day}") for day in range(1, 31)]
    rows = [[Button(name, callback_data="0") for name in WEEKDAYS]]
    rows += [days[at : at + 7] for at in range(0, 30, 7)]
    await update.effective_message.reply_text("Which day?", reply_markup=Keyboard(rows))


async def week(update: Update, context: Any) -> None:
    assert update.effective_message
    await update.effective_message.reply_photo(PIXEL, caption="Week 48")
    await update.effective_message.reply_document(b"PDF", filename="week.pdf")


async def ask(update: Update, context: Any) -> None:
    assert update.effective_message
    await update.effective_message.reply_text("Why?", reply_markup=ForceReply(input_field_placeholder="Why"))


async def choose(update: Update, context: Any) -> None:
    assert update.effective_message
    words = ReplyKeyboardMarkup([["Theory", "Lab"]])
    await update.effective_message.reply_text("Which?", reply_markup=words)


async def link(update: Update, context: Any) -> None:
    assert update.effective_message
    buttons = [
        [Button("Into a group", url="https://t.me/DayorderBot?startgroup=hello")],
        [Button("Free rooms", switch_inline_query_current_chat="free now")],
    ]
    text = "See /month or https://t.me/DayorderBot?start=day-friday"
    await update.effective_message.reply_text(text, reply_markup=Keyboard(buttons))


async def forbid(update: Update, context: Any) -> None:
    assert update.callback_query
    await update.callback_query.answer("Nobody decides their own request.", show_alert=True)


# a leave, from the words of a teacher to the tap of a head


async def leave(update: Update, context: Any) -> None:
    assert update.effective_message
    periods = [Button(f"P{period}", callback_data=f"period P{period}") for period in range(1, 5)]
    rows = Keyboard([periods[:2], periods[2:]])
    await update.effective_message.reply_text(f"{' '.join(context.args)}: when?", reply_markup=rows)


async def period(update: Update, context: Any) -> None:
    query = update.callback_query
    assert query and query.data
    chosen = query.data.removeprefix("period ")
    rows = Keyboard([[Button("Send", callback_data=f"send {chosen}"), Button("Cancel", callback_data="0")]])
    await query.edit_message_text(f"Leave {chosen}: send it?", reply_markup=rows)
    await query.answer()


async def send(update: Update, context: Any) -> None:
    query = update.callback_query
    assert query and query.data
    chosen = query.data.removeprefix("send ")
    card = Keyboard(
        [[Button("Reject", callback_data="forbid"), Button("Approve", callback_data=f"approve {chosen}")]]
    )
    await context.bot.send_message(HOD, f"{query.from_user.full_name} asks for {chosen}", reply_markup=card)
    await query.edit_message_text(f"Sent: {chosen}")
    await query.answer("Sent")


async def approve(update: Update, context: Any) -> None:
    query = update.callback_query
    assert query and query.data
    chosen = query.data.removeprefix("approve ")
    await query.edit_message_text(f"Approved: {chosen}")
    await context.bot.send_message(RAO, f"Your leave {chosen} is approved")
    await query.answer("Approved", show_alert=True)


# the rest


async def find(update: Update, context: Any) -> None:
    assert update.inline_query
    results = [
        InlineQueryResultArticle(
            str(n), room, InputTextMessageContent(f"{room} is free"), description=f"{n}0 seats"
        )
        for n, room in enumerate(("Lab 2", "R107"), start=4)
    ]
    button = InlineQueryResultsButton("See your own day", start_parameter="inline")
    await update.inline_query.answer(results, cache_time=0, button=button)


async def take_file(update: Update, context: Any) -> None:
    message = update.effective_message
    assert message
    got = message.document or message.photo[-1]
    content = await (await got.get_file()).download_as_bytearray()
    kind = message.document.file_name if message.document else "a picture"
    await message.reply_text(f"Got {kind}, {len(content)} bytes: {message.caption or 'no words'}")


async def echo(update: Update, context: Any) -> None:
    message = update.effective_message
    assert message
    if message.reply_to_message:
        await message.reply_text(f"To “{message.reply_to_message.text}”: {message.text}")
    elif message.text == "Lab":
        await message.reply_text("A lab then", reply_markup=ReplyKeyboardRemove())
    elif not message.via_bot:
        await message.reply_text(f"You said: {message.text}")


def small_bot(sandbox: Sandbox) -> App:
    app = client(sandbox)
    commands = {
        "start": start,
        "month": month,
        "week": week,
        "ask": ask,
        "choose": choose,
        "link": link,
        "leave": leave,
    }
    app.add_handlers([CommandHandler(name, command) for name, command in commands.items()])
    taps = {"^period": period, "^send": send, "^approve": approve, "^forbid": forbid}
    app.add_handlers([CallbackQueryHandler(tap, pattern=begins) for begins, tap in taps.items()])
    app.add_handlers([CallbackQueryHandler(count), InlineQueryHandler(find)])
    app.add_handler(MessageHandler(filters.Document.ALL | filters.PHOTO, take_file))
    app.add_handler(MessageHandler(filters.TEXT, echo))
    return app


async def show_commands(app: App) -> None:
    await app.bot.set_my_commands([BotCommand("month", "Pick a day"), BotCommand("start", "Begin")])
    await app.bot.set_my_commands([BotCommand("month", "दिन चुनें")], language_code="hi")
