"""The timetable of a term: constructed, then annealed by a compiled kernel."""
