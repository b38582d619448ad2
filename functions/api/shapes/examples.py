"""An example of every body that is written over the API, for the page on which people try it."""

from typing import Any

_ID = "5f2c9b1d8a7e4c30"
_LEAVE = {
    "start_date": "2026-11-27",
    "end_date": "2026-11-27",
    "periods": [3, 4],
    "kind": "cl",
    "reason": "fever",
}
_ROW = {"occupancy": _ID, "date": "2026-11-27", "kind": "substituted", "faculty": [_ID], "cost": 12}

# By the name of the thing; the schemas of its bodies are called ...In, ...Put and ...Patch.
EXAMPLES: dict[str, dict[str, Any]] = {
    "Invites": {"section": _ID, "limit": 60},
    "Coverage": {
        "looked_at": 40,
        "gaps": [{"faculty": _ID, "date": "2026-11-27", "classes": 4, "uncovered": 1}],
    },
    "Draft": {"term": _ID, "seconds": 120, "anew": True},
    "Solved": {
        "classes": [{"offering": _ID, "room": _ID, "day": 1, "period": 3, "faculty": [_ID]}],
        "costs": {"compactness": 4},
        "bound": 0,
    },
    "Progress": {"best": 42, "bound": 0},
    "Publish": {"dry_run": True},
    "Institute": {
        "name": "Vidya College",
        "zone": "Asia/Kolkata",
        "policies": {"leave_kinds": [{"code": "cl", "name": "casual leave", "days_a_year": 12}]},
    },
    "Department": {"name": "Computer Science", "hod": _ID},
    "Course": {"department": _ID, "name": "B.Sc. Computer Science", "semesters": 6},
    "Subject": {"course": _ID, "semester": 3, "code": "CS301", "name": "Database Systems"},
    "Section": {
        "course": _ID,
        "semester": 3,
        "name": "CSE-3-A",
        "strength": 60,
        "batches": [{"name": "B1", "strength": 30}, {"name": "B2", "strength": 30}],
    },
    "Faculty": {"user": _ID, "department": _ID, "name": "Dr Meera Rao", "subjects": [_ID], "daily_limit": 5},
    "Student": {"user": _ID, "course": _ID, "section": _ID, "roll_number": "22CS017", "name": "Asha"},
    "User": {"name": "Dr Meera Rao", "role": "faculty", "department": _ID, "code": "E1042"},
    "TimeSlot": {"day": 1, "period": 1, "start": "09:00", "end": "09:50"},
    "Infra": {"name": "Lab 1", "kind": "lab", "capacity": 30, "features": ["projector"]},
    "Term": {
        "name": "Odd 2026",
        "first": "2026-07-01",
        "last": "2026-12-05",
        "days": {"2026-10-02": {"kind": "holiday", "name": "Gandhi Jayanti"}},
    },
    "Offering": {"term": _ID, "subject": _ID, "sections": [_ID], "faculty": [_ID], "periods_per_week": 4},
    "Occupancy": {"term": _ID, "offering": _ID, "room": _ID, "timeslot": _ID},
    "Adjustment": {"occupancy": _ID, "date": "2026-11-27", "kind": "substituted", "faculty": [_ID]},
    "Leave": _LEAVE,
    "CalendarLink": {"section": _ID},
    "Together": {
        "leaves": [
            {"leave": _ID, "version": 2, "granted": True, "rows": [_ROW]},
            {"leave": "0c4e8a7d1b9c2f53", "version": 2, "granted": False},
        ],
        "pairs": [
            {
                "leaves": [_ID, "0c4e8a7d1b9c2f53"],
                "grantable": False,
                "clash": {
                    "code": "same_people",
                    "classes": [{"leave": _ID, "date": "2026-11-27", "day": 5, "period": 3}],
                    "people": [_ID],
                },
            }
        ],
        "status": "optimal",
    },
    "WhatIf": _LEAVE | {"faculty": _ID},
    "Link": {"code": "the-code-of-the-link"},
    "Approve": {"plan_revision": 2},
    "Reject": {"note": "Two others are away that day."},
    "Token": {"name": "timetabler", "scopes": ["read", "timetable"]},
    "Rotate": {"overlap_hours": 24},
    "Update": {
        "term": _ID,
        "create": [{"type": "occupancy", "offering": _ID, "room": _ID, "timeslot": _ID}],
        "update": [{"type": "occupancy", "id": _ID, "version": 1, "timeslot": _ID}],
        "delete": [{"type": "adjustment", "id": f"{_ID}.0"}],
        "dry_run": True,
    },
    "Acting": {"acting_hod": _ID, "acting_from": "2026-11-27", "acting_until": "2026-12-04"},
    "Decline": {"note": "I am at the university then."},
    "Choice": {
        "plan_revision": 2,
        "occupancy": _ID,
        "date": "2026-11-27",
        "kind": "substituted",
        "faculty": [_ID],
    },
    "Plan": {
        "based_on": 0,
        "status": "optimal",
        "rows": [_ROW],
    },
    "Settings": {"digest": "20:00", "remind_minutes": 10, "quiet_from": "22:00", "quiet_until": "07:00"},
    "Dialogue": {"flow": "leave", "state": {"date": "2026-11-27"}},
    "Notice": {"message_id": 4711},
}


def example(schema: str) -> dict[str, Any] | None:
    """The example for a body's schema, None where there is none; the schema may lack some of its fields."""
    for ending in ("In", "Put", "Patch"):
        if schema.endswith(ending):
            return EXAMPLES.get(schema.removesuffix(ending))
    return None
