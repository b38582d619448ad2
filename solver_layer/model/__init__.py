"""The timetable as a CP-SAT model: variables, hard constraints, soft constraints."""
