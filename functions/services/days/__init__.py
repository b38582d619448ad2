"""What really happens on a date: days, weeks, bookings, electives, calendars.

Imports ports and identity; the rooms after it and the entries may import it.
"""
