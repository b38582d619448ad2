"""All that the bot says, in English."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

WORDS = {
    # commands, as the menu shows them
    "command.today": "Today's classes, as they will really happen",
    "command.tomorrow": "Tomorrow's classes",
    "command.day": "The classes of any date",
    "command.week": "The whole week",
    "command.leave": "Ask for leave",
    "command.myleaves": "Your leave requests; withdraw one",
    "command.pending": "Requests that wait for your decision",
    "command.help": "What you can do here",
    "command.cancel": "Leave whatever is half done",
    "command.start": "Link your account, or begin again",
    # greeting and help
    "start.linked": "Welcome, <b>{name}</b>! You are linked to {institute} as {role}.",
    "start.again": "Hello, <b>{name}</b>. You are linked to {institute} as {role}.",
    "start.stranger": (
        "Hello! This is Dayorder, the timetable of your college.\n\n"
        "I don't know you yet. Ask your department's office or your HOD for your personal link, open it on "
        "this phone and press START. It works once."
    ),
    "start.commands": "You can send me:\n{commands}",
    "start.command": "/{command} – {words}",
    "role.admin": "administrator",
    "role.hod": "head of department ({department})",
    "role.faculty": "faculty ({department})",
    "role.student": "student ({section})",
    "help.leave": (
        "Leave in one line:\n"
        "/leave tomorrow P3-P5 fever\n"
        "/leave 24/11..26/11 cl\n"
        "/leave fri an\n"
        "or just /leave, and tap."
    ),
    # what was not understood
    "hint.unknown_command": "I don't know the command {command}. /help shows what I can do.",
    "hint.text": "I read commands, such as /today. /help shows them all.",
    "hint.file": "I can't do anything with that. /help shows what I can do.",
    "hint.tap": "Tap one of the buttons above, or /cancel.",
    "hint.group": "I only answer in a private chat. Tap my name, then START.",
    "button.old": "This button is no longer in use. Send the command again.",
    "cancel.done": "Cancelled. Nothing was sent.",
    "cancel.nothing": "There is nothing to cancel.",
    # dates
    "date.unreadable": 'I can\'t read "{text}" as a date. Try: tomorrow, fri, 27/11, 27 Nov or 2026-11-27.',
    "date.no_day": "There is no {day} {month} {year}. Check the day and send it again.",
    "date.no_month": "There is no month {month}. Write the day first, as in 27/11 or 27 Nov.",
    "date.no_end": "I can't read the last date. Write it as in 24/11..26/11.",
    "date.past": "{date} is past. Today is {today}; ask for today or later.",
    "date.wrong_order": "The last date ({last}) is before the first ({first}). Swap them.",
    "date.other_weekday": "{date} is a {weekday}. Name the day or the date, or make them agree.",
    # a day
    "day.title": "<b>{date}</b>",
    "day.title_today": "<b>{date}</b> (today)",
    "day.note": "<i>{note}</i>",
    "day.empty": "No classes.",
    "day.class": "{subject} · {faculty} · {room} · {sections}",
    "day.line": "{start} P{period} {what}",
    "day.cancelled": "<s>{class_}</s> ✖ cancelled",
    "day.substituted": "<s>{subject} {was}</s> → {subject} {faculty} · {room} · {sections} ✱",
    "day.moved_here": "{class_} ✱ moved here from {was}",
    "day.moved_away": "<s>{class_}</s> ↪ moved to {now}",
    "day.merged": "{class_} ✱ held together with another class (was {was})",
    "day.added": "{class_} ✱ extra class",
    "day.on_leave": "<s>{class_}</s> ✖ you are on leave: cancelled",
    "day.on_leave_covered": "<s>{class_}</s> → {now} takes it, you are on leave",
    "day.covering": "{class_} ✱ you take it for {was}",
    "day.place": "{date} P{period} {room}",
    "day.which": "Which day? Tap one, or send for example /day fri or /day 27/11.",
    "day.previous": "◀ {day}",
    "day.next": "{day} ▶",
    "day.week": "Week",
    "week.title": "<b>Week of {first} – {last}</b>",
    "week.empty_day": "<b>{date}</b>: {note}",
    "nobody": "nobody",
    # asking for leave
    "leave.some_kind": "leave",
    "leave.usage": "Write it as in /leave fri P3-P5 fever, or send /leave alone and tap.",
    "leave.not_faculty": "Only faculty can ask for leave. /help shows what you can do.",
    "leave.first": "<b>Leave</b>\nWhich is the <b>first day</b>?",
    "leave.last": "<b>Leave from {first}</b>\nWhich is the <b>last day</b>?",
    "leave.holidays": "✖ {days}",
    "leave.holiday": "{note} {days}",
    "leave.span": "<b>Leave {when}</b>\nWhole days, or part of the day?",
    "leave.periods": "<b>Leave {when}</b>\nTap the periods, then Done.",
    "leave.kind": "<b>Leave {when}</b>\nWhat kind of leave?",
    "leave.reason": (
        "<b>Leave {when}</b>, {kind}\nType the <b>reason</b>, or skip it. Only you and those who decide "
        "see it."
    ),
    "leave.no_period": "There is no period {unknown}. The day has periods {first} to {last}.",
    "leave.periods_and_half": "Give periods or a half day, not both.",
    "leave.no_afternoon": "The day has no afternoon periods. Name the periods instead, as in P3-P5.",
    "leave.long_reason": "Keep the reason to {most} characters.",
    "leave.one_period": "Tap at least one period.",
    "leave.out_of_date": (
        "This is out of date. Nothing was sent by this tap; /myleaves shows what you have asked for."
    ),
    "leave.refused": "⚠️ {sentence}",
    "preview.title": "<b>Your leave, not sent yet</b>",
    "preview.what": "{when}\n{kind}",
    "preview.what_reason": "{when}\n{kind}: {reason}",
    "preview.classes": "<b>Classes affected ({count})</b>",
    "preview.class": "{date} {start} P{period} {subject} · {sections} · {room}",
    "preview.no_classes": "No class of yours is affected.",
    "preview.deciders": "{names} will decide.",
    "sent.title": "✅ <b>Sent</b>",
    "sent.next": "You will be told what is decided. /myleaves shows it, and takes it back.",
    "when.day": "{date}",
    "when.days": "{first} – {last}",
    "when.periods": "{days}, {periods}",
    "when.forenoon": "{days}, forenoon",
    "when.afternoon": "{days}, afternoon",
    "button.send": "✅ Send request",
    "button.cancel": "Cancel",
    "button.one_day": "Only this day",
    "button.whole": "Whole day",
    "button.forenoon": "Forenoon",
    "button.afternoon": "Afternoon",
    "button.periods": "Some periods",
    "button.period": "P{period} {start}",
    "button.period_on": "✅ P{period} {start}",
    "button.done": "Done",
    "button.skip": "Skip",
    # a card
    "card.title": "<b>Leave request</b> · {department}",
    "card.who": "<b>{name}</b>",
    "card.plan": "<b>Plan {revision}</b> · cost {cost} ({quality})",
    "card.other_plan": "<b>Plan {revision}</b>, {name} · cost {cost} ({quality})",
    "card.plan_optimal": "the best there is",
    "card.plan_feasible": "best found in its time",
    "card.looking": "⏳ Looking for cover… This card changes when the plan is there.",
    "card.uncovered": "Approved before that, these classes are cancelled:",
    "card.no_classes": "No class is affected.",
    "card.row": "• {date} {start} P{period} {subject} · {sections}\n   {becomes}",
    "card.substituted": "<s>{was}</s> → {faculty}",
    "card.moved": "moved to {date} {start} P{period} · {room}",
    "card.merged": "joined with {faculty} · {room}",
    "card.cancelled": "✖ cancelled",
    "card.instead": "   <i>or {faculty}, {extra} more: {why}</i>",
    "card.instead_moved": "   <i>or on {date} P{period}, {extra} more: {why}</i>",
    "card.cost": " · cost {cost}",
    "card.reasons": " ({reasons})",
    "card.more": "… and {count} more lines",
    "card.status_pending": "",
    "card.status_approved": "✅ <b>Approved</b> by {by}",
    "card.status_rejected": "❌ <b>Rejected</b> by {by}",
    "card.status_withdrawn": "↩️ <b>Withdrawn</b>",
    "card.status_expired": "⌛ <b>Expired</b>: nobody decided in time",
    "card.note": "“{note}”",
    "card.somebody": "the department",
    "button.approve": "✅ Approve",
    "button.reject": "❌ Reject",
    "button.plan_best": "Cheapest ({cost})",
    "button.plan_fewest_changes": "Fewest changes ({cost})",
    "button.plan_fairest": "Fairest ({cost})",
    "button.plan_nothing_moved": "Nothing moved ({cost})",
    "alternative.fewest_changes": "fewest changes",
    "alternative.fairest": "fairest",
    "alternative.nothing_moved": "nothing moved",
    "button.new_plan": "🔄 New plan",
    "alert.approved": "Approved. Those concerned are being told.",
    "alert.stale_plan": (
        "The plan has changed since this card was drawn, so nothing was approved. Look at the new one."
    ),
    "alert.outdated_plan": (
        "The timetable has changed since this plan was made, so nothing was approved. A new plan is "
        "being made."
    ),
    "alert.already": "This request is {status} already. Nothing was changed by your tap.",
    "alert.replanning": "A new plan is being made; the card changes when it is there.",
    "reject.why": (
        "Why do you reject the leave of <b>{name}</b> ({when})?\nType the reason, or tap one. /cancel "
        "leaves it open."
    ),
    "reject.done": "❌ Rejected the leave of <b>{name}</b> ({when}). They are told.",
    "reject.done_note": "❌ Rejected the leave of <b>{name}</b> ({when}): “{note}”. They are told.",
    "reject.kept": "Not rejected. The request is still open: /pending.",
    "reject.chip.0": "Too many are away",
    "reject.chip.1": "Examinations",
    "reject.chip.2": "No cover found",
    "reject.chip.3": "No reason",
    "button.keep_request": "« Don't reject",
    "pending.title": "<b>Waiting for you ({count})</b>\nTap one to see its card.",
    "pending.none": "Nothing waits for your decision.",
    "pending.item": "• {name}: {when}, {kind}",
    "pending.button": "{name} · {when}",
    # own leaves
    "mine.title": "<b>Your leave</b>",
    "mine.none": "You have not asked for any leave. /leave asks for it.",
    "mine.pending": "<b>Waiting for a decision</b>",
    "mine.approved": "<b>Approved, to come</b>",
    "mine.other": "<b>Before</b>",
    "mine.item": "• {when}, {kind}",
    "mine.item_status": "• {when}, {kind}: {status}",
    "mine.item_note": "• {when}, {kind}: {status}, “{note}”",
    "mine.withdraw": "Withdraw {when}",
    "mine.sure": (
        "Withdraw your leave <b>{when}</b> ({kind}, {status})?\nYour classes are then as planned again."
    ),
    "mine.sure_pending": "Withdraw your request for <b>{when}</b> ({kind})?",
    "mine.withdrawn": "↩️ Withdrawn: {when}, {kind}.",
    "mine.not_withdrawn": "It can't be withdrawn as things stand.\n{sentence}",
    "button.withdraw_now": "Yes, withdraw it",
    "button.keep": "Keep it",
    "button.my_leaves": "« My leave",
    "status.pending": "waiting",
    "status.approved": "approved",
    "status.rejected": "rejected",
    "status.withdrawn": "withdrawn",
    "status.expired": "expired",
    # what people are told
    "notice.approved": "✅ Your leave <b>{when}</b> is approved by {by}.",
    "notice.rejected": "❌ Your leave <b>{when}</b> is rejected by {by}.",
    "notice.withdrawn": (
        "↩️ Your leave <b>{when}</b> was taken back by {by}. Your classes are as planned again."
    ),
    "notice.pending": "Your leave <b>{when}</b> waits for a decision.",
    "notice.expired": "⌛ Your leave <b>{when}</b> expired: nobody decided in time.",
    "notice.your_classes": "Your classes:",
    "notice.substituting": "🔁 <b>You take classes</b> for a colleague on leave:",
    "notice.not_substituting": (
        "🔁 You are not needed as a substitute after all. /today and /week show your classes."
    ),
    "notice.changes": "🔔 <b>Your timetable changes</b>",
    "notice.no_changes": "🔔 Your timetable is as planned again. /today and /week show it.",
    "notice.told_hod": "ℹ️ Leave of <b>{name}</b> ({department}), {when}, changes classes of your sections:",
    "notice.told_hod_nobody": "ℹ️ A leave in another department changes classes of your sections:",
    "notice.told_hod_none": "ℹ️ The classes of your sections are as planned again.",
    "notice.none": "This is no longer of interest; all is as planned.",
    # why a row is as it is
    "reason.not_planned_yet": "no cover looked for yet",
    "reason.teaches_subject": "teaches the subject",
    "reason.knows_section": "knows the section",
    "reason.same_department": "same department",
    "reason.free_then": "free then",
    "reason.light_day": "light day",
    "reason.fair_share": "has covered little",
    "reason.one_person_for_run": "one person for consecutive periods",
    "reason.moved_no_substitute": "nobody could take it then",
    "reason.nobody_free": "nobody is free",
    "reason.nobody_qualified": "nobody qualified",
    "reason.no_opening": "no other time fits",
    "reason.over_limit": "others would be over their load",
    # why the next best was not taken
    "why_not.nobody_teaches": "nobody would teach",
    "why_not.moved": "it would move",
    "why_not.later_day": "a day further off",
    "why_not.other_room": "another room",
    "why_not.not_subject": "does not teach the subject",
    "why_not.not_section": "does not know the section",
    "why_not.other_department": "another department",
    "why_not.busier_day": "a busier day",
    "why_not.busier_week": "a busier week",
    "why_not.covered_more": "has covered more",
    "why_not.more_people": "one person more in the run",
    "why_not.as_good": "as good",
    # refusals, by their code; {sentence} is the backend's own
    "refusal.malformed": "{sentence}",
    "refusal.rule_broken": "{sentence}",
    "refusal.overlaps": "{sentence}",
    "refusal.taken": "{sentence}",
    "refusal.in_the_way": "{sentence}",
    "refusal.too_many_writes": "{sentence}",
    "refusal.infeasible": "{sentence}",
    "refusal.not_authenticated": (
        "I could not sign in for you. Try again in a minute; if it stays so, tell the office."
    ),
    "refusal.not_linked": (
        "I don't know you yet. Ask your department's office or your HOD for your personal link, open it on "
        "this phone and press START."
    ),
    "refusal.not_allowed": "That is not yours to do. /help shows what you can do.",
    "refusal.not_found": "That is not there (any more), or not yours to see.",
    "refusal.link_spent": "This link has been used, or is too old. Ask whoever gave it to you for a new one.",
    "refusal.already_linked": "This person or account is linked already. Ask the office if that was not you.",
    "refusal.already_decided": "This has been decided already. Nothing was changed.",
    "refusal.stale_plan": "The plan has changed. Look at the new one first.",
    "refusal.stale_version": "Somebody else changed it first. Look again, then try once more.",
    "refusal.key_reused": "This was sent before. Send the command again.",
    "refusal.busy": "Others are changing the same thing right now. Try again in a moment.",
    "refusal.too_many_requests": "That was a lot at once. Wait a minute, then try again.",
    "refusal.other": "That can't be done. {sentence}",
    "error.unavailable": (
        "The timetable does not answer right now. Try again in a minute; nothing is done twice."
    ),
    "error.bug": (
        "Something went wrong on our side. Try again; if it stays so, tell the office this number: "
        "{reference}"
    ),
}
