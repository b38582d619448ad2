"""The repair of the timetable for a leave: the best plan, its runners-up, other plans."""
