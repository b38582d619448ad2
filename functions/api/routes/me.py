"""Routes about the caller: who they are, their day and week, their place in a conversation, their notices."""

import calendar as gregorian
from datetime import date
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions import wiring
from functions.api.answers import consents, describe
from functions.api.request import current_request, set_language, telegram_of
from functions.api.shapes.base import NothingOut
from functions.api.shapes.days import CalendarDayOut, DayOut, MonthOut, WeekOut
from functions.api.shapes.drafts import DraftOut
from functions.api.shapes.notices import ActingOut, NoticeIn, NoticeOut
from functions.api.shapes.people import (
    CheckOut,
    DialogueIn,
    DialogueOut,
    HealthOut,
    InvitedOut,
    InviteList,
    InviteOut,
    InvitesIn,
    LinkIn,
    MeOut,
    PeriodOut,
    SettingsOut,
    SettingsPatch,
)
from functions.services.college import health
from functions.services.days import day_views
from functions.services.identity import dialogue, linking, settings, visibility
from functions.services.leave import same_dates
from functions.services.notices import content, daily
from functions.services.notices.content import NoticeContent
from functions.services.ports import DEPARTMENT, SECTION, Request
from timetable.access import Caller
from timetable.errors import Malformed, NotAllowed
from timetable.model import Department, Section, UserId
from timetable.objects.preferences import Settings

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
_GUESSES_PER_MINUTE = 10  # linking codes that one Telegram account may try


@router.post("/links/", summary="Link a Telegram account", tags=["me"])
def link_account(body: Annotated[LinkIn, Body()]) -> MeOut:
    """Spends a single-use code: from now on this Telegram account speaks for that person."""
    telegram, now = telegram_of(router.current_event.headers), wiring.now()
    wiring.directory().rates.admit(f"link#{telegram}", _GUESSES_PER_MINUTE, now, alone=0)
    user, records = linking.link(wiring.directory(), telegram, code=body.code, now=now)
    return describe.me(Request(records, Caller(records.institute, user.role, user), now, None))


@router.delete("/me/link/", status_code=204, summary="Unlink my Telegram account", tags=["me"])
def unlink_account() -> Response[None]:
    """From the next request on this account is nobody's; a new code links it, or another, again."""
    linking.unlink(current_request())
    return Response(204)


@router.post(
    "/users/<id>/invite/",
    status_code=201,
    summary="A code that links a person's Telegram account",
    tags=["users"],
)
def invite(id: Annotated[str, Path(min_length=1, max_length=64)]) -> Response[InviteOut]:
    """Single-use, for seven days, shown this once: `https://t.me/BOT?start=CODE`. The Idempotency-Key is not
    for this route: an answer that is kept would keep the code."""
    request = current_request()
    code = linking.invite(request, UserId(id))
    return Response(
        201, "application/json", InviteOut(code=code, expires=request.now + linking.CODE_LIFETIME)
    )


@router.post(
    "/invites/",
    status_code=201,
    summary="Codes for a section's students or a department's faculty",
    tags=["users"],
)
def invite_group(body: Annotated[InvitesIn, Body()]) -> Response[InviteList]:
    """For everybody there who isn't linked yet, a page at a time; each code is shown this once."""
    request = current_request()
    if bool(body.section) == bool(body.department):
        raise Malformed("Name a section or a department.", field="section")
    invited: Section | Department
    if body.section:
        invited = visibility.readable_object(request, SECTION[body.section])
    else:
        invited = visibility.readable_object(request, DEPARTMENT[body.department or ""])
    made, following = linking.invite_group(request, invited, limit=body.limit, after=body.cursor)
    answer = InviteList(
        results=[InvitedOut(user=m.user.id, name=m.user.name, number=m.user.code, code=m.code) for m in made],
        expires=request.now + linking.CODE_LIFETIME,
        next=following,
    )
    return Response(201, "application/json", answer)


@router.get("/health/", summary="How the college fares", tags=["me"])
def read_health() -> HealthOut:
    checks = health.checks(current_request())
    return HealthOut(checks=[CheckOut(name=c.name, ok=c.ok, facts=c.facts) for c in checks])


@router.get("/me/", summary="Who am I", tags=["me"])
def me() -> MeOut:
    request = current_request()
    if request.caller.user is None:
        raise NotAllowed("Only people are somebody here; this is a program's token.")
    return describe.me(request)


@router.get("/me/today/", summary="My classes on one date, as they will really happen", tags=["me"])
def today(date: Annotated[date | None, Query(description="default: today")] = None) -> DayOut:
    request = current_request()
    return describe.day(request, day_views.day(request, date or request.today))


