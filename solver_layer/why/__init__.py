"""Why a term has no timetable, and what would help."""
