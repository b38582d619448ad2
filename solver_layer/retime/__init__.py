"""The least change of a weekly timetable that lets teachers be away."""