@router.get("/me/week/", summary="My classes from Monday to Sunday", tags=["me"])
def week(date: Annotated[date | None, Query(description="any date of the week")] = None) -> WeekOut:
    request = current_request()
    views = day_views.week(request, date or request.today)
    return WeekOut(days=describe.days(request, views))


@router.get("/me/calendar/", summary="What each date of a month is", tags=["me"])
def month(month: Annotated[str, Query(pattern=r"^\d{4}-\d{2}$")]) -> MonthOut:
    year, number = int(month[:4]), int(month[5:])
    if not 1 <= number <= 12 or not 1 <= year <= 9998:
        raise Malformed("There is no such month.", field="month")
    calendar = current_request().records.reference.calendar(date(year, number, 1))
    days = [date(year, number, d + 1) for d in range(gregorian.monthrange(year, number)[1])]
    return MonthOut(
        month=month,
        days=[
            CalendarDayOut(
                date=d,
                working=calendar.day_on(d) is not None,
                special=describe.special(calendar, d),
                note=calendar.note(d),
                periods=[PeriodOut(period=t.period, start=t.start, end=t.end) for t in calendar.slots_on(d)],
            )
            for d in days
        ],
    )


@router.get("/me/settings/", summary="What I have chosen for myself", tags=["me"])
def read_settings() -> SettingsOut:
    return _settings(settings.read(current_request()))


@router.patch("/me/settings/", summary="Choose for myself", tags=["me"])
def change_settings(body: Annotated[SettingsPatch, Body()]) -> SettingsOut:
    changed = settings.change(current_request(), body.model_dump(exclude_unset=True))
    set_language(changed.language)
    return _settings(changed)


@router.post("/me/unreachable/", summary="Telegram takes nothing for me", tags=["me"])
def be_unreachable() -> NothingOut:
    """The bot says so when I have blocked it: nothing is told me until I write again."""
    settings.mark_unreachable(current_request())
    return NothingOut()


@router.get("/me/dialogue/", summary="Where I am in a conversation with the bot", tags=["me"])
def read_dialogue() -> DialogueOut:
    stored = dialogue.read(current_request())
    return DialogueOut(flow=stored.flow if stored else None, state=stored.state if stored else {})


@router.put("/me/dialogue/", summary="Remember where I am", tags=["me"])
def write_dialogue(body: Annotated[DialogueIn, Body()]) -> DialogueOut:
    dialogue.write(current_request(), body.flow, body.state)
    return DialogueOut(flow=body.flow, state=body.state)


@router.delete("/me/dialogue/", status_code=204, summary="Leave the conversation", tags=["me"])
def end_dialogue() -> Response[str]:
    dialogue.end(current_request())
    return Response(status_code=204, content_type="application/json", body="")


@router.get("/me/notices/<notice_id>/", summary="What I am told, as things stand now", tags=["me"])
def read_notice(notice_id: Annotated[str, Path()]) -> NoticeOut:
    return _notice(content.read(current_request(), notice_id))


@router.put("/me/notices/<notice_id>/", summary="Which message tells it", tags=["me"])
def mark_notice(notice_id: Annotated[str, Path()], body: Annotated[NoticeIn, Body()]) -> NothingOut:
    content.mark(current_request(), notice_id, message_id=body.message_id, shown=body.shown)
    return NothingOut()


def _notice(news: NoticeContent) -> NoticeOut:
    request = current_request()
    leave, department = news.leave, news.department
    others = same_dates.leaves_on_same_dates(request, leave) if news.plan and leave else None
    acting = None
    if department:
        fields = {
            f: getattr(department, f) for f in ("id", "name", "acting_hod", "acting_from", "acting_until")
        }
        acting = ActingOut(**fields, is_me=department.acting_hod == request.caller.id)
    return NoticeOut(
        id=news.notice.id,
        kind=news.notice.kind,
        leave=describe.leave(request, leave) if leave else None,
        plan=describe.plan(request, news.plan, same_dates=others, known_consents=news.consents, decides=True)
        if news.plan
        else None,
        classes=list(describe.rows(request, news.adjustments)),
        restored=list(news.restored),
        ask=consents.ask(request, news.consent, leave) if news.consent and leave else None,
        department=acting,
        day=describe.day(request, news.day) if news.day else None,
        minutes=_minutes(request, news),
        draft=DraftOut.of(news.draft) if news.draft else None,
        message_id=news.notice.message_id,
        shown=news.notice.shown,
    )


def _minutes(request: Request, news: NoticeContent) -> int | None:
    if news.day is None or news.notice.kind != daily.REMINDER or not news.day.seen:
        return None
    return daily.minutes_until(request, news.day, news.day.seen[0])


def _settings(value: Settings) -> SettingsOut:
    shown = {name: getattr(value, name) for name in SettingsOut.model_fields}
    return SettingsOut(**shown)
